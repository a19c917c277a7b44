"""The command line: one module for each command, and what they share.

It computes nothing itself; whatever a command prints comes from the floors below.
"""

from scenario.cli.program import main

__all__ = ["main"]
