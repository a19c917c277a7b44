"""Logs made of few rows, without any engine, and what raw SQL can do to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scenario.forecast_log.log import held_by
from scenario.forecast_log.records import Logged, Question, Record, Resolution, question_id
from scenario.forecast_log.store import writing
from scenario.io.canonical import canonical, sha256

NOW = "2024-01-01T12:00:00Z"
DOCUMENT = canonical({"model": {"model": "river"}})
DIGEST = sha256(DOCUMENT)


def at(text: str) -> datetime:
    """A day at noon, in UTC."""
    return datetime.fromisoformat(f"{text}T12:00:00").replace(tzinfo=UTC)


def question(state: str = "war", kind: str = "by", due: str = "2024-06", **more: Any) -> Question:
    said = {
        "id": question_id(more.get("model", "river"), state, kind, due),
        "logged_at": NOW,
        "model": "river",
        "chain": "outcome",
        "state": state,
        "kind": kind,
        "opens": "2023-12",
        "due": due,
        "text": f"{state} {kind} {due}",
        "about": "The river",
        "title": state.capitalize(),
        "resolves": "",
    }
    return Question(**{**said, **more})


def forecast(p: float, day: str = "2024-01-01", state: str = "war", **more: Any) -> Logged:
    kind, due = more.pop("kind", "by"), more.pop("due", "2024-06")
    said = {
        "question": question_id(more.pop("model", "river"), state, kind, due),
        "logged_at": f"{day}T12:00:00Z",
        "made_at": f"{day}T12:00:00Z",
        "as_of": day,
        "scenario": "As it is",
        "chain": "outcome",
        "state": state,
        "p": p,
        "se": 0.01,
        "judgement_low": max(0.0, p - 0.1),
        "judgement_high": min(1.0, p + 0.1),
        "method": "sampled",
        "runs": 1000,
        "random_seed": 1,
        "resolved": DIGEST,
        "model_sha256": DIGEST,
        "inputs": "{}",
        "version": "0.1.0",
        "author": "ann",
        "origin": "live",
        "supersedes": None,
    }
    return Logged(**{**said, **more})


def resolution(outcome: str, occurred: str, known: str = "", **more: Any) -> Resolution:
    said = {
        "question": question_id("river", "war", "by", "2024-06"),
        "logged_at": "2024-12-01T12:00:00Z",
        "outcome": outcome,
        "occurred": occurred,
        "known": known or occurred,
        "source": "The gazette",
        "by": "ann",
        "origin": "live",
        "supersedes": None,
    }
    return Resolution(**{**said, **more})


def write(place: Path, records: Sequence[Record]) -> Path:
    """Append records as they are."""
    with writing(str(place)) as link:
        named = any(isinstance(one, Logged) and one.resolved for one in records)
        link.append(records, held_by(link).rows, {DIGEST: DOCUMENT} if named else {})
    return place


def small(place: Path) -> Path:
    """A log with rows of all three kinds."""
    return write(
        place,
        [
            question(),
            forecast(0.2),
            forecast(0.4, "2024-02-01", supersedes=2, se=None, judgement_low=None,
                     judgement_high=None),
            question("peace"),
            forecast(0.5, "2024-02-01", state="peace"),
            resolution("yes", "2024-03-01"),
        ],
    )  # fmt: skip


def tampered_with(place: Path, *statements: str) -> None:
    """Raw SQL, the triggers put away before and put back after."""
    link = sqlite3.connect(place, isolation_level=None)
    triggers = link.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'").fetchall()
    for name, _ in triggers:
        link.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        link.execute(statement)
    for _, sql in triggers:
        link.execute(sql)
    link.close()
