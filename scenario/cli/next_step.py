"""The next command worth typing, of those that exist.

It knows the names of commands, not what they do.
"""

from __future__ import annotations

import shlex

import click


def suggest(*candidates: tuple[str, ...]) -> str:
    """The first of these commands that this program has, ready to be typed.

    Each candidate is a command and its arguments; empty where none of them exists.
    """
    context = click.get_current_context().find_root()
    group = context.command
    known = group.list_commands(context) if isinstance(group, click.Group) else []
    for name, *arguments in candidates:
        if name in known:
            return shlex.join([*str(context.info_name).split(), name, *arguments])
    return ""
