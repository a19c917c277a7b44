"""A model with judgements written anew, and with the reasons for it.

What the judgements come to is known elsewhere; here they are put in their places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from scenario.chains import element_at, place_of
from scenario.forecast.wording import count, long_month, significant
from scenario.resolve import Resolved
from scenario.resolve.naming import Document
from scenario.schema import Calibrated, Distribution
from scenario.studies.calibrating import Judged

BECAUSE = "The evidence that the judgements were calibrated with makes these two go together."


def calibrated_model(
    prior: Resolved,
    judged: Iterable[Judged],
    correlations: Mapping[frozenset[str], float],
    record: Calibrated,
) -> Resolved:
    """A scenario whose model has other judgements.

    Args:
        prior: As it was, given nothing.
        judged: Its judgements; those that are kept stay as they are.
        correlations: Those that are otherwise than in the model, by the names of two parameters.
        record: What the model says of the evidence.
    """
    moved = [each for each in judged if not each.kept]
    document = prior.document()
    values: dict[str, Any] = {each.path: each.written for each in moved}
    values |= _reasons(moved, document, record)
    if correlations:
        values["correlations"] = list(_correlations(correlations, document))
    values |= _as_of(prior, record)
    values["calibrated"] = record.model_dump(mode="json", exclude_none=True)
    return prior.with_set(values, "calibrate")


def _as_of(prior: Resolved, record: Calibrated) -> dict[str, str]:
    """How far the model may know, where it says that: as far as the evidence."""
    said = prior.model.as_of
    known = record.as_of
    if said is None or known is None:
        return {}
    return {"as_of": str(known)} if str(known) > said else {}


def at(path: str, document: Document) -> Any:
    """What the model of a resolved scenario has at a dotted path."""
    found: Any = (document or {})["model"]
    for key in path.split("."):
        found = found[int(key)] if isinstance(found, list) else found[key]
    return found


def _reasons(moved: Sequence[Judged], document: Document, record: Calibrated) -> dict[str, str]:
    """Why each element that holds a judgement has other numbers now."""
    fields: dict[str, list[str]] = {}
    for each in moved:
        kind, name, field = element_at(each.path)
        element = ".".join(place_of(kind, name))
        fields.setdefault(element, []).append(f"{field} {_words(each.was)}")
    known = f" known by {long_month(record.as_of)}" if record.as_of else ""
    by = f"Calibrated with {count(len(record.evidence), 'observation')}{known}"
    found = {}
    for element, told in fields.items():
        because = at(element, document).get("because")
        said = f"{by}; before: {', '.join(told)}."
        found[f"{element}.because"] = f"{because} {said}" if because else said
    return found


def _words(was: Any) -> str:
    """A judgement as it was: 3% to 20%, or a distribution in words."""
    if isinstance(was, str):
        return was
    return Distribution.model_validate(was).shape.words(lambda amount: significant(amount, 3))


def _correlations(
    anew: Mapping[frozenset[str], float], document: Document
) -> Iterator[dict[str, Any]]:
    """All correlations of the model, with those that are otherwise now."""
    for each in (document or {})["model"].get("correlations", ()):
        if frozenset(each["between"]) not in anew:
            yield dict(each)
    for names, value in anew.items():
        yield {"between": sorted(names), "value": value, "because": BECAUSE, "assumed": True}
