"""What the world sees of a publication: observations, and what is found in them."""
