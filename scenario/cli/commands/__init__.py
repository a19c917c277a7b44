"""The commands: each file of this folder is one, and there is no other list."""
