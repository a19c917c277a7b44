"""Programs, the kernels they are emitted as, and what runs them."""

from scenario.engine.results import run

__all__ = ["run"]
