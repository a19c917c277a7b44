"""Planted signposts are found with their likelihood ratios; worth has its closed form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenario.analysis.futures import Drawn, Target
from scenario.analysis.information import (
    greatest_by_chance,
    information_of,
    mutual_information,
    worth_of,
)
from scenario.analysis.signposts import signposts
from scenario.expr.question import Question, parse_question
from scenario.expr.statement import Before, Named
from scenario.intervals import Weights
from tests.analysis.planted import futures, reached

RUNS = 8000


def planted(seed: int, p: float = 0.3, seen_if: float = 0.8, seen_else: float = 0.2):
    """Hits, and a flag seen with one chance before a hit and with another else."""
    random = np.random.default_rng(seed)
    hits = random.random(RUNS) < p
    seen = random.random(RUNS) < np.where(hits, seen_if, seen_else)
    return random, hits, seen


def drawn(random: np.random.Generator, chances: np.ndarray) -> np.ndarray:
    return (random.random(len(chances)) < chances).astype(float)


def test_a_planted_event_has_its_likelihood_ratio():
    random, hits, seen = planted(1)
    noise = np.where(random.random(RUNS) < 0.5, 3.0, np.inf)
    kept = futures(reached(hits), events={"noise": noise, "sign": np.where(seen, 4.0, np.inf)})

    found = signposts(kept)

    (post,) = found.signposts
    best = post.best
    assert best.indicator.what == "sign has happened"
    assert best.likelihood_ratio == pytest.approx(4, rel=0.1)
    low, high = best.ratio_ends()
    assert low < 4 < high
    assert high / low < 1.25
    assert best.if_seen.p == pytest.approx(0.24 / 0.38, abs=0.03)
    assert best.if_not.p == pytest.approx(0.06 / 0.62, abs=0.02)
    expected = float(mutual_information(0.38, 0.24, 1, 0.3))
    assert post.low < expected < post.high
    assert best.information == pytest.approx(expected, rel=0.12)
    assert best.lead_months == 20 - 6


def test_a_level_is_found_with_the_side_that_tells():
    random, hits, _ = planted(2)
    level = random.normal(size=RUNS) - 1.2 * hits
    kept = futures(reached(hits), levels={"support": level, "noise": random.normal(size=RUNS)})

    found = signposts(kept)

    assert [post.best.indicator.name for post in found.signposts] == ["support"]
    assert found.signposts[0].best.indicator.what.startswith("support at most -0.")
    assert found.signposts[0].best.if_seen.p > found.base.p


def test_what_goes_together_is_one_signpost():
    _, hits, seen = planted(3)
    when = np.where(seen, 4.0, np.inf)
    kept = futures(reached(hits), events={"a": when}, levels={"echo": seen.astype(float)})

    (post,) = signposts(kept).signposts

    alike = [reading.indicator.name for reading in post.alike]
    assert {post.best.indicator.name, *alike} == {"a", "echo"}


def test_runs_that_are_there_already_do_not_count():
    """A thing that is seen only after the state was reached foretells nothing."""
    random, hits, _ = planted(4)
    after = np.where(hits, 8.0, np.inf)
    kept = futures(np.where(hits & (random.random(RUNS) < 0.5), 5.0, reached(hits)),
                   events={"after": after})  # fmt: skip

    found = signposts(kept)

    best = found.signposts[0].best
    assert str(best.month) == "2031-01"
    assert best.before.runs == RUNS - int((kept.first_step("out") <= 12).sum())
    assert best.likelihood_ratio == float("inf")


def test_runs_in_which_it_can_no_longer_come_do_not_count():
    """Where the other thing has come before, it is settled, and that is no sign."""
    random, hits, seen = planted(8)
    lost = ~hits & (random.random(RUNS) < 0.5)
    other = np.where(lost, 5.0, np.inf)
    kept = futures(reached(hits), events={"sign": np.where(seen, 4.0, np.inf), "other": other})
    of = Question(
        "statement",
        "",
        alignment=False,
        month=kept.until,
        statement=Before(Named("out", "state"), Named("other", "event")),
    )
    drawn = Drawn(reached(hits), np.where(lost, 5.0, np.inf))

    found = signposts(replace(kept, stated=Target(of, 24, drawn, drawn)))

    signs = [post.best for post in found.signposts if post.best.indicator.kind == "event"]
    assert [best.indicator.name for best in signs] == ["sign"]
    assert signs[0].before.runs == RUNS - lost.sum()
    assert signs[0].likelihood_ratio == pytest.approx(4, rel=0.15)
    assert "futures in which that is still open" in " ".join(found.text().split())


@pytest.mark.parametrize(
    ("text", "dated"),
    [
        ("x > 1 at 2031-12", False),
        ("x > 1 by 2031-12", True),
        ("not e by 2031-12", False),
        ("not (e by 2031-12 and x > 1 at 2031-12)", False),
        ("not e before d", True),
        ("x > 1 at 2031-12 and e by 2031-12", True),
    ],
)
def test_how_soon_it_comes_is_told_of_what_may_come_at_any_time(text: str, dated: bool):
    _, hits, seen = planted(1)
    kept = futures(reached(hits), events={"sign": np.where(seen, 4.0, np.inf)})
    drawn = Drawn(reached(hits))
    target = Target(parse_question(f"P({text})"), 24, drawn, drawn)

    (post,) = signposts(replace(kept, stated=target)).signposts[:1]

    assert post.best.lead_months == (14 if dated else None)


def test_noise_is_not_shown():
    random, hits, _ = planted(5)
    levels = {f"n{i}": random.normal(size=RUNS) for i in range(30)}

    found = signposts(futures(reached(hits), levels=levels))

    assert found.signposts == ()
    assert "than chance would" in " ".join(found.text().split())


def test_chance_allows_for_the_number_of_looks():
    random, hits, _ = planted(6)
    seen = random.random((300, RUNS)) < 0.5
    open_ = np.ones(RUNS)
    few = np.quantile(greatest_by_chance(seen[:1], hits.astype(float), open_, 200, random), 0.95)
    many = np.quantile(greatest_by_chance(seen, hits.astype(float), open_, 200, random), 0.95)
    # chi-square with one degree of freedom, over 2 N ln 2: 3.84, and 14.1 for 300 looks
    unit = 2 * RUNS * np.log(2)
    assert few * unit == pytest.approx(3.84, rel=0.3)
    assert many * unit == pytest.approx(14.1, rel=0.15)


def test_information_and_its_error():
    assert mutual_information(50, 50, 100, 50) == pytest.approx(1)
    assert mutual_information(50, 25, 100, 50) == pytest.approx(0)
    random = np.random.default_rng(7)
    found = []
    for _ in range(400):
        hits = random.random(2000) < 0.3
        seen = random.random(2000) < np.where(hits, 0.8, 0.2)
        counts = (seen & hits).sum(), seen.sum(), (hits & ~seen).sum(), (~seen).sum()
        found.append([float(count) for count in counts])
    pairs = [information_of(Weights.counted(a, s), Weights.counted(b, n)) for a, s, b, n in found]
    told, errors = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    a, s, b, _ = found[0]
    assert told[0] == pytest.approx(float(mutual_information(s, a, 2000, a + b)))
    assert np.mean(errors) == pytest.approx(np.std(told), rel=0.12)


@pytest.mark.statistics
@pytest.mark.parametrize(
    ("chance", "closed"),
    [
        (lambda x: x, 1 / 12),
        (lambda x: 0.2 + 0.1 * x, 0.01 / 12),
        (lambda x: np.where(x < 0.3, 0.6, 0.2), 0.16 * 0.3 * 0.7),
        (lambda x: 0.5 + 0.4 * np.sin(2 * np.pi * x), 0.08),
        (lambda x: 0.25 + 0 * x, 0.0),
    ],
)
def test_worth_has_its_closed_form(chance, closed: float):
    """The variance of the probability given the judgement, uniform from 0 to 1."""
    random = np.random.default_rng(8)
    x = random.random(20_000)
    worth = worth_of(x, drawn(random, chance(x)), random)
    assert worth.value == pytest.approx(closed, abs=4 * worth.se + 0.01 * closed)
    assert (worth.above_chance > 5) == (closed > 0)


def test_worth_is_unbiased_and_its_error_right():
    random = np.random.default_rng(9)
    worths = []
    for _ in range(200):
        x = random.random(2000)
        worths.append(worth_of(x, drawn(random, 0.1 + 0.3 * x), random))
    values = np.array([worth.value for worth in worths])
    assert values.mean() == pytest.approx(0.09 / 12, abs=3 * values.std() / np.sqrt(200) + 1e-4)
    assert np.mean([worth.se for worth in worths]) == pytest.approx(values.std(), rel=0.2)


def test_worth_of_a_choice():
    random = np.random.default_rng(10)
    x = (random.random(20_000) < 0.25).astype(float)
    worth = worth_of(x, drawn(random, 0.2 + 0.4 * x), random)
    assert worth.value == pytest.approx(0.16 * 0.25 * 0.75, abs=4 * worth.se)


def test_judgements_are_ranked_with_their_grounds():
    random = np.random.default_rng(11)
    x, y = random.random(RUNS), random.random(RUNS)
    kept = futures(reached(random.random(RUNS) < x), judgements={"idle": y, "rate": x})

    found = signposts(kept)

    assert [(j.name, j.distinguishable) for j in found.judgements] == [
        ("rate", True),
        ("idle", False),
    ]
    assert found.judgements[0].cites == ("s.f",)
    assert found.judgements[0].swing == pytest.approx(np.sqrt(1 / 12), abs=0.02)


def test_the_object_and_the_text():
    random, hits, seen = planted(12)
    kept = futures(
        reached(hits),
        events={"sign": np.where(seen, 4.0, np.inf)},
        judgements={"x": random.random(RUNS)},
    )
    found = signposts(kept, "out", by="2031-12")

    plain = found.as_dict()
    post = plain["signposts"][0]
    assert plain["base"]["p"] == pytest.approx(hits.mean())
    assert {"what", "date", "seen", "p_if_seen", "p_if_not", "likelihood_ratio", "information"} <= (
        set(post)
    )
    assert [reading["date"] for reading in post["over_time"]] == ["2030-07", "2031-01"]
    assert post["seen"] * post["p_if_seen"] + (1 - post["seen"]) * post["p_if_not"] == (
        pytest.approx(plain["base"]["p"])
    )
    text = found.text()
    told = " ".join(text.split())
    assert "If “sign” has happened by July 2030, the probability goes from 30 %" in told
    assert max(map(len, text.splitlines())) <= 80
    assert len(found.table()) == 1


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_what_never_or_always_comes_needs_no_signpost(share: float):
    found = signposts(futures(reached(np.full(100, share == 1))))
    assert found.signposts == ()
    assert "nothing on the way can tell" in " ".join(found.text().split())
