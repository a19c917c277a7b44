"""A report on a scenario that is given evidence lists it, with why and from where."""

from __future__ import annotations

from pathlib import Path

import scenario
from scenario.report import Material, text_of

STARTER = Path(scenario.__file__).parent / "cli" / "starter"


def test_what_is_given_is_listed_and_told_where_the_answer_stands() -> None:
    base = scenario.load(STARTER / "scenarios" / "base.yaml")
    given = base.given(STARTER / "seeds" / "since_june.yaml")
    said = {
        "date": "2027-02",
        "outcome": "governing",
        "known": "2027-03",
        "note": "A contested claim.",
        "cites": ["handbook.crises"],
    }
    for one, told in ((base, False), (given.given(said), True)):
        forecast = one.run(1024, judgement=False)
        text = text_of(Material((one,), (forecast,)), ".md")
        assert (
            "Feb 2027 | Governing | A contested claim. Known from March 2027 on." in text
        ) == told
        assert ("Nov 2026 | The Greens refuse a budget |" in text) == told
        assert ("Given 4 observations, the last of February 2027" in forecast.text()) == told
