"""Signposts in sentences and tables: a list that can be watched from a desk.

It words what the numbers say and computes nothing but how many runs would make them surer.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isinf

from scenario import intervals
from scenario.analysis.plain_text import listed, paragraph, table
from scenario.analysis.sampled import CARRIED, Share
from scenario.analysis.sight import Judgement, Reading, Sight, Signpost
from scenario.analysis.signposts import Signposts
from scenario.analysis.watch import FEWEST
from scenario.forecast.answer import said
from scenario.forecast.borne import doubt
from scenario.forecast.wording import capital, count, long_month, plain_name
from scenario.forecast.words import percent

TOLD, STEPS, WORTH = 5, 2, 6
"""Signposts and steps told in sentences, and judgements in the table."""


def told(found: Signposts) -> str:
    """The whole text."""
    blocks = [_opening(found)]
    if found.signposts and not _few(found):
        blocks += [*_sentences(found), _table(found), *_alike(found), *_loose(found)]
    else:
        blocks.append(_nothing(found))
    blocks += [*_worth(found), _how(found)]
    return "\n\n".join(block if "\n" in block else paragraph(block) for block in blocks)


def answer(found: Signposts) -> str:
    """The most telling signpost alone."""
    if not found.signposts or _few(found):
        return paragraph(_nothing(found))
    return paragraph(_sentence(found, found.signposts[0].best))


def _opening(found: Signposts) -> str:
    text = f"{capital(plain_name(found.state))} by {found.by}: {said(found.base.estimate)}"
    seen = _counted(found)
    if _few(found):
        return f"{text}, {seen}."
    return f"{text} ({seen})." + (" What to watch for until then:" if found.signposts else "")


def _few(found: Signposts) -> str:
    """That so few runs say little, where the probability itself is not known well enough."""
    return doubt(found.runs, [found.base.estimate])


def _counted(found: Signposts) -> str:
    if found.outcomes == "carried":
        return count(found.runs, "run")
    return f"{found.base.hits:,.0f} of {count(found.runs, 'run')}"


def _sentences(found: Signposts) -> Iterator[str]:
    steps = [post for post in found.signposts if post.best.sight.kind == "state"]
    signs = [post for post in found.signposts if post.best.sight.kind != "state"]
    if signs:
        yield _numbered(found, signs[:TOLD])
    if steps:
        yield "Steps of the outcome itself, which say more but come late:\n" + _numbered(
            found, steps[:STEPS]
        )


def _numbered(found: Signposts, posts: list[Signpost]) -> str:
    lines = [
        f"{number}. {_sentence(found, post.best)}{_at_any_date(post)}"
        for number, post in enumerate(posts, 1)
    ]
    return "\n".join(paragraph(line, "", "   ") for line in lines)


def _sentence(found: Signposts, reading: Reading) -> str:
    state = plain_name(found.state)
    when = "by" if reading.sight.kind == "event" else "in"
    lead = ""
    if reading.lead_months is not None and reading.if_seen.p > reading.if_not.p:
        lead = (
            f" Where {state} follows, half of the time it does within {_time(reading.lead_months)}."
        )
    return (
        f"If {_seen(reading.sight)} {when} {long_month(reading.month)}, the probability of"
        f" {state} by {found.by} goes from {_bare(reading.before)} to {reading.if_seen.told()};"
        f" if not, to {reading.if_not.told()}. Seen in"
        f" {percent(reading.seen.p, reading.seen.estimate.se)} of runs not there yet.{lead}"
    )


def _at_any_date(post: Signpost) -> str:
    """The range over all dates, for a step of the outcome, which means much at any of them."""
    firm = [r.if_seen.p for r in post.over_time if r.if_seen.runs >= FEWEST]
    if post.best.sight.kind != "state" or len(firm) < 2:
        return ""
    return f" At other dates it would say {100 * min(firm):.0f} to {100 * max(firm):.0f} %."


def _seen(sight: Sight) -> str:
    if sight.kind == "event":
        return f"{sight.name} has happened"
    if sight.kind == "state":
        return f"the state is {sight.name}"
    return sight.what.replace(f"{sight.name} ", f"{sight.name} is ", 1)


def _bare(share: Share) -> str:
    return percent(share.p, 0.005 if share.p >= 0.01 else share.estimate.se)


def _time(months: float) -> str:
    if months < 24:
        return f"{months:.0f} month{'' if round(months) == 1 else 's'}"
    return f"{months / 12:.1f} years"


def _table(found: Signposts) -> str:
    heads = ["signpost", "date", "seen", "if seen", "if not", "ratio", "bits x 1000"]
    return table(heads, [_row(post) for post in found.signposts])


def _row(post: Signpost) -> list[str]:
    best = post.best
    return [
        best.sight.what + ("*" if best.if_seen.loose else ""),
        str(best.month),
        percent(best.seen.p, best.seen.estimate.se),
        best.if_seen.told(),
        best.if_not.told(),
        _ratio(best),
        f"{_thousandths(post.low)}-{_thousandths(post.high)}",
    ]


def _thousandths(bits: float) -> str:
    return f"{1000 * bits:.0f}" if bits >= 0.00995 else f"{1000 * bits:.1f}"


def _ratio(reading: Reading) -> str:
    if isinf(reading.likelihood_ratio):
        return "sure"
    low, high = reading.ratio_ends()
    digits = 0 if reading.likelihood_ratio >= 20 else 1
    return f"{low:.{digits}f}-{high:.{digits}f}"


def _alike(found: Signposts) -> Iterator[str]:
    pairs = [post for post in found.signposts if post.alike]
    if pairs:
        lines = ["Say much the same, so that seeing both is little more than seeing one:"]
        for post in pairs:
            others = listed([reading.sight.what for reading in post.alike], 4)
            lines.append(paragraph(f"{post.best.sight.what}: {others}", "  ", "    "))
        yield "\n".join(lines)


def _loose(found: Signposts) -> Iterator[str]:
    loose = [post.best.if_seen for post in found.signposts if post.best.if_seen.loose]
    if loose:
        enough = max(share.enough(found.runs) for share in loose)
        yield (
            "* If seen, known no better than to ± 5 points, because it is seen in few runs; about"
            f" {enough:,} runs in place of {found.runs:,} would do."
        )


def _nothing(found: Signposts) -> str:
    if few := _few(found):
        return f"{few}: too few to tell what to watch for."
    if found.base.p in (0, 1):
        which = "Every" if found.base.p else "No"
        return f"{which} run reaches {found.state}, so nothing on the way can tell."
    if not found.months:
        return "There is no date before that at which one could look."
    if not found.looks:
        return f"The model has nothing that could be seen before {found.state}."
    return (
        f"Nothing that can be seen on the way says more of {found.state} than chance would, the"
        f" best of {found.looks:,} looks among {found.runs:,} runs taken; more runs (--runs)"
        " might show something."
    )


def _worth(found: Signposts) -> Iterator[str]:
    shown = [judgement for judgement in found.judgements if judgement.distinguishable]
    if not found.judgements:
        return
    if _few(found):
        return
    if not shown:
        yield "To know any one judgement better is worth nothing that these runs can show."
        return
    brier = found.base.p * (1 - found.base.p)
    best = shown[0]
    yield (
        f"Worth finding out: to know {best.name} would cut the expected Brier score, {brier:.4f}"
        f" now, by {best.worth.value:.4f} ({100 * best.worth.value / brier:.1f} % of it); it moves"
        f" the probability by {100 * best.swing:.1f} points either way (standard deviation)."
    )
    rows = [_worth_row(judgement, brier) for judgement in shown[:WORTH]]
    yield table(["judgement", "Brier x 10,000", "of it", "points", "rests on"], rows)


def _worth_row(judgement: Judgement, brier: float) -> list[str]:
    worth = judgement.worth
    cites = judgement.cites
    grounds = f"{cites[0].split('.')[-1]}{' ...' if len(cites) > 1 else ''}" if cites else "-"
    return [
        judgement.name,
        f"−{1e4 * worth.value:.1f} ± {1e4 * intervals.half_width(worth.se):.1f}",
        f"{100 * worth.value / brier:.1f} %",
        f"{100 * judgement.swing:.1f}",
        grounds,
    ]


def _how(found: Signposts) -> str:
    if not found.looks:
        return f"{count(found.runs, 'run')}."
    kept = ""
    if found.wanted > found.runs:
        kept = f" {found.runs:,} of {found.wanted:,} runs were kept, and only they count;"
        kept += " the scenario file gives all."
    carried = ""
    if found.outcomes == "carried":
        carried = f" {CARRIED} Steps of the outcome are read from outcomes drawn beside it."
    total = found.entropy
    return (
        f"{found.looks:,} looks at {len(found.months)} dates from {found.months[0]} to"
        f" {found.months[-1]}, each among runs not in the state yet.{kept}{carried} ± is 95 %."
        " Ratio: how many times likelier it is to be seen where the state will be reached (95 %)."
        " Bits: expected information on whether it will be reached (to know for sure takes"
        f" {1000 * total:.0f} thousandths), as an interval that holds for all looks at once;"
        f" chance alone shows up to {1000 * found.chance:.1f}, and what is below is left out."
        " Signposts are ranked by them; one need not be a cause. A judgement drawn together with"
        " others is credited with what it tells of them."
    )
