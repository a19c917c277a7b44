"""The words of a trace: numbers, elements by title with all that is written of them, and reasons.

It puts single numbers and records into words; which of them are shown is decided elsewhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scenario.chains import INSIDE, ONLY, SEVERAL, place_of, split_target
from scenario.forecast.wording import TINY, VAST, capital, in_full, listing, plain_name
from scenario.present.blocks import Block, Heading, items, paragraph
from scenario.reference import Acting, Chance, Changed, Move, Piece, Step
from scenario.resolve import Resolved
from scenario.resolve.naming import called
from scenario.schema import Distribution, Expression, Interval
from scenario.schema.action import Size
from scenario.schema.chance import in_words
from scenario.schema.cohort import in_words as row_in_words
from scenario.schema.number import looks_like_number
from scenario.studies.trace import elements

SMALL = 0.1
"""A part of a move that is smaller than this share of its largest part goes untold."""
FELT = 0.05
"""A factor that is nearer to 1 goes untold."""
KEYS = (
    "value", "unit", "alignment", "susceptibility", "listens_to", "responds_to", "speed",
    "volatility", "start", "since", "range", "rate", "date", "every", "probability", "when", "once",
    "between", "moves", "from_", "to", "after", "of", "count", "discount", "timing",
)  # fmt: skip
"""What an element's heading is followed by, where the model states it."""
DEFAULT = "default"
"""What stands for the place of a value that nobody wrote."""
_NAME = re.compile(r"\b[a-z]\w*")


def number(x: float, decimals: int | None = None) -> str:
    """A value with three digits, or with so many decimals."""
    if math.isinf(x):
        return "without end" if x > 0 else "−infinite"
    if decimals is not None:
        return f"{x:,.{decimals}f}".replace("-", "−")
    if x and not TINY <= abs(x) < VAST:
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
    """A rate: 0.12 a year. A percentage of a year is a chance in the language, which it is not."""
    return f"{number(rate)} a year"


def plain(quantity: Any) -> Any:
    """A quantity as it would be written."""
    if isinstance(quantity, (Interval, Distribution, Expression)):
        return quantity.model_dump(mode="json", exclude_none=True)
    if isinstance(quantity, tuple):
        return ", ".join("null" if one is None else str(one) for one in quantity)
    return quantity


def _read(written: str) -> str:
    """A value as it was written; a small number without an exponent, as people read it."""
    return in_full(written) if looks_like_number(written) and "%" not in written else written


def path_of(place: str) -> str:
    """Where an element stands in the model."""
    kind, _, name = place.partition(".")
    return ".".join(place_of(kind, name)) if kind in INSIDE else place


class Words:
    """The names of one scenario."""

    def __init__(self, resolved: Resolved) -> None:
        self.resolved, self.elements = resolved, elements(resolved)
        self.document = resolved.document()

    def title(self, place: str) -> str:
        """The title of an element; its name made readable where it has none."""
        kind, _, name = place.partition(".")
        if kind == SEVERAL:
            return str(self.elements[place].called(name))
        return called(kind, name or kind, self.document)

    def state(self, name: str) -> str:
        """A state as people say it."""
        return self.title(f"states.{name}")

    def turn(self, before: Step, after: Step, chain: str) -> str:
        """From the state that a chain was in to the one it is in.

        Args:
            before: The step before.
            after: The step.
            chain: The name of the chain.
        """
        turned = (f"“{self.state(step.states[chain])}”" for step in (before, after))
        return f"from {' to '.join(turned)}"

    def quoted(self, place: str) -> str:
        """The title of an element within a sentence: in quotes where it may be a sentence."""
        apart = place.partition(".")[0] in ("events", "rules")
        return f"“{self.title(place)}”" if apart else self.title(place)

    def value(self, name: str) -> str:
        """A driver or an actor."""
        kind = "drivers" if name in self.resolved.model.drivers else "actors"
        return self.title(f"{kind}.{name}")

    def target(self, path: str) -> str:
        """What an effect acts on: Trade with Russia; capacity of Trade with Russia."""
        name, field = split_target(path, self.resolved.model.transitions)
        kinds = ("drivers", "actors", "events", "transitions")
        place = next((p for p in (f"{k}.{name}" for k in kinds) if p in self.elements), name)
        return f"{plain_name(field)} of {self.quoted(place)}" if field else self.quoted(place)

    def titled(self, written: str) -> str:
        """A quantity as it is written, with titles for names."""
        if looks_like_number(written):
            return _read(written).replace("-", "−")
        return _NAME.sub(lambda found: self._name(found[0]), written)

    def _name(self, name: str) -> str:
        kinds = ("parameters", "drivers", "actors")
        place = next((p for p in (f"{k}.{name}" for k in kinds) if p in self.elements), "")
        return f"“{self.title(place)}”" if place else name

    def drawn(self, place: str, x: float) -> str:
        """A judgement as drawn, in percent where it was written so."""
        return f"{number(100 * x)} %" if "%" in (self.resolved.text_at(place) or "") else number(x)

    def where(self, place: str) -> str:
        """File and line of a value of the model; empty where it is a default."""
        mark = self.resolved.mark_at(path_of(place))
        return "" if mark is None or not mark.line else f"{mark.file}:{mark.line}"

    def written(self, path: str, quantity: Any) -> str:
        """A value as it was written, and a chance's rate; a distribution or a list in one line."""
        if chance := self.resolved.said_at(path):
            return f"{row_in_words(chance)} ({in_words(quantity)})"
        said = self.resolved.text_at(path)
        return _read(said) if said else str(plain(quantity)).replace("'", "")

    # Moves

    def move(self, name: str, move: Move) -> str:
        """How a value moved and what moved it."""
        total = move.after - move.before
        digits = decimals_of(total)
        pieces = self.pieces(move.pieces, digits)
        because = f": {', '.join(pieces)}" if pieces else ""
        ends = f"{number(move.before, digits)} to {number(move.after, digits)}"
        return f"{self.value(name)} from {ends}{because}."

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
        name = self.quoted(piece.by) if piece.by else ""
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

    def wait(self, name: str, draws: Mapping[str, float]) -> str:
        """How long a state lasts until a transition is taken: 24 months.

        Args:
            name: The transition.
            draws: The judgements of the run, by place.
        """
        way = self.resolved.model.transitions[name]
        if way.set_after is not None:
            return str(way.set_after)
        drawn = draws.get(".".join((*place_of("transitions", name), "after")))
        return "its time in this run" if drawn is None else f"{number(12 * drawn)} months, as drawn"

    def odds(self, chance: Chance) -> str:
        """How likely something was in a step, against the number drawn."""
        if chance.drawn is None:
            return "as dated"
        return f"chance {share(chance.chance)}, drawn {share(chance.drawn)}"

    def rate(self, changed: Changed) -> str:
        """A rate with what has changed it: 0.04 a year (0.12 a year by itself, ÷ 3 by gate)."""
        return f"{yearly(changed.value)}{self.because(changed, yearly(changed.own))}"

    def because(self, changed: Changed, own: str) -> str:
        """In brackets, what a quantity is by itself and what effects make of it.

        Factors that hardly change it go untold.
        """
        parts = [f"{done(one)} by {self.quoted(one.by)}" for one in changed.acting if felt(one)]
        return f" ({own} by itself, {', '.join(parts)})" if parts else ""

    def does(self, place: str) -> Iterator[str]:
        """All that an event does: where it moves the outcome, and its effects."""
        if to := getattr(self.elements[place], "moves", None):
            yield f"moves the outcome to “{self.state(to)}” if there is a way"
        yield from self.effects(place)

    def effects(self, place: str) -> Iterator[str]:
        """What a rule or an event does: divides Ratify by 4 for 6 months."""
        for index, effect in enumerate(getattr(self.elements[place], "effects", ())):
            where = f"{place}.effects.{index}.{effect.quantity_key}"
            size = self.titled(str(self.resolved.text_at(where)))
            targets = listing(map(self.target, effect.targets))
            given = (("after", effect.after), ("over", effect.over), ("for", effect.for_))
            timing = "".join(f" {word} {lasts}" for word, lasts in given if lasts)
            yield effect.does.format(targets=targets, size=size) + timing

    def reason(self, place: str) -> str:
        """Why an element is there, and on what it rests."""
        element = self.elements[place]
        because = getattr(element, "because", None) or "No reason is given."
        cites = listing(getattr(element, "cites", ()))
        rests = f" [{cites}]" if cites else " [assumed]" if element.assumed else ""
        return f"{capital(because)}{rests}"


def done(acting: Acting) -> str:
    """What an effect does: +0.2, × 0.3, ÷ 3, set to 5."""
    sign = "+" if acting.kind.size is Size.AMOUNT and acting.value >= 0 else ""
    return acting.kind.acted.format(f"{sign}{number(acting.value)}")


def felt(acting: Acting) -> bool:
    """Whether an effect does more than multiply by nearly 1."""
    if acting.kind.size is not Size.FACTOR:
        return True
    return abs(math.log(max(acting.operand, 1e-300))) > FELT


def bare(place: str) -> str:
    """The name of an element without its kind."""
    return place.partition(".")[2]


def head(words: Words, place: str) -> Iterator[Block]:
    """The element with all that is written of it."""
    kind, where = place.partition(".")[0], words.where(place)
    title = capital(words.title(place)) + (
        "" if kind in (ONLY, SEVERAL) else f", {kind.removesuffix('s')}"
    )
    yield Heading(title + (f" ({where})" if where else ""))
    lines = list(_written(words, place))
    if lines:
        yield items(lines)
    yield paragraph(words.reason(place))


def _written(words: Words, place: str) -> Iterator[str]:
    element = words.elements[place]
    for path, quantity in _quantities(path_of(place), element):
        key = path.removeprefix(f"{path_of(place)}.")
        yield f"{key}: {words.written(path, quantity)}{_line(words, path)}"
    for index, said in enumerate(words.effects(place)):
        yield f"{said}{_line(words, f'{place}.effects.{index}')}"


def _line(words: Words, path: str) -> str:
    default = words.resolved.origin_of(path) == DEFAULT
    where = DEFAULT if default else words.where(path)
    return f"   {where}" if where else ""


def _quantities(at: str, element: Any) -> Iterator[tuple[str, Any]]:
    """What an element says of itself, but for what goes without saying."""
    fields = type(element).model_fields
    for key in (key for key in KEYS if key in fields):
        value = getattr(element, key)
        if isinstance(value, dict):
            yield from ((f"{at}.{key}.{name}", one) for name, one in value.items())
        elif value is not None and value != fields[key].default:
            yield f"{at}.{key.rstrip('_')}", value
    process = getattr(element, "process", None)
    if process is not None:
        if process.kind == "constant":
            yield f"{at}.process", process.kind
        yield from _process(f"{at}.process.{process.kind}", getattr(process, process.kind))
        yield from _process(f"{at}.jumps", element.all_jumps)


def _process(at: str, own: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(own, dict):
        yield from ((f"{at}.{month}", own[month]) for month in sorted(own))
    elif isinstance(own, Expression):
        yield at, own
    elif own is not None:
        fields = ((key, getattr(own, key)) for key in type(own).model_fields)
        yield from ((f"{at}.{key}", value) for key, value in fields if value is not None)
