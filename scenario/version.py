"""The version of the package, written once, and the mark that it leaves."""

VERSION = "0.1.0"
MARK = f"scenario {VERSION}"
"""What every file of ours says near its beginning or end."""
