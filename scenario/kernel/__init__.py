"""A kernel: what the engine computes for a tile of runs, written once and carried out anywhere.

`ir` records operations on lanes (one lane is one run); backends write the record down as
WebAssembly or LLVM, or carry it out with NumPy. Nothing here knows what a model is.

A backend that writes text has a module each for its words, for the texts of values, for what is
done with them, and for the machine that runs it; `backends` is all that others import of them.
"""
