"""Pages: text and tables within a width, numbers under each other."""

from __future__ import annotations

from scenario.calendar import Month
from scenario.forecast.dates import dates_worth_showing
from scenario.forecast.wording import capital, count, listing, long_month, short_month
from scenario.present import blocks
from scenario.present.blocks import Column
from scenario.present.terminal import Page, shown_width, text_of


def table(width: int, columns: list[Column], rows: list[list[str]]) -> list[str]:
    page = Page(width)
    page.table(columns, rows)
    return str(page).splitlines()


def test_numbers_stand_by_their_units():
    rows = [["a", "83"], ["b", "6.5"], ["c", "<0.1"], ["d", "1,204"], ["e", "-"]]

    assert table(80, [Column(""), Column("p")], rows) == [
        "         p",
        "a     83",
        "b      6.5",
        "c     <0.1",
        "d  1,204",
        "e        -",
    ]


def test_columns_leave_in_their_order_until_it_fits():
    columns = [
        Column("name"),
        Column("first", may_go=1),
        Column("second", may_go=2),
        Column("kept"),
    ]
    row = ["x" * 16, "1" * 10, "2" * 10, "3" * 10]

    wide, middle, narrow = (table(width, columns, [row])[0].split() for width in (60, 45, 40))
    assert wide == ["name", "first", "second", "kept"]
    assert middle == ["name", "first", "kept"]
    assert narrow == ["name", "first", "kept"]


def test_a_long_first_cell_is_wrapped_and_its_numbers_stand_beside_the_end():
    lines = table(40, [Column(""), Column("p")], [["word " * 12, "12345678"]])

    assert all(len(line) <= 40 for line in lines)
    assert lines[-1].endswith("12345678")
    assert len(lines) > 2


def test_heads_of_several_lines_stand_at_the_bottom():
    lines = table(40, [Column("one"), Column("two\nlines")], [["a", "1"]])

    assert lines == ["       two", "one  lines", "a        1"]


def test_wide_and_joined_characters_are_counted_as_they_are_shown():
    assert (shown_width("abc"), shown_width("日本"), shown_width("e\u0301")) == (3, 4, 1)


def test_gaps_do_not_add_up_and_percentages_are_not_torn():
    page = Page(40)
    page.heading("Head")
    page.gap()
    page.gap()
    page.text("a line that is as long as it takes it 17 % here")

    assert str(page) == "Head\n\na line that is as long as it takes it\n17 % here\n"


class Span:
    """As much of a forecast as dates need."""

    def __init__(self, months: int, per_step: int = 1) -> None:
        self.start, self.months_per_step = Month.parse("2022-11"), per_step
        self.until = self.start + months

    def shown(self) -> list[int]:
        return [month - self.start for month in dates_worth_showing(self)]  # type: ignore[arg-type]


def test_dates_worth_showing():
    assert Span(120).shown() == [12, 24, 48, 84, 120]
    assert Span(60).shown() == [12, 24, 48, 60]
    assert Span(24).shown() == [3, 6, 9, 18, 24]
    assert Span(12).shown() == [1, 2, 5, 8, 12]
    assert Span(1).shown() == [1]
    assert Span(120, 12).shown() == [12, 24, 48, 84, 120]
    assert Span(120, 24).shown() == [24, 48, 96, 120]
    assert Span(36, 6).shown() == [6, 12, 24, 36]


def test_words():
    month = Month.parse("2032-11")
    assert (long_month(month), short_month(month)) == ("November 2032", "Nov 2032")
    assert (count(1, "run"), count(20_000, "run")) == ("1 run", "20,000 runs")
    assert listing(["a", "b", "c"]) == "a, b and c"
    assert listing(["a rate, open", "b", "c"]) == "a rate, open; b and c"
    assert listing(["“a rate, open” is high", "b", "c"]) == "“a rate, open” is high, b and c"
    assert capital("left the EU") == "Left the EU"


def test_a_table_without_rows_is_left_out_with_its_caption():
    none = blocks.table("A caption", [Column("", right=False), Column("x")], [])
    assert text_of([none]) == ""
    said = blocks.paragraph("Said."), none, blocks.paragraph("And more.")
    assert text_of(said) == text_of([said[0], said[2]])
    bare = Page(40)
    bare.table([Column("", right=False), Column("x")], [["", "1"]])
    assert str(bare).split() == ["x", "1"]


def test_heads_of_tables_are_harmless_too():
    assert table(40, [Column("\x1b[31m", right=False), Column("a\nb")], [["x", "1"]]) == [
        "          a",
        "\\x1b[31m  b",
        "x         1",
    ]
