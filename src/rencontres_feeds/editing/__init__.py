"""Edits of the source, text to text: what is typed where, so that no other character changes. Pure, all of it."""
