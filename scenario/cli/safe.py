"""Text made harmless for a terminal, under the name by which commands call it."""

from scenario.harmless import safe

__all__ = ["safe"]
