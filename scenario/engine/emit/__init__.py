"""A program emitted as a kernel: what is done to a tile of runs, verb by verb.

`tile` shows how a step passes; every other module is one verb of it, or what verbs share. A verb
has a module of its own though `tile` alone calls it: so each can be read beside its definition in
the specification. So has what `propagate` does in one state (`ways`), where its probabilities
stand in the layout (`probability_rows`), and how products are rewritten (`products`).
"""
