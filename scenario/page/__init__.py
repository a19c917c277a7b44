"""The live page: one HTML file that holds a model's kernel and computes its forecast anew.

A scenario becomes a *form*: code, memory, and what a change means in that memory (`forms`). What a
reader may move stands in `controls`, what is told of it beside. `static` has the scripts that run
the kernel in a browser; they know no model. How a browser shows anything is not known in Python.
"""

from scenario.page.write import ENDINGS, text_of, write_page

__all__ = ["ENDINGS", "text_of", "write_page"]
