"""Studies: what runs the engine many times to answer why, what if and how sure.

Each study is one module and returns a frozen result; none of them reads or prints files.
"""
