"""By what an observation is known again, so that nobody counts it twice.

It is known by when it was, of what, and what was seen: whatever file it stands in, and whatever its
errors and reasons are said to be.
"""

from __future__ import annotations

from scenario.io.canonical import canonical, sha256
from scenario.resolve.naming import Document
from scenario.resolve.observed import observed_words
from scenario.schema import Observation, Used

SEEN = (
    *("date", "by", "between", "driver", "actor", "event", "outcome"),
    *("value", "over", "happened", "entered"),
)
"""The keys of an observation by which it is known."""


def digest_of_observation(one: Observation) -> str:
    """SHA-256 of an observation, whatever its errors and reasons."""
    said = one.model_dump(mode="json", exclude_none=True)
    return sha256(canonical({key: said[key] for key in SEEN if key in said}))


def used(one: Observation, document: Document) -> Used:
    """What a calibrated model says of an observation that its judgements know.

    Args:
        one: The observation.
        document: The resolved scenario, which has the titles.
    """
    words = observed_words(one.model_dump(mode="json", exclude_defaults=True), document)
    return Used(sha256=digest_of_observation(one), what=f"{one.last}: {words}")
