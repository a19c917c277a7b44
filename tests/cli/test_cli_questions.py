"""What later commands share: questions as typed, and the state a question is about."""

from __future__ import annotations

import pytest

from scenario.cli.questions import read_claim, read_question
from scenario.engine import run
from scenario.errors import InputError
from scenario.forecast import Forecast
from scenario.forecast.answer import asked_state
from tests.support.models import resolve


def test_a_question_is_read():
    assert read_question("P(left by 2032-11)").source() == "P(left by 2032-11)"
    assert read_claim("P(left by 2032-11) = 25%").source() == "P(left by 2032-11) = 25%"


def test_one_that_cannot_be_read_is_shown_with_its_option():
    with pytest.raises(InputError) as caught:
        read_question("P(left bye 2032-11)")

    assert str(caught.value).startswith(
        "--of: expected 'by' or 'at' and a month, found 'bye'\n"
        "    P(left bye 2032-11)\n"
        "           ^^^"
    )


def forecast(question: str = "What next?", expectations: tuple[str, ...] = ()) -> Forecast:
    def go(source: str, target: str, rate: float) -> dict[str, object]:
        return {"from": source, "to": target, "rate": rate}

    model = {
        "question": question,
        "expectations": [{"that": text} for text in expectations],
        "outcome": {
            "start": "here",
            "states": ["here", "often", "final_end"],
            "transitions": {
                "go": go("here", "often", 5),
                "back": go("often", "here", 5),
                "end": go("here", "final_end", 0.1),
            },
        },
    }
    return run(resolve(model, runs=200), judgement=False, workers=1)


@pytest.mark.parametrize(
    ("question", "expectations", "state"),
    [
        ("How often is it?", ("P(final_end by 2023-06) < 90%",), "often"),
        ("Is this the final end?", (), "final_end"),
        ("What next?", ("P(often by 2023-06) > 1%", "P(here at 2023-06) > 1%"), "often"),
        ("What next?", (), "final_end"),
        ("Is it here?", (), "final_end"),
    ],
)
def test_the_state_a_question_is_about(question: str, expectations: tuple[str, ...], state: str):
    assert asked_state(forecast(question, expectations).document) == state


def test_where_nothing_tells_it_is_the_last_declared_and_not_the_likeliest():
    ways = {
        f"{source}_{target}": {"from": source, "to": target, "rate": rate}
        for source, target, rate in (("a", "c", 0.1), ("a", "b", 9), ("b", "a", 9), ("c", "a", 9))
    }
    outcome = {"start": "a", "states": ["a", "b", "c"], "transitions": ways}
    made = run(resolve({"outcome": outcome}, runs=50), judgement=False, workers=1)

    assert made.probability("b").p > made.probability("c").p
    assert asked_state(made.document) == "c"


def test_a_world_without_a_way_on_is_about_its_only_state():
    still = run(resolve({"outcome": {"start": "a", "states": ["a"], "transitions": {}}}, runs=5))

    assert asked_state(still.document) == "a"


def test_and_its_page_can_be_printed(call, project):
    (project / "still.yaml").write_text(
        "model: still\ntitle: Still\nstart: 2022-12\nstep: 1 month\n"
        "outcome: {start: a, states: [a], transitions: {}}\n",
        "utf-8",
    )

    ended = call("run", "still.yaml", "--runs", "10", "--horizon", "1 month")
    assert (ended.code, ended.err) == (0, "")
    assert "A by January 2023: " in ended.out
    assert "Ever reached" not in ended.out
    assert "judgement" not in ended.out
