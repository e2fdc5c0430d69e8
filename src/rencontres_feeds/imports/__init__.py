"""Drafts of a source, from what people already have: a page, its text, or a calendar."""
