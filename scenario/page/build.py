"""Everything a page holds, as plain data: forms, controls, presets, texts.

It gathers what others know; how a browser shows it is not known here.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenario.errors import InputError, Problem
from scenario.forecast import Forecast
from scenario.forecast.answer import asked_state
from scenario.io import dump
from scenario.page.arithmetic import arithmetic
from scenario.page.controls import hulls, judgements, numbers
from scenario.page.forms import Form
from scenario.page.presets import Preset
from scenario.page.texts import texts_of
from scenario.resolve import Resolved

TOLD = ("title", "because", "cites", "assumed", "note", "hold")
"""Keys of a scenario that the file of a what-if says anew."""
MOST = 1_500_000
"""Bytes of a page."""


@dataclass(frozen=True)
class Contents:
    """What a page holds.

    Args:
        forms: The scenarios that have code of their own, the base first.
        presets: Changes of a form that are offered under a name.
        influence: By path, how many points moving it moves the answer.
        forecast: Of the base.
    """

    forms: Sequence[Form]
    presets: Sequence[Preset]
    influence: Mapping[str, float]
    forecast: Forecast

    def plain(self) -> dict[str, Any]:
        """All of it for a script."""
        base = self.forms[0].resolved
        module, address = arithmetic()
        return {
            "forms": [_form(form, self.presets) for form in self.forms],
            "presets": [preset.plain() for preset in self.presets],
            "hold": base.document().get("hold", {}),
            "file": _packed(dump(_without_told(base)).encode()),
            "influence": dict(self.influence),
            "arithmetic": {"module": _packed(module), "address": address},
            "texts": texts_of(base, self.forecast),
            "state": asked_state(base.document()),
            "model": base.digest()[:12],
        }


def _form(form: Form, presets: Sequence[Preset]) -> dict[str, Any]:
    image, taken = form.image()
    judged = judgements(form)
    for path, ends in hulls(form).items():
        judged[path]["hull"] = ends
    taken_numbers = numbers(form)
    _allow(judged, taken_numbers, form, presets)
    program = form.program
    return {
        **form.described(),
        "taken": taken,
        "event_order": list(program.events),
        "event_count": len(program.events),
        "draw_count": len(program.draws),
        "chain_names": [chain.name for chain in program.chains],
        "several": len(program.chains) > 1 or "outcomes" in form.resolved.document()["model"],
        "judgements": judged,
        "numbers": taken_numbers,
        "module": _packed(form.module),
        "image": _packed(image),
        "title": form.resolved.title,
    }


def _allow(
    judged: dict[str, dict[str, Any]],
    known: dict[str, dict[str, Any]],
    form: Form,
    presets: Sequence[Preset],
) -> None:
    """Let presets have the values that were tried for them."""
    for each in (*judged.values(), *known.values()):
        each["checked"] = []
    for preset in presets:
        if preset.form is form:
            for path, value in preset.checked.items():
                (judged if path in judged else known)[path]["checked"].append(value)


def _without_told(resolved: Resolved) -> dict[str, Any]:
    """The scenario without what it says of itself, which a what-if says anew."""
    document = resolved.document()
    return {key: document[key] for key in document if key not in TOLD}


def _packed(content: bytes) -> str:
    return base64.b64encode(zlib.compress(content, 9)).decode()


def check_size(text: str) -> str:
    """The page itself.

    Raises:
        InputError: It is too large to travel.
    """
    size = len(text.encode())
    if size > MOST:
        message = f"the page would have {size:,} bytes, more than {MOST:,}"
        hint = "give fewer scenarios beside the base; each with code of its own takes about 120 kB"
        raise InputError(Problem(message, hint=hint))
    return text
