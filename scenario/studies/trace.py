"""One future month by month: what moved what, by how much, and what the model said of it.

It asks the reference interpreter for the run and computes nothing of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenario.calendar import Month, MonthLike, month_of
from scenario.chains import ONLY, meant, path_of, split
from scenario.engine.runs import enough
from scenario.errors import InputError, Problem, did_you_mean, is_count
from scenario.reference import Acting, Chance, Changed, Move, Path, Plan, Step, follow
from scenario.reference.numbers import ENSEMBLE
from scenario.resolve import Resolved
from scenario.result import Result
from scenario.studies.subject import Runnable, resolved_of

KINDS = ("parameters", "drivers", "actors", "events", "transitions", "rules", "totals")


@dataclass(frozen=True)
class Trace(Result):
    """One run of a scenario, and how much of it is asked for."""

    resolved: Resolved
    path: Path
    runs: int
    """How many runs a forecast of the scenario has; the run that is told may be beyond them."""
    only: tuple[str, ...] = ()
    """What to follow in full, as `drivers.goodwill`; everything in outline where empty."""
    first: int = 0
    """The first step that is shown, and"""
    last: int = 0
    """the last."""
    ensemble: bool = False

    @property
    def document(self) -> Mapping[str, Any]:
        """The resolved scenario, for the titles of what is in it."""
        return self.resolved.document()

    def month(self, step: int) -> Month:
        """The month at whose end a step ends."""
        return self.resolved.start + step * self.resolved.months_per_step

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are shown."""
        return self.path.steps[self.first : self.last + 1]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        stopped = self.path.stopped
        return {
            "scenario": self.resolved.title,
            "run": self.path.run,
            "ensemble": self.ensemble,
            "random_seed": self.resolved.random_seed,
            "only": list(self.only),
            "draws": dict(sorted(self.path.draws.items())),
            "months": {str(self.month(step.number)): self._step(step) for step in self.steps},
            "stopped": None if stopped is None else str(stopped),
        }

    def wants(self, *places: str) -> bool:
        """Whether any of these elements is asked for."""
        return not self.only or any(place in self.only for place in places)

    def _step(self, step: Step) -> dict[str, Any]:
        return {
            **self._states(step),
            "values": {name: x for name, x in step.values.items() if self._asked(name)},
            "rules": [name for name in step.rules if self.wants(f"rules.{name}")],
            "changes": [
                _acting(acting) for acting in step.changes if self.wants(acting.by, *_at(acting))
            ],
            "chances": [_chance(chance) for chance in step.chances if self.wants(place_of(chance))],
            "happened": [name for name in step.happened if self.wants(f"events.{name}")],
            "moves": {name: _move(move) for name, move in step.moves.items() if self._asked(name)},
            "totals": {n: x for n, x in step.totals.items() if self.wants(f"totals.{n}")},
        }

    def _states(self, step: Step) -> dict[str, Any]:
        """Where the outcome is, and the transition taken; by chain, where there are several."""
        if ONLY in step.states:
            return {"state": step.states[ONLY], "taken": step.taken.get(ONLY)}
        inside = {chain: split(state)[1] for chain, state in step.states.items()}
        return {"states": inside, "taken": dict(step.taken)}

    def _asked(self, name: str) -> bool:
        return self.wants(f"drivers.{name}", f"actors.{name}")


def trace(
    scenario: Runnable,
    run: int = 0,
    *,
    only: str | Sequence[str] = (),
    start: MonthLike | None = None,
    end: MonthLike | None = None,
    ensemble: bool = False,
) -> Trace:
    """One future, told month by month.

    Args:
        scenario: What to trace.
        run: Which of its runs, counted from 0; any, since each has numbers of its own.
        only: Drivers, actors, events, rules, transitions, parameters, totals or `outcome`, to
            be followed in full.
        start: The first month to show; the start when None.
        end: The last month to show; the end when None.
        ensemble: Whether a run of the judgement ensemble is meant, and not one of the study.

    Returns:
        The run step by step: values, rules that held, chances with the numbers drawn for them.

    Raises:
        InputError: There is no such name or month.
        RunError: The run has to stop at its very start.
    """
    resolved = resolved_of(scenario, "trace")
    if not is_count(run):
        raise InputError(f"runs are counted from 0; there is no run {run!r}")
    names = [only] if isinstance(only, str) else only
    wanted = tuple(dict.fromkeys(place for name in names for place in _places(resolved, name)))
    first, last = _step_of(resolved, start, 0), _step_of(resolved, end, resolved.steps)
    if first > last:
        raise InputError(f"{start} lies after {end}: no month is left to show")
    path = follow(Plan(resolved), int(run), ensemble=ENSEMBLE if ensemble else "")
    if path.stopped and not path.steps:
        raise path.stopped  # at its very start, so that there is nothing to tell
    return Trace(resolved, path, enough(resolved), wanted, first, last, ensemble)


def place_of(chance: Chance) -> str:
    """The element a chance belongs to, as `events.drought`."""
    kinds = {"event": "events", "jump": "drivers", "clock": "transitions"}
    return f"{kinds[chance.purpose]}.{chance.name}"


def elements(resolved: Resolved) -> dict[str, Any]:
    """Every element that can be followed, by its place."""
    model = resolved.model
    groups = {kind: getattr(model, kind, {}) for kind in KINDS}
    groups["transitions"] = model.transitions
    found = {f"{kind}.{name}": one for kind, group in groups.items() for name, one in group.items()}
    return found | {".".join(path_of(chain)): one for chain, one in model.chains.items()}


def _places(resolved: Resolved, name: str) -> list[str]:
    """The elements of a name, which may have its kind before it; of `outcome`, all chains."""
    known, chains = elements(resolved), resolved.model.chains
    if name == ONLY:
        return [".".join(path_of(chain)) for chain in chains]
    own = {place.partition(".")[2] for place in known if not place.startswith("transitions.")}
    plain = meant(name.removeprefix("outcome."), resolved.model.transitions, own)
    found = [place for place in known if plain in (place, place.partition(".")[2])]
    if not found:
        names = dict.fromkeys(place.partition(".")[2] or place for place in known)
        raise InputError(
            Problem(f"there is no {name!r} to follow", hint=did_you_mean(name, names, "names"))
        )
    return found


def _step_of(resolved: Resolved, month: MonthLike | None, otherwise: int) -> int:
    """The step in which a month lies."""
    if month is None:
        return otherwise
    wanted = month_of(month)
    passed = wanted - resolved.start
    if not 0 <= passed <= resolved.until - resolved.start:
        hint = f"it goes from {resolved.start} to {resolved.until}"
        raise InputError(Problem(f"{wanted} is no month of this run", hint=hint))
    return -(-passed // resolved.months_per_step)


def _at(acting: Acting) -> tuple[str, ...]:
    name = acting.target.partition(".")[0]
    return tuple(f"{kind}.{name}" for kind in KINDS)


def _acting(acting: Acting) -> dict[str, Any]:
    keys = ("action", "target", "value", "by", "place")
    return {key: getattr(acting, key) for key in keys}


def _changed(changed: Changed) -> dict[str, Any]:
    acting = [_acting(one) for one in changed.acting]
    return {"own": changed.own, "value": changed.value, "acting": acting}


def _chance(chance: Chance) -> dict[str, Any]:
    return {
        "purpose": chance.purpose,
        "name": chance.name,
        "rate": _changed(chance.rate),
        "chance": chance.chance,
        "drawn": chance.drawn,
        "came": chance.came,
        "years": chance.years,
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "before": move.before,
        "after": move.after,
        "pieces": [piece._asdict() for piece in move.pieces],
        "fields": {key: _changed(changed) for key, changed in move.fields.items()},
    }
