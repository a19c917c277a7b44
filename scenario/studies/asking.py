"""What a study asks where the analyst does not say, and how a question is read against a model.

It answers nothing.
"""

from __future__ import annotations

import re
from collections import Counter

from scenario.engine.trials import asked
from scenario.errors import ExpressionError, InputError, Problem
from scenario.expr.question import Question, parse_claim, parse_question
from scenario.resolve import Resolved

Asked = str | Question | None


def question_of(of: Asked, resolved: Resolved) -> Question:
    """The question that was asked; else whether the asked state is reached by the end.

    Raises:
        InputError: It cannot be read, or the scenario cannot answer it.
    """
    if of is None:
        return Question("by", asked_state(resolved), alignment=False, month=resolved.until)
    question = of if isinstance(of, Question) else _read(of)
    asked(resolved, question)
    return question


def asked_state(resolved: Resolved) -> str:
    """The state that the model's question is most likely about.

    The one that its question names; else the one that its expectations ask about most; else one
    from which no way leads on; else the last declared.
    """
    model, outcome = resolved.model, resolved.model.outcome
    others = [state for state in outcome.states if state != outcome.start]
    words = set(re.findall(r"\w+", (model.question or "").lower()))
    named = [state for state in others if set(state.lower().split("_")) <= words]
    expected = [state for state in _expected(resolved) if state in others]
    left = {state for transition in outcome.transitions.values() for state in transition.from_}
    final = [state for state in others if state not in left]
    return (*named[:1], *expected, *final, *reversed(others), outcome.start)[0]


def _expected(resolved: Resolved) -> list[str]:
    counts: Counter[str] = Counter()
    for expectation in resolved.model.expectations:
        questions = parse_claim(expectation.that).questions
        counts.update(question.subject for question in questions if question.kind != "mean")
    return [state for state, _ in counts.most_common()]


def _read(text: str) -> Question:
    try:
        return parse_question(text)
    except ExpressionError as error:
        raise InputError(Problem(error.message, path=text, hint=error.hint)) from None
