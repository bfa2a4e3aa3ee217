"""A file as a whole, and what is only told in words."""
