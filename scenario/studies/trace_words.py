"""The words of a trace: numbers, elements by title and name, and why something came about.

It knows single numbers and records; which of them are told is not decided here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from scenario.forecast.wording import capital, listing, plain_name
from scenario.reference import Acting, Chance, Changed, Move, Piece
from scenario.resolve import Resolved
from scenario.resolve.effects import action, quantity_key, targets_key
from scenario.schema import Distribution, Expression, Interval

SMALL = 0.1
"""A part of a move that is smaller than this share of its largest part goes untold."""
FELT = 0.05
"""A factor that is nearer to 1 goes untold."""
SIGNS = {"multiply": "×", "divide": "/", "set": "set to", "add": "plus"}


def number(x: float, decimals: int | None = None) -> str:
    """A value with three digits, or with so many decimals."""
    if math.isinf(x):
        return "without end" if x > 0 else "−infinite"
    if decimals is not None:
        return f"{x:,.{decimals}f}".replace("-", "−")
    if x and not 1e-4 <= abs(x) < 1e15:
        return f"{x:.2e}".replace("-", "−")
    digits = max(0, 2 - math.floor(math.log10(abs(x)))) if x else 0
    text = f"{x:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−")


def signed(x: float, decimals: int) -> str:
    """+0.31 or −0.02."""
    return f"{x:+,.{decimals}f}".replace("-", "−")


def decimals_of(move: float) -> int:
    """Decimals at which two digits of a move show."""
    return min(6, max(0, 1 - math.floor(math.log10(abs(move))))) if move else 2


def share(p: float) -> str:
    """A probability, or a number drawn to be held against one, with two or three digits."""
    points = 100 * p
    if points >= 99.95:
        return f"{points:.4g} %"
    if points >= 10:
        return f"{points:.1f} %"
    return f"{points:.2g} %" if points >= 1e-4 or not p else "<0.0001 %"


def yearly(rate: float) -> str:
    """A rate: 12 % a year, 1.5 a year."""
    return f"{100 * rate:.3g} % a year" if rate < 1 else f"{number(rate)} a year"


KINDS = ("parameters", "drivers", "actors", "events", "transitions", "rules")
OUTCOME = "outcome"


def place_of(chance: Chance) -> str:
    """The element a chance belongs to, as `events.drought`."""
    kinds = {"event": "events", "jump": "drivers", "clock": "transitions"}
    return f"{kinds[chance.purpose]}.{chance.name}"


def elements(resolved: Resolved) -> dict[str, Any]:
    """Every element that can be followed, by its place."""
    model = resolved.model
    groups = {kind: getattr(model, kind, {}) for kind in KINDS}
    groups["transitions"] = model.outcome.transitions
    found = {f"{kind}.{name}": one for kind, group in groups.items() for name, one in group.items()}
    return found | {OUTCOME: model.outcome}


def plain(quantity: Any) -> Any:
    """A quantity as it would be written."""
    if isinstance(quantity, (Interval, Distribution, Expression)):
        return quantity.model_dump(mode="json", exclude_none=True)
    if isinstance(quantity, tuple):
        return ", ".join(map(str, quantity))
    return quantity


def path_of(place: str) -> str:
    """Where an element stands in the model."""
    return f"outcome.{place}" if place.startswith("transitions.") else place


class Words:
    """The names of one scenario."""

    def __init__(self, resolved: Resolved) -> None:
        self.resolved, self.elements = resolved, elements(resolved)
        self._named: set[str] = set()

    def title(self, place: str) -> str:
        """Title (name) when it is first named; after that, or without a title, the name."""
        name = place.partition(".")[2] or place
        title = getattr(self.elements.get(place), "title", None)
        if not title or place in self._named:
            return name
        self._named.add(place)
        return f"{title} ({name})"

    def value(self, name: str) -> str:
        """A driver or an actor."""
        kind = "drivers" if name in self.resolved.model.drivers else "actors"
        return self.title(f"{kind}.{name}")

    def where(self, place: str) -> str:
        """File and line of a value of the model; empty where it is a default."""
        mark = self.resolved.mark_at(path_of(place))
        return "" if mark is None or not mark.line else f"{mark.file}:{mark.line}"

    def formula(self, place: str) -> str:
        """How an element comes about, as it is written."""
        keys = ("rate", "date", "probability", "when", "after", "value")
        element = self.elements[place]
        given = [key for key in keys if getattr(element, key, None) is not None]
        return ", ".join(
            f"{key} {self.written(f'{path_of(place)}.{key}', getattr(element, key))}"
            for key in given
        )

    def written(self, path: str, quantity: Any) -> str:
        """A value as it was written; a distribution or a list in one line."""
        said = self.resolved.text_at(path)
        return said or str(plain(quantity)).replace("'", "")

    # Moves

    def move(self, name: str, move: Move) -> str:
        """How a value moved and what moved it."""
        total = move.after - move.before
        digits = decimals_of(total)
        pieces = self.pieces(move.pieces, digits)
        because = f": {', '.join(pieces)}" if pieces else ""
        ends = f"{number(move.before, digits)} to {number(move.after, digits)}"
        return f"{self.value(name)} goes from {ends}{because}."

    def pieces(self, pieces: Sequence[Piece], digits: int) -> list[str]:
        """The larger parts of a move, in words, largest first."""
        sums: dict[str, float] = {}
        for piece in pieces:
            what = self.piece(piece)
            sums[what] = sums.get(what, 0.0) + piece.amount
        most = max((abs(amount) for amount in sums.values()), default=0.0)
        told = sorted(sums, key=lambda what: -abs(sums[what]))
        return [
            f"{signed(sums[what], digits)} {what}"
            for what in told
            if abs(sums[what]) >= SMALL * most and round(sums[what], digits)
        ]

    def piece(self, piece: Piece) -> str:
        """What a part of a move is owed to."""
        name = piece.by.partition(".")[2] or piece.by
        fixed = {
            "own": "by itself",
            "listening": "by listening to others",
            "response": f"in answer to {name}",
            "pull": f"by {name}, on its target",
            "shock": "by chance",
            "jump": "by a jump",
            "range": "put back into its range",
        }
        return fixed.get(piece.kind, f"by {name}")

    # Chances

    def odds(self, chance: Chance) -> str:
        """How likely something was in a step, against the number drawn."""
        if chance.drawn is None:
            return "as dated"
        return f"chance {share(chance.chance)}, drawn {share(chance.drawn)}"

    def rate(self, changed: Changed) -> str:
        """A rate with what has changed it: 4 % a year (12 % by itself, divided by 3 by gate)."""
        return f"{yearly(changed.value)}{self.because(changed, yearly(changed.own))}"

    def because(self, changed: Changed, own: str) -> str:
        """In brackets, what a quantity is by itself and what effects make of it.

        Factors that hardly change it go untold.
        """
        parts = [done(one) + f" by {bare(one.by)}" for one in changed.acting if felt(one)]
        return f" ({own} by itself, {', '.join(parts)})" if parts else ""

    def effect(self, place: str) -> Iterator[str]:
        """What a rule or an event does, as it is written."""
        for number_, effect in enumerate(getattr(self.elements[place], "effects", ())):
            sign, key = action(effect), quantity_key(effect)
            said = self.resolved.text_at(f"{place}.effects.{number_}.{key}")
            targets = listing(getattr(effect, targets_key(effect)))
            timing = [
                f"{word} {lasts}"
                for word, lasts in (
                    ("after", effect.after),
                    ("over", effect.over),
                    ("for", effect.for_),
                )
                if lasts
            ]
            yield " ".join([targets, SIGNS[sign], str(said), *timing])

    def reason(self, place: str) -> str:
        """Why an element is there, and on what it rests."""
        element = self.elements[place]
        because = getattr(element, "because", None) or "No reason is given."
        cites = listing(getattr(element, "cites", ()))
        rests = f" [{cites}]" if cites else " [assumed]" if element.assumed else ""
        return f"{capital(because)}{rests}"


def done(acting: Acting) -> str:
    """What an effect does: +0.2, × 0.3, / 3, set to 5."""
    return f"{SIGNS[acting.action]} {number(acting.value)}"


def felt(acting: Acting) -> bool:
    """Whether an effect changes what it acts on by more than a twentieth."""
    return acting.action in ("add", "set") or abs(math.log(max(acting.factor, 1e-300))) > FELT


def bare(place: str) -> str:
    """The name of an element without its kind."""
    return place.partition(".")[2]


def state(name: str) -> str:
    """A state as people say it."""
    return plain_name(name)
