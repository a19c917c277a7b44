"""Studies: what runs the engine many times to answer why, what if and how sure.

Each study is one module and returns a frozen result; none of them reads or prints files. Callers
find a study by its name, so few import it. What one study alone needs stands beside it where it is
another subject: arithmetic that runs nothing (`shapley`, `sobol`, `morris`, `diff`), which points
or parts are played (`design`, `cast`), and where a root is looked for (`bracket`).
"""
