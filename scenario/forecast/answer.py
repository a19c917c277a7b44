"""The answer in a sentence or two, and which state a question is about.

It reads forecasts; it computes no probability of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from scenario.chains import chains_in, elements_of_chains, final_states, meant, split, starts_in
from scenario.errors import ExpressionError, InputError
from scenario.expr.question import parse_claim
from scenario.forecast.borne import between, digits, doubt, firm, likeliest, word
from scenario.forecast.estimate import Estimate
from scenario.forecast.forecast import Forecast
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import brief, capital, listing, long_month


def asked_state(document: Mapping[str, Any], chain: str | None = None) -> str:
    """The state that the question of a model is most likely about.

    The one that its question names; else the one that its expectations ask about most; else one
    from which no way leads on; else the last declared.

    Args:
        document: A resolved scenario as plain data, as every forecast holds it.
        chain: The chain that is asked about; any for None.

    Raises:
        InputError: It has no model with an outcome.
    """
    model = document.get("model", {})
    chains = chains_in(model)
    if not chains:
        raise InputError("the forecast does not hold the scenario that it was made from")
    starts = [s for s in starts_in(model) if chain in (None, split(s)[0])]
    every = [str(s) for s, _ in elements_of_chains(model, "states") if chain in (None, split(s)[0])]
    others = [state for state in every if state not in starts]
    words = set(re.findall(r"\w+", (model.get("question") or "").lower()))
    named = [state for state in others if set(split(state)[1].lower().split("_")) <= words]
    asked = (meant(name, every) for name in _expected(model.get("expectations", ())))
    expected = [state for state in asked if state in others]
    final = [state for state in others if state in final_states(model)]
    return str((*named[:1], *expected, *final, *reversed(others), starts[0])[0])


def answer(forecast: Forecast) -> list[str]:
    """What a reader who reads nothing else should know."""
    asked = asked_state(forecast.document)
    ever = forecast.probability(asked)
    when = long_month(forecast.until)
    by = f"{capital(brief(forecast.labels.title_of('states', asked)))} by {when}: {said(ever)}."
    states = forecast.labels.states_of(split(asked)[0])
    at_end = {state: forecast.probability(state, at=forecast.until) for state in states}
    first, *others = likeliest(at_end)
    if few := doubt(forecast.runs, [ever]):
        which = (
            f", nor which state is likeliest then{_of(forecast, first, *others)}" if others else ""
        )
        return [by, f"{few}: not enough to put it in words{which}."]
    if others:
        which = f"Which state is likeliest at the end of {when}{_of(forecast, first, *others)}"
        return [by, f"{which}, these runs cannot tell."]
    if (first, at_end[first]) == (asked, ever):
        return [by]
    sentences = [by]
    if digits(at_end[asked]) != digits(ever) and firm(at_end[asked]):
        sentences.append(
            f"That is at any time until then; at the end of {when} itself it is"
            f" {digits(at_end[asked])}."
        )
    if first != asked:
        title = brief(forecast.labels.title_of("states", first))
        most = (
            f"The likeliest state at the end of {when} is “{title}”, with {digits(at_end[first])}"
        )
        spread = judgement_range(at_end[first])
        sentences.append(f"{most} (judgement range {spread} %)." if spread else f"{most}.")
    return sentences


def _of(forecast: Forecast, *states: str) -> str:
    """, open or closed; nothing where more than two are as good."""
    titles = (brief(forecast.labels.title_of("states", state)) for state in states)
    return f", {listing(titles, 'or')}" if len(states) == 2 else ""


def said(estimate: Estimate) -> str:
    """17 %, very unlikely (judgement range 4.2 to 35 %).

    What is not known well enough for a word has its interval instead: 33 %, 6 to 79 % (95 %).
    """
    ends = judgement_range(estimate)
    spread = f"judgement range {ends} %" if ends else ""
    if firm(estimate):
        text = f"{digits(estimate)}, {word(estimate)}"
        return f"{text} ({spread})" if spread else text
    figure = digits(estimate)
    known = between(estimate) if figure[0] in "<>" else f"{figure}, {between(estimate)}"
    return f"{known} (95 %{f'; {spread}' if spread else ''})"


def judgement_range(estimate: Estimate) -> str:
    """4.2 to 35; nothing where judgements were not looked at, or none bears on it."""
    if estimate.judgement is None or estimate.judgement[0] == estimate.judgement[1]:
        return ""
    return " to ".join(_end(end) for end in estimate.judgement)


def _end(p: float) -> str:
    """An end of a judgement range, which is not known to more than two digits."""
    coarse = 0.01 if 0.0995 <= p < 0.99 else 0.001
    return percent(p, coarse).removesuffix(" %")


def _expected(expectations: object) -> Iterator[str]:
    counts: Counter[str] = Counter()
    for expectation in expectations if isinstance(expectations, (list, tuple)) else ():
        try:
            questions = parse_claim(expectation["that"]).questions
        except ExpressionError:  # a forecast may have been saved by another version
            continue
        counts.update(question.subject for question in questions if question.kind in ("by", "at"))
    for state, _ in counts.most_common():
        yield state
