"""What a host must know of a kernel, kept between processes, so that it is not written again.

What a kernel comes to depends on its program and on the files of this package, so the name under
which it is kept has both. Values of numbers are no part of it: they stand in memory, and whether
what was decided by them still holds is asked anew, as within a process.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from scenario.engine.codes import Source
from scenario.engine.emit.bounds import Limits
from scenario.engine.emit.layout import WIDTH, Layout
from scenario.engine.emit.tile import emitted
from scenario.engine.markov import Chain
from scenario.engine.program import Program
from scenario.kernel.code_cache import code_cache, key_of
from scenario.kernel.ir import Kernel
from scenario.kernel.object_cache import keep_object, kept_object, own_files, plain_bytes


@dataclass(frozen=True, slots=True)
class Form:
    """A kernel as a host needs it."""

    layout: Layout
    limits: Limits
    source: Source


def form_of(program: Program, whole: bool, chain: Chain | None) -> Form:
    """The kernel of a program, as an earlier process kept it or written now.

    Args:
        program: What to simulate.
        whole: Whether random numbers of all steps are kept (see `Layout`).
        chain: The plan of the states whose probabilities are carried, if they are.
    """
    key = _key(program, whole, chain)
    found = _kept(key, program, whole, chain) if key else None
    if found is None:
        e = emitted(program, WIDTH, whole, chain)
        found = Form(e.layout, e.limits, Source.of(e.kernel, _named(key, e.limits)))
        if key:
            _keep(key, found)
    return found


def _kept(key: str, program: Program, whole: bool, chain: Chain | None) -> Form | None:
    """What was kept under a key, if it can be read and serves for the program's numbers."""
    content = kept_object(key)
    if content is None:
        return None
    layout: Layout
    limits: Limits
    layout, limits, outline, statements = content
    layout.program, layout.chain, limits.program = program, chain, program
    if not limits.hold_for(program):
        return None
    write = partial(_written, program, whole, chain)
    return Form(layout, limits, Source(write, outline, statements, _named(key, limits)))


def _written(program: Program, whole: bool, chain: Chain | None) -> Kernel:
    return emitted(program, WIDTH, whole, chain).kernel


def _keep(key: str, form: Form) -> None:
    source = form.source
    keep_object(key, (form.layout, form.limits, source.outline, source.statements))


def _named(key: str, limits: Limits) -> str:
    """What machine code is kept under; programs of other numbers may be written otherwise."""
    return key and key_of(key, limits.decided)


def _key(program: Program, whole: bool, chain: Chain | None) -> str:
    """The name of a kernel; none where nothing is kept, or what it depends on cannot be told."""
    files = own_files() if code_cache() else ""
    if not files:
        return ""
    told = tuple((number.place, number.value > 0) for number in program.numbers)
    content = plain_bytes((replace(program, numbers=()), told, chain))
    return key_of("kernel", files, WIDTH, whole, content) if content else ""
