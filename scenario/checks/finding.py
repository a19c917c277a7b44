"""What a check found: how much it matters, what, where, and a way out.

It knows no check and no model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from scenario.errors import Mark

Level = Literal["warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth knowing about a model that is valid.

    A warning is most likely a slip; a note is something the author should have decided knowingly.
    """

    level: Level
    message: str
    mark: Mark | None = None
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.mark}: " if self.mark else ""
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{place}{self.message}{hint}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "level": self.level,
            "message": self.message,
            "place": str(self.mark) if self.mark else None,
            "hint": self.hint or None,
        }
