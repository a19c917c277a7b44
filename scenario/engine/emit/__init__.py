"""A program emitted as a kernel: what is done to a tile of runs, verb by verb.

`tile` shows how a step passes; every other module is one verb of it, or what verbs share.
"""
