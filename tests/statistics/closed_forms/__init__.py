"""What can be worked out on paper, subject by subject, in the order of the page."""

from tests.statistics.closed_forms import (  # noqa: F401, I001 - the order is the page's
    outcome,
    waiting,
    events,
    effects,
    processes,
    walks,
    past,
    totals,
    regimes,
    jumps,
    actors,
    judgements,
    metalog,
    mixtures,
    conditional,
    rare,
)
