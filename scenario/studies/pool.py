"""Several analysts' versions of one question, pooled; and what they disagree about.

It runs each of them, and holds each against the first; what pools are, `opinion_pool` says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from scenario.errors import InputError, Problem
from scenario.expr.question import Question
from scenario.resolve import Resolved
from scenario.resolve.questions import QuestionLike, question_of
from scenario.studies.changes import ChangeSet
from scenario.studies.compare import compare
from scenario.studies.opinion_pool import Method, shares_of
from scenario.studies.panel import How, Panel, Stages
from scenario.studies.pooled import Disagreement, Kin, Pool
from scenario.studies.subject import Compared, Progress, others_of, run_settings, settled_runs


def pool(  # noqa: PLR0913 - all but the scenarios have names and defaults
    *members: Compared,
    weights: Sequence[float] | None = None,
    method: Method = "linear",
    of: QuestionLike = None,
    runs: int | None = None,
    random_seed: int | None = None,
    judgement: bool = True,
    attribute: bool = True,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Pool:
    """What several scenarios say together: a linear or a logarithmic opinion pool.

    All use the first one's runs and random seed.

    Args:
        *members: The scenarios: one by one, in a list, or by the labels that they are to have.
        weights: A number of 0 or more for each, in order; they are divided by their sum. Equal
            where None.
        method: `linear`, the weighted mean of probabilities; or `logarithmic`, their weighted
            geometric mean, made to add up to one over the states of a chain.
        of: One question, such as `P(left by 2030-12)`; every state that all have when None.
        runs: How many runs of each; as the first says where None.
        random_seed: Another whole number for other random draws.
        judgement: Whether to run the ensembles that show how far judgements move the answers.
        attribute: Whether to divide differences among the numbers that differ.
        workers: Threads to use; they change no number.
        progress: Told how much is done, and of how much.

    Returns:
        Each answer of the pool and of every member, and what differs between them.

    Raises:
        InputError: Weights are negative or not as many as the members; the scenarios have no
            state in common or end in different months; or one of them cannot answer the question.
    """
    several = others_of(members, "pool", own_evidence=True)
    shares = shares_of(weights, len(several))
    labels, given = tuple(several), list(several.values())
    asked = None if of is None else _asked_of_all(of, several)
    if asked is None:
        _refuse_other_ends(several)
    heeding = any(one.given for one in given)  # which takes as many runs as are said
    main = asked or question_of(None, given[0])
    settle = run_settings if heeding else partial(settled_runs, question=main)
    first = settle(given[0], runs=runs, random_seed=random_seed)
    scenarios = [one.with_run(runs=first.runs, random_seed=first.random_seed) for one in given]
    compared = len(given) > 1 and attribute and not heeding
    stages = Stages(progress, len(given) + compared)
    panel = Panel(scenarios, shares, How(method, judgement, workers, stages))
    answer, ever, at = panel.states() if asked is None else (panel.one(asked), [], [])
    question = answer.question if compared else None
    return Pool(
        labels=labels,
        titles=tuple(one.title for one in given),
        weights=shares,
        given_weights=None if weights is None else tuple(map(float, weights)),
        method=method,
        answer_to=answer,
        ever=tuple(ever),
        at=tuple(at),
        left=panel.left,
        disagreements=tuple(_disagreements(scenarios, labels, question, workers, stages)),
        kin=tuple(_kin(scenarios)),
        runs=first.runs,
        random_seed=first.random_seed,
        documents=tuple(one.document() for one in scenarios),
    )


def _asked_of_all(of: QuestionLike, several: Mapping[str, Resolved]) -> Question:
    """The question, which every member can answer."""
    labels, (first, *others) = list(several), several.values()
    asked = question_of(of, first)
    for label, other in zip(labels[1:], others, strict=True):
        try:
            question_of(asked, other)
        except InputError as error:
            told = [replace(one, message=f"{label}: {one.message}") for one in error.problems]
            raise InputError(told) from None
    return asked


def _refuse_other_ends(several: Mapping[str, Resolved]) -> None:
    ends = {label: one.until for label, one in several.items()}
    if len(set(ends.values())) > 1:
        told = "; ".join(f"{label} ends in {end}" for label, end in ends.items())
        hint = f"{told}; say --until {min(ends.values())}, or ask one question with --of"
        raise InputError(Problem("the scenarios do not end in the same month", hint=hint))


def _disagreements(
    scenarios: Sequence[Resolved],
    labels: Sequence[str],
    question: Question | None,
    workers: int | None,
    stages: Stages,
) -> Iterator[Disagreement]:
    """What each other does differently from the first, and what that makes of an answer."""
    first, *others = scenarios
    if question is None:
        for label, other in zip(labels[1:], others, strict=True):
            yield Disagreement(label, tuple(ChangeSet(first, other).each), None)
        return
    named = dict(zip(labels[1:], others, strict=True))
    found = compare(first, named, of=question, judgement=False, workers=workers, progress=stages)
    for pair in found.pairs:
        yield Disagreement(pair.label, pair.changes, pair.attribution)


def _kin(scenarios: Sequence[Resolved]) -> Iterator[Kin]:
    """The members of each model that has several."""
    by_model: dict[str, list[int]] = {}
    for number, one in enumerate(scenarios):
        by_model.setdefault(one.model.model, []).append(number)
    for model, members in by_model.items():
        first, *others = (scenarios[number] for number in members)
        if others:
            paths = {change.path for one in others for change in ChangeSet(first, one).each}
            evidence = any(one.given != first.given for one in others)
            yield Kin(model, tuple(members), len(paths), evidence)
