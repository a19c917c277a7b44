"""`report` and `--plot` as they are typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scenario.cli import main
from tests.support import strike


@pytest.fixture
def call(tmp_path: Path, monkeypatch, capsys) -> Callable[..., tuple[int, str, str]]:
    strike.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sys.argv", ["scenario"])

    def typed(*arguments: str) -> tuple[int, str, str]:
        return (main([*arguments, "--workers", "1"]), *capsys.readouterr())

    return typed


def test_a_report_is_written(call):
    code, out, err = call("report", "base.yaml", "-o", "out/r.md", "--runs", "50", "--no-judgement")

    assert (code, err) == (0, "")
    assert out == "Written: out/r.md.\n\nNext: scenario check base.yaml\n"
    text = Path("out/r.md").read_text("utf-8")
    assert text.startswith("<!-- made by scenario ")
    assert "scenario report base.yaml -o out/r.md --runs 50 --no-judgement\n" in text


def test_several_scenarios_are_compared(call):
    quick = ("--runs", "50", "--no-judgement", "-q", "--with", "tornado")
    code, out, _ = call("report", "base.yaml", "full.yaml", "-o", "r.md", *quick)

    assert (code, out) == (0, "")
    text = Path("r.md").read_text("utf-8")
    assert "## Scenarios compared" in text
    assert "The fund is full: " in text
    assert "## What moves the answer" in text


def test_a_file_of_others_is_refused_before_anything_is_run(call):
    Path("r.html").write_text("mine", "utf-8")

    code, _, err = call("report", "base.yaml", "-o", "r.html", "--runs", "100000000")
    assert code == 2
    assert err == (
        "r.html exists and was not made by scenario\n"
        "  hint: choose another name, or say --overwrite\n"
    )


def test_another_ending_is_refused(call):
    code, _, err = call("report", "base.yaml", "-o", "r.pdf")

    assert code == 2
    assert "it can be .html, .htm, .md" in err


def test_a_file_named_twice_is_refused(call):
    assert call("report", "base.yaml", "base.yaml", "-o", "r.html")[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "base.yaml", "--no-judgement"),
        ("compare", "base.yaml", "full.yaml", "--no-judgement", "--no-attribution"),
        ("tornado", "base.yaml"),
        ("sweep", "base.yaml", "--over", "drivers.fund.start=0:40:3"),
        ("sensitivity", "base.yaml", "--rows", "4", "--method", "morris"),
        ("explain", "base.yaml", "--walks", "4"),
    ],
)
def test_a_result_is_drawn_beside_what_is_printed(call, arguments: tuple[str, ...]):
    code, out, err = call(*arguments, "--runs", "60", "--plot", "chart.svg")

    assert (code, err) == (0, "")
    assert "chart.svg." in out
    assert "<svg" in Path("chart.svg").read_text("utf-8")


def test_the_chart_that_is_named_is_drawn_and_the_others_are_told(call):
    few = ("run", "base.yaml", "--runs", "40", "--no-judgement", "--plot", "chart.svg")
    _, first, _ = call(*few)
    drawn = Path("chart.svg").read_text("utf-8")
    assert "Drawn in chart.svg. Other charts, by --chart: futures, ever, first_reached," in first

    _, events, _ = call(*few, "--chart", "events")
    assert "How likely each event is to have happened" in Path("chart.svg").read_text("utf-8")
    assert "How likely each event is to have happened" not in drawn
    assert "by --chart: outcome, futures, ever, " in " ".join(events.split())
    assert "totals" not in events

    code, answer, err = call(*few, "--chart", "totals")
    assert code == 2
    assert "Deal by" in answer
    assert "the chart totals would be empty" in err


def test_a_chart_without_a_file_is_refused_before_anything_is_run(call):
    code, _, err = call("run", "base.yaml", "--runs", "100000000", "--chart", "events")
    assert code == 2
    assert "say --plot FILE too" in err


def test_only_what_has_several_charts_takes_the_name_of_one(call):
    assert "--chart" in call("run", "--help")[1]
    assert "--chart" not in call("tornado", "--help")[1]


def test_json_stands_alone_beside_a_chart(call):
    _, out, _ = call("run", "base.yaml", "--runs", "40", "--json", "--plot", "chart.png")

    assert out.startswith("{")
    assert out.endswith("}\n")
    assert Path("chart.png").read_bytes().startswith(b"\x89PNG")


def test_a_page_of_a_chart_has_one_for_a_telephone(call):
    call("run", "base.yaml", "--runs", "40", "--no-judgement", "--plot", "chart.html")

    page = Path("chart.html").read_text("utf-8")
    assert '<div class="for-wide"><svg' in page
    assert '<div class="for-narrow"><svg' in page


def test_a_page_of_charts_has_all_that_a_result_has_unless_one_is_named(call):
    _, told, _ = call("run", "base.yaml", "--runs", "40", "--no-judgement", "--plot", "all.html")
    call("run", "base.yaml", "--runs", "40", "--plot", "one.html", "--chart", "ways")

    every, one = (Path(name).read_text("utf-8") for name in ("all.html", "one.html"))
    assert every.count("<figure") > 5
    assert one.count("<figure") == 1
    assert "Drawn in all.html: 9 charts." in told


def test_an_answer_is_not_lost_with_a_chart_of_nothing(call):
    code, out, err = call("discover", "base.yaml", "--runs", "40", "--plot", "boxes.svg")

    assert code == 2
    assert "40 runs" in out
    assert "there is nothing in it to draw" in err
    assert not Path("boxes.svg").exists()


def test_a_chart_with_another_ending_is_refused_before_anything_is_run(call):
    code, _, err = call("run", "base.yaml", "--runs", "100000000", "--plot", "chart.gif")

    assert code == 2
    assert "it can be .png, .svg, .html" in err
