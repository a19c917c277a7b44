"""Signposts in words: a list that can be watched from a desk.

It words what the numbers say and computes nothing but how many runs would make them surer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isinf

from scenario import intervals
from scenario.analysis.indicator import Judgement, Reading, Signpost
from scenario.analysis.indicators import FEWEST
from scenario.analysis.signposts import Signposts
from scenario.forecast.answer import said
from scenario.forecast.borne import doubt
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import capital, count, listing, long_month, short_month
from scenario.plots.signs import seen, sign
from scenario.present import presents
from scenario.present.asked import question_words
from scenario.present.blocks import (
    Block,
    Column,
    Inline,
    Table,
    items,
    lead,
    paragraph,
    small,
    table,
)
from scenario.present.conditions import CARRIED, kept, rounded, times
from scenario.present.evidence import agreeing
from scenario.resolve.naming import short_path

WORTH = 6
"""Judgements in the table."""


def headline(found: Signposts) -> Iterator[Block]:
    """How likely what is asked is, and what would say most of it."""
    chance, runs = said(found.base.estimate), _counted(found)
    yield lead(
        f"{question_words(found.of, found.document)}: {chance}"
        + (f", {runs}." if _few(found) else f" ({runs}).")
    )
    yield lead(_sentence(found, _first(found).best) if _shown(found) else _nothing(found))


def rest(found: Signposts) -> Iterator[Block]:
    """What to watch for, what goes together, and what is worth finding out."""
    if _shown(found):
        signs, steps = _kinds(found)
        if signs:
            yield _table(found, "What to watch for", signs)
        if steps:
            title = "Steps of the outcome itself, which say more but come late"
            yield _table(found, title, steps)
        yield from _loose(found)
        yield from _alike(found)
    if not _few(found):
        yield from _worth(found)
    yield small(_how(found))


def detail(found: Signposts) -> Iterator[Block]:
    """The measures by which signposts and judgements are ranked."""
    if _few(found):
        return
    if found.signposts:
        yield _measures(found)
        yield from _at_other_dates(found)
        yield small(
            f"Seen in: part of the {_open(found)}. Half within: time in which half of those"
            " get there that do. Ratio: how many times likelier it is to be seen where it will come"
            " to that (95 %). Bits: expected information on whether it will come to that (to"
            f" know for sure takes {1000 * found.entropy:.0f} thousandths), as an interval that"
            f" holds for all looks at once; chance alone shows up to {1000 * found.chance:.1f}."
        )
    shown = [judgement for judgement in found.judgements if judgement.distinguishable]
    if shown:
        rows = [_worth_detail(found, judgement) for judgement in shown[:WORTH]]
        head: list[str | Column] = [
            "judgement",
            Column("Brier x\n10,000"),
            Column("of it"),
            Column("rests on", may_go=1),
        ]
        yield table("What it would cut from the expected Brier score", head, rows)


def _open(found: Signposts) -> str:
    """The futures in which there is something to foresee."""
    return "futures in which that is still open" if found.state is None else "futures not there yet"


def _shown(found: Signposts) -> bool:
    return bool(found.signposts) and not _few(found)


def _few(found: Signposts) -> str:
    """That so few runs say little, where the probability itself is not known well enough."""
    return doubt(found.runs, [found.base.estimate])


def _counted(found: Signposts) -> str:
    if found.outcomes == "carried":
        return count(found.runs, "run")
    return f"{found.base.hits:,.0f} of {count(found.runs, 'run')}"


def _kinds(found: Signposts) -> tuple[list[Signpost], list[Signpost]]:
    """Signs on the way, and steps of the outcome."""
    steps = [post for post in found.signposts if post.best.indicator.kind == "state"]
    return [post for post in found.signposts if post not in steps], steps


def _first(found: Signposts) -> Signpost:
    """The most telling sign; a step of the outcome, which comes late, where there is no other."""
    signs, steps = _kinds(found)
    return (signs or steps)[0]


def _sentence(found: Signposts, reading: Reading) -> str:
    then = ""
    if reading.lead_months is not None and reading.if_seen.p > reading.if_not.p:
        within = times(reading.lead_months)
        then = f" Where it does come to that after it, half of the time it is within {within}."
    return (
        f"If {seen(reading.indicator, reading.month, found.document)}, the probability goes from"
        f" {rounded(reading.before)} to {reading.if_seen.text()}; if not, to"
        f" {reading.if_not.text()}. It is seen in"
        f" {percent(reading.seen.p, reading.seen.estimate.se)} of {_open(found)}.{then}"
    )


def _table(found: Signposts, caption: str, posts: Sequence[Signpost]) -> Table:
    """What is seen, and how likely the state is then and else."""
    head: list[str | Column] = ["if seen", Column("then"), Column("else")]
    return table(caption, head, [_row(found, post) for post in posts])


def _row(found: Signposts, post: Signpost) -> list[Inline]:
    best = post.best
    when = "by" if best.indicator.kind == "event" else "in"
    mark = "*" if best.if_seen.loose else ""
    name = f"{capital(sign(best.indicator, found.document))} {when} {short_month(best.month)}{mark}"
    return [name, best.if_seen.text(), best.if_not.text()]


def _loose(found: Signposts) -> Iterator[Block]:
    loose = [post.best.if_seen for post in found.signposts if post.best.if_seen.loose]
    if loose:
        enough = max(share.enough(found.runs) for share in loose)
        yield small(
            "* Known no better than to ± 5 points, because it is seen in few runs; about"
            f" {enough:,} runs in place of {found.runs:,} would do."
        )


def _alike(found: Signposts) -> Iterator[Block]:
    pairs = [post for post in found.signposts if post.alike]
    if pairs:
        yield paragraph("These say much the same, so that to see both is little more than one:")
        lines = []
        for post in pairs:
            all_ = (post.best, *post.alike)
            signs = [sign(reading.indicator, found.document) for reading in all_]
            lines.append(capital(listing(signs, most=4)))
        yield items(lines)


def _nothing(found: Signposts) -> str:
    """Why there is nothing to watch for."""
    if few := _few(found):
        return f"{few}: too few to tell what to watch for."
    if found.base.p in (0, 1):
        which = "every" if found.base.p else "no"
        return f"It comes to that in {which} run, so nothing on the way can tell."
    if not found.months:
        return "There is no date before that at which one could look."
    if not found.looks:
        return "The model has nothing that could be seen before that."
    return (
        f"Nothing that can be seen on the way says more of that than chance would, the"
        f" best of {count(found.looks, 'look')} among {count(found.runs, 'run')} taken; more runs"
        " (--runs) might show something."
    )


def _worth(found: Signposts) -> Iterator[Block]:
    """What it would be worth to know a judgement."""
    shown = [judgement for judgement in found.judgements if judgement.distinguishable]
    if not found.judgements:
        return
    if not shown:
        yield paragraph("To know any one judgement better is worth nothing that these runs show.")
        return
    head: list[str | Column] = [
        "judgement",
        Column("moves the\nanswer by ±"),
        Column("part of\nthe doubt"),
    ]
    yield table(
        "Worth finding out", head, [_worth_row(found, judgement) for judgement in shown[:WORTH]]
    )


def _worth_row(found: Signposts, judgement: Judgement) -> list[Inline]:
    return [
        short_path(judgement.place, found.document),
        f"{100 * judgement.swing:.1f} points",
        _of_doubt(found, judgement),
    ]


def _of_doubt(found: Signposts, judgement: Judgement) -> str:
    """How much of the uncertainty about the answer it would take away."""
    return f"{100 * judgement.worth.value / (found.base.p * (1 - found.base.p)):.1f} %"


def _worth_detail(found: Signposts, judgement: Judgement) -> list[Inline]:
    worth = judgement.worth
    return [
        short_path(judgement.place, found.document),
        f"−{1e4 * worth.value:.1f} ± {1e4 * intervals.half_width(worth.se):.1f}",
        _of_doubt(found, judgement),
        ", ".join(judgement.cites) or "-",
    ]


def _measures(found: Signposts) -> Table:
    """How often and how long before each is seen, likelihood ratios and information."""
    head: list[str | Column] = [
        "signpost",
        Column("seen in"),
        Column("half\nwithin"),
        Column("ratio"),
        Column("bits x\n1000"),
    ]
    rows = [_measured(found, post) for post in found.signposts]
    return table("By what signposts are ranked", head, rows)


def _measured(found: Signposts, post: Signpost) -> list[Inline]:
    best = post.best
    return [
        capital(sign(best.indicator, found.document)),
        percent(best.seen.p, best.seen.estimate.se),
        "-" if best.lead_months is None else times(best.lead_months),
        _ratio(best),
        f"{_thousandths(post.low)}-{_thousandths(post.high)}",
    ]


def _at_other_dates(found: Signposts) -> Iterator[Block]:
    """What steps of the outcome would say when seen at another date."""
    lines = [
        f"{capital(sign(post.best.indicator, found.document))}: {text}"
        for post in found.signposts
        if (text := _at_any_date(post))
    ]
    if lines:
        yield paragraph("Steps of the outcome, seen at any of the dates, would say:")
        yield items(lines)


def _at_any_date(post: Signpost) -> str:
    """The range over all dates, for a step of the outcome, which means much at any of them."""
    firm = [r.if_seen.p for r in post.over_time if r.if_seen.runs >= FEWEST]
    if post.best.indicator.kind != "state" or len(firm) < 2:
        return ""
    return f"{100 * min(firm):.0f} to {100 * max(firm):.0f} %"


def _thousandths(bits: float) -> str:
    return f"{1000 * bits:.0f}" if bits >= 0.00995 else f"{1000 * bits:.1f}"


def _ratio(reading: Reading) -> str:
    if isinf(reading.likelihood_ratio):
        return "sure"
    low, high = reading.ratio_ends()
    digits = 0 if reading.likelihood_ratio >= 20 else 1
    return f"{low:.{digits}f}-{high:.{digits}f}"


def _how(found: Signposts) -> str:
    """How signposts were found, and what the columns mean."""
    if not found.looks:
        return f"{count(found.runs, 'run')}."
    first, last = long_month(found.months[0]), long_month(found.months[-1])
    sentences = [
        f"{found.looks:,} looks at {count(len(found.months), 'date')} from {first} to {last}, each"
        f" among {_open(found)}; what says no more than chance is left out.",
        "± is 95 %. A signpost need not be a cause.",
    ]
    if any(judgement.distinguishable for judgement in found.judgements):
        sentences.append("A judgement drawn with others is credited with what it tells of them.")
    if found.outcomes == "carried":
        sentences.append(f"{CARRIED} Steps of the outcome are read from outcomes drawn beside it.")
    if not_all := kept(found.runs, found.wanted):
        sentences.append(not_all)
    return " ".join([*sentences, *agreeing(found.document)])


presents(Signposts, headline=headline, rest=rest, detail=detail)
