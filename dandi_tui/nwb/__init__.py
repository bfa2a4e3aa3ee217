"""NWB files: h5py in, frozen objects and arrays out. No h5py object leaves this package."""
