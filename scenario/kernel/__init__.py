"""A kernel: what the engine computes for a tile of runs, written once and carried out anywhere.

`ir` records operations on lanes (one lane is one run); backends write the record down as
WebAssembly or LLVM, or carry it out with NumPy. Nothing here knows what a model is.
"""
