"""The keys of an effect: what it does, to what, and by how much.

It knows the four spellings of an effect, not what they mean.
"""

from __future__ import annotations

from scenario.schema import Add, Divide, Effect, Multiply, Set

_KEYS = {
    Add: ("add", "to", "add"),
    Multiply: ("multiply", "multiply", "by"),
    Divide: ("divide", "divide", "by"),
    Set: ("set", "set", "to"),
}


def action(effect: Effect) -> str:
    """What the effect does: add, multiply, divide or set."""
    return _KEYS[type(effect)][0]


def targets_key(effect: Effect) -> str:
    """The key under which it names its targets."""
    return _KEYS[type(effect)][1]


def quantity_key(effect: Effect) -> str:
    """The key under which it says how much."""
    return _KEYS[type(effect)][2]
