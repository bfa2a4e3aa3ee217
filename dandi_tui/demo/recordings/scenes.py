"""What the mouse saw: natural scenes and movies that pack well, and locally sparse noise."""

import numpy as np
import numpy.typing as npt

from dandi_tui.demo.recordings.session import MOVIE_FRAMES

Frames = npt.NDArray[np.uint8]

SCENE_SHAPE = (918, 1174)
MOVIE_SHAPE = (MOVIE_FRAMES, 304, 608)
MOVIE_CHUNK = (270, 135, 270)
"""As of the whole movies of 900 frames: one frame lies in nine chunks, 88 MB."""
NOISE_SHAPE = (16, 28)
GREY_STEP = 12
"""Grey levels are multiples of this, and pixels are blocks: 127 MB of scenes pack into a few."""


def natural_scenes(n: int, rng: np.random.Generator) -> list[Frames]:
    """`n` grey pictures (918, 1174) with the 1/f spectrum of nature: sky above, ground below."""
    return [_scene(rng) for _ in range(n)]


def _scene(rng: np.random.Generator, block: int = 9) -> Frames:
    """One picture, made small and enlarged by `block`."""
    shape = tuple(-(-length // block) for length in SCENE_SHAPE)
    course = np.linspace(0, 2 * np.pi, shape[1])
    hills = sum(np.sin(k * course + rng.uniform(0, 6)) / k for k in (1, 2, 5))
    ridge = shape[0] * (rng.uniform(0.3, 0.7) + 0.06 * hills)
    ground = np.arange(shape[0])[:, np.newaxis] > ridge
    small = _grey(150 - 70 * ground + (28 + 16 * ground) * _pink(shape, rng))
    return _enlarged(small, block)[: SCENE_SHAPE[0], : SCENE_SHAPE[1]]


def natural_movie(rng: np.random.Generator, block: int = 8) -> Frames:
    """A movie (270, 304, 608): the camera pans over a landscape, with one cut."""
    n, height, width = MOVIE_SHAPE
    rows, columns = height // block, width // block
    cut = n // 2
    small = np.empty((n, rows, columns), np.uint8)
    for first in range(0, n, cut):
        view = _grey(120 + 50 * _pink((4 * rows, 8 * columns), rng))
        across = np.linspace(0, 7 * columns - 1, cut) * rng.uniform(0.1, 0.25)
        down = 1.5 * rows + rows * np.sin(np.linspace(0, rng.uniform(2, 6), cut))
        for i, (top, left) in enumerate(zip(down.astype(int), across.astype(int), strict=True)):
            small[first + i] = view[top : top + rows, left : left + columns]
    return _enlarged(small, block)


def _pink(shape: tuple[int, ...], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Noise with a 1/f amplitude spectrum, mean 0, deviation 1."""
    spectrum = np.fft.rfft2(rng.standard_normal(shape))
    vertical = np.fft.fftfreq(shape[0])[:, np.newaxis]
    horizontal = np.fft.rfftfreq(shape[1])[np.newaxis]
    spectrum /= np.maximum(np.hypot(vertical, horizontal), 1 / max(shape)) ** 1.2
    picture: npt.NDArray[np.float64] = np.fft.irfft2(spectrum, s=shape)
    picture -= picture.mean()
    picture /= picture.std()
    return picture


def _grey(values: npt.NDArray[np.float64]) -> Frames:
    """As uint8, in steps."""
    grey: Frames = np.clip(np.rint(values / GREY_STEP) * GREY_STEP, 0, 255).astype(np.uint8)
    return grey


def _enlarged(small: Frames, block: int) -> Frames:
    """Each pixel of the last two axes as a square of `block` pixels."""
    large: Frames = np.repeat(np.repeat(small, block, axis=-2), block, axis=-1)
    return large


def sparse_noise(n: int, rng: np.random.Generator) -> Frames:
    """`n` pictures (16, 28) of grey 127 with some ten black or white squares far apart."""
    pictures = np.full((n, NOISE_SHAPE[0] * NOISE_SHAPE[1]), 127, np.uint8)
    rows, columns = np.divmod(np.arange(pictures.shape[1]), NOISE_SHAPE[1])
    near = np.hypot(rows[:, np.newaxis] - rows, columns[:, np.newaxis] - columns) < 5
    tries = rng.integers(pictures.shape[1], size=(n, 36))
    colours = rng.choice(np.array([0, 255], np.uint8), tries.shape)
    crowded = near[tries[:, :, np.newaxis], tries[:, np.newaxis, :]]
    which, shown = np.nonzero(~np.tril(crowded, -1).any(axis=2))
    pictures[which, tries[which, shown]] = colours[which, shown]
    return pictures.reshape(n, *NOISE_SHAPE)
