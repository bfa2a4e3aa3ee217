"""HDF5's structures read in pure Python, as far as a listing needs them.

Readers are generators: they yield the spans of the file that they need and are resumed with the
bytes, so that hundreds wait for the network at once in one thread. What they do not know, or what
is damaged, they leave to h5py: see `left`.
"""
