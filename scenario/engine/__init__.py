"""Programs, the kernels they are emitted as, and what runs them.

Where a module has one caller, it is a stage of its own, which can be read and tested without that:
`prescribed`, `dynamics`, `discrete`, `correlated` and `past` compile one part of a model each, for
`compiler`; `condition` and `statements` compile and count what is asked; `tile_memory` reads what
a kernel leaves, `within` judges the step, and `pairs` runs scenarios side by side for `compare`.
"""

from scenario.engine.results import run

__all__ = ["run"]
