"""Writing charts: by their endings, whole or not at all, never over somebody else's file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scenario import plots
from scenario.errors import InputError
from scenario.io.writing import check_file, write_file
from scenario.plots.image import own_names


@pytest.fixture(scope="module")
def chart(made):
    return plots.first_reached(made.forecast)


@pytest.mark.parametrize("ending", [".png", ".svg", ".html"])
def test_a_chart_of_ours_may_be_replaced(chart, tmp_path: Path, ending: str):
    place = tmp_path / f"new folder/chart{ending}"

    plots.save(chart, place)
    first = place.read_bytes()
    plots.save(chart, place)
    assert place.read_bytes() == first
    assert [file.name for file in place.parent.iterdir()] == [place.name]


def test_a_file_of_others_is_left_alone(chart, tmp_path: Path):
    place = tmp_path / "notes.svg"
    place.write_text("<svg>mine</svg>", "utf-8")

    with pytest.raises(InputError, match="was not made by scenario"):
        plots.save(chart, place)
    assert place.read_text("utf-8") == "<svg>mine</svg>"
    plots.save(chart, place, overwrite=True)
    assert "made by scenario" in place.read_text("utf-8")


def test_an_empty_file_may_be_filled(tmp_path: Path):
    place = tmp_path / "empty.png"
    place.touch()

    assert check_file(place, (".png",)) == ".png"


def test_another_ending_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match=r"it can be \.png, \.svg, \.html"):
        check_file(tmp_path / "chart.pdf", (".png", ".svg", ".html"))


def test_a_folder_is_refused(tmp_path: Path):
    (tmp_path / "x.png").mkdir()

    with pytest.raises(InputError, match="is a folder"):
        check_file(tmp_path / "x.png", (".png",))


@pytest.mark.parametrize("linked", [False, True])
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders here")
def test_a_pipe_is_neither_waited_for_nor_replaced(tmp_path: Path, linked: bool):
    pipe = tmp_path / "pipe.png"
    os.mkfifo(pipe)
    place = tmp_path / "x.png" if linked else pipe
    if linked:
        place.symlink_to(pipe)

    for overwrite in (False, True):
        with pytest.raises(InputError, match="is not an ordinary file"):
            check_file(place, (".png",), overwrite=overwrite)
    with pytest.raises(InputError, match="is not an ordinary file"):
        write_file(place, b"x")
    assert pipe.is_fifo()


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("x", "utf-8")

    with pytest.raises(InputError, match="cannot write"):
        write_file(blocked / "chart.png", b"x")
    assert list(tmp_path.iterdir()) == [blocked]


def test_a_page_of_a_chart_runs_nothing(chart):
    page = plots.page(chart)

    assert "<script" not in page
    assert 'role="img"' in page


def test_a_notebook_shows_an_image_that_loads_nothing(chart):
    bundle = chart._repr_mimebundle_()

    assert set(bundle) == {"image/svg+xml", "text/plain"}
    assert "http" not in bundle["image/svg+xml"].replace("http://www.w3.org/", "")


def test_a_page_shows_a_telephone_a_chart_of_its_own(made):
    wide, narrow = (plots.outcome(made.forecast, width=w) for w in (plots.WIDE, plots.NARROW))

    page = plots.page(wide, narrow)
    assert page.count("<svg ") == 2
    assert plots.page(wide).count("<svg ") == 1


def test_names_in_charts_of_one_page_are_told_apart():
    drawn = '<svg><clipPath id="a"/><g clip-path="url(#a)"/><a href="#a"/></svg>'

    assert own_names(drawn, "b-") == (
        '<svg><clipPath id="b-a"/><g clip-path="url(#b-a)"/><a href="#b-a"/></svg>'
    )
