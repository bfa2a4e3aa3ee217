"""A pyramidal cell under current clamp, simulated: steps of current, spikes that adapt."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

RATE_HZ = 10_000.0
SWEEP_S = 0.6
STEP_S = (0.1, 0.5)
CURRENTS_PA = tuple(float(pa) for pa in range(-100, 380, 40))
"""One sweep each."""

_SPIKE_SAMPLES = 18
_AFTER_MV = -62.0


def stimuli() -> Floats:
    """Current in pA, shape (samples, sweeps): 0 but for the step."""
    times = np.arange(round(SWEEP_S * RATE_HZ)) / RATE_HZ
    inside = (times >= STEP_S[0]) & (times < STEP_S[1])
    return np.asarray(inside[:, np.newaxis] * np.array(CURRENTS_PA))


def responses(current: Floats, rng: np.random.Generator) -> Floats:
    """Membrane potential in mV, shape (samples, sweeps), of a current in pA of that shape.

    Source:
        The adaptive exponential integrate-and-fire model: Brette and Gerstner, J. Neurophysiol.
        94, 2005; each spike is drawn with the shape of a real one, 1.8 ms long.
    """
    capacitance, leak, rest, soft, sharp = 140.0, 7.5, -70.0, -48.0, 2.0
    coupling, slow_ms, jump = 1.5, 140.0, 22.0
    dt = 1e3 / RATE_HZ
    n, sweeps = current.shape
    v, w = np.full(sweeps, rest), np.zeros(sweeps)
    left = np.zeros(sweeps, dtype=int)
    shape = _spike()
    potential = np.empty((n, sweeps))
    noise = rng.standard_normal((n, sweeps))
    for i in range(n):
        rise = leak * sharp * np.exp(np.minimum((v - soft) / sharp, 8.0))
        drive = -leak * (v - rest) + rise - w + current[i] + 28 * noise[i]
        spiking = left > 0
        v = np.where(spiking, _AFTER_MV, v + dt * drive / capacitance)
        w += dt * (coupling * (v - rest) - w) / slow_ms
        fired = ~spiking & (v > -38.0)
        w += jump * fired
        left = np.where(fired, _SPIKE_SAMPLES, np.maximum(left - 1, 0))
        potential[i] = np.where(left > 0, shape[(_SPIKE_SAMPLES - left) % _SPIKE_SAMPLES], v)
    return potential + 0.08 * rng.standard_normal((n, sweeps))


def _spike() -> Floats:
    """mV of a spike from its threshold on: up to +34 within 0.4 ms, down to the reset."""
    up = np.linspace(-38.0, 34.0, 5)[1:]
    fall = np.linspace(0, 1, _SPIKE_SAMPLES - len(up))
    down = _AFTER_MV + (34.0 - _AFTER_MV) * np.exp(-5.5 * fall) * (1 - 0.2 * fall)
    return np.concatenate([up, down])
