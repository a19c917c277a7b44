"""Pieces of MathML that several notations are made of.

It knows no expressions.
"""

from __future__ import annotations


def row(text: str) -> str:
    """Held together as one piece."""
    return f"<mrow>{text}</mrow>"


def fenced(text: str) -> str:
    """In round brackets."""
    return row(f"<mo>(</mo>{text}<mo>)</mo>")


def called(name: str, texts: tuple[str, ...]) -> str:
    """A function by its name, its arguments in brackets."""
    return f"<mi>{name}</mi>{fenced('<mo>,</mo>'.join(map(row, texts)))}"
