"""The kinds of effect: one module each, whose name is the key under which it is written."""
