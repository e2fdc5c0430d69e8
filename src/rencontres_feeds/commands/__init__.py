"""The commands, a module each: what is typed and printed. `cli` finds them by their names."""
