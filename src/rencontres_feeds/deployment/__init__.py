"""The output folder on its host: what is sent, in which order, and by which way."""
