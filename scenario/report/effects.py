"""Effects in plain words: what a rule or an event does, to what, for how long.

It knows their timing and what they act on; what a kind does is said by its class.
"""

from __future__ import annotations

from scenario.forecast.wording import listing, plain_name
from scenario.present.blocks import Inline, Text
from scenario.report.quantities import Titles, formulas, in_words
from scenario.resolve.targets import Target, read_target
from scenario.schema import Effect, Model

_JUMPS = {
    "jumps.rate": "how often {} jumps",
    "jumps.size": "the size of the jumps of {}",
    "jumps.sd": "the spread of the jumps of {}",
}

_KINDS = {
    "driver": "{}",
    "actor": "the alignment of {}",
    "pull": "the alignment that {} is drawn to",
    "event": "the rate of the event {}",
    "transition": "the rate of the transition “{}”",
}


def effect_text(
    effect: Effect, model: Model, titles: Titles, ways: Titles, *, from_rule: bool
) -> Text:
    """One effect as a sentence without its subject: `adds 0.1 to ...`.

    Args:
        effect: The effect.
        model: The model, which says what its targets are.
        titles: What to call things, by name.
        ways: What to call transitions.
        from_rule: Whether it is a rule's, which adds at a rate while it holds.
    """
    found = [(read_target(text, model), text) for text in effect.targets]
    targets = listing(_target_words(target, text, model, titles, ways) for target, text in found)
    sentence = effect.does.format(size=in_words(effect.quantity, titles), targets=targets)
    if from_rule and any(target is not None and target.is_value for target, _ in found):
        sentence += ", per year while it holds"
    parts: list[Inline] = [sentence + _timing(effect)]
    for formula in formulas(effect.quantity):
        parts += [": ", formula]
    if effect.because:
        parts.append(f" ({effect.because.rstrip('.')})")
    return tuple(parts)


def _target_words(
    target: Target | None, text: str, model: Model, titles: Titles, ways: Titles
) -> str:
    """What an effect acts on."""
    if target is None:
        return text
    if target.kind == "transition":
        return _KINDS[target.kind].replace("{}", ways[target.name])
    title = titles.get(target.name) or plain_name(target.name)
    if target.kind == "field":
        called = {**_JUMPS, **model.drivers[target.name].process.motion.called}
        return called.get(target.field, f"the {target.field} of {{}}").replace("{}", title)
    return _KINDS[target.kind].replace("{}", title)


def _timing(effect: Effect) -> str:
    said = ""
    if effect.after:
        said += f", {effect.after} later"
    if effect.over:
        said += f", spread over {effect.over}"
    if effect.for_:
        said += f", for {effect.for_}"
    return said
