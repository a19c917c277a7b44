"""Evidence that the judgements of a calibrated model know already is not given to it again.

It knows digests; what evidence does to judgements is not known here.
"""

from __future__ import annotations

from scenario.resolve.crosscheck.world import Problems, World
from scenario.resolve.used_evidence import digest_of_observation
from scenario.schema import Evidence


def check_used_evidence(world: World) -> Problems:
    """No observation is given that the model was calibrated with."""
    calibrated = world.model.calibrated
    if calibrated is None:
        return
    known = {each.sha256: each.what for each in calibrated.evidence}
    hint = f"leave it out, or give all the evidence to the model from before: {calibrated.source}"
    for number, file in enumerate(world.scenario.given):
        for index, one in enumerate(file.evidence if isinstance(file, Evidence) else ()):
            digest = digest_of_observation(one)
            if digest in known:
                message = f"the judgements of the model know this already ({known[digest]})"
                yield world.said(message, "given", number, "evidence", index, hint=hint)
