"""Units: their spikes, waveforms and places; electrodes."""
