"""How fast remote files are read, beside stock remfile, over a line that is slow on purpose."""
