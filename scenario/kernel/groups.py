"""What is in groups of lanes, for backends that choose how many lanes make a group.

A vector holds twice as many lanes of single precision. How they are written is not known here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scenario.kernel.ir import Block, Effect, Value

NARROW = ("f32", "i32", "mask32")
"""Types of lanes of 32 bits."""


def is_narrow(block: Block) -> bool:
    """Whether more is done with lanes of 32 bits than to make double precision of them."""
    only_read = widened(block)
    return any(value.type in NARROW and value not in only_read for value in _values(block))


def widened(block: Block) -> set[Value]:
    """Rows of single precision of which nothing is wanted but their double."""
    doubled = Counter(value.args[0] for value in _values(block) if value.op == "double")
    return {v for v, uses in doubled.items() if v.op == "row" and v.uses == uses}


def adds_up(block: Block) -> bool:
    """Whether it adds lanes to partial sums, of which a group cannot have more than there are."""
    return any(isinstance(item, Effect) and item.op == "total" for item in _items(block))


def _values(block: Block) -> Iterator[Value]:
    return (item for item in _items(block) if isinstance(item, Value))


def _items(block: Block) -> Iterator[Value | Effect]:
    """All that is in a block, and in those within."""
    for item in block.items:
        if isinstance(item, Block):
            yield from _items(item)
        else:
            yield item
