"""A field of view: somata, their pixel masks, and the projection in which they are seen."""

from dataclasses import dataclass
from math import hypot

import numpy as np
import numpy.typing as npt

SIZE = 512
MARGIN = 12

Image = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Soma:
    """A cell body: centre and mean radius in pixels, its outline's harmonics, its brightness."""

    row: float
    column: float
    radius: float
    oval: float
    oval_angle: float
    bump: float
    bump_angle: float
    brightness: float

    def pixels(
        self, reach: float = 1.0
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Image]:
        """Rows and columns inside `reach` outlines, and how far out each is (1 at the outline)."""
        far = int(self.radius * 1.4 * reach) + 2
        rows, columns = np.mgrid[
            int(self.row) - far : int(self.row) + far + 1,
            int(self.column) - far : int(self.column) + far + 1,
        ]
        angle = np.arctan2(rows - self.row, columns - self.column)
        outline = self.radius * (
            1
            + self.oval * np.cos(2 * (angle - self.oval_angle))
            + self.bump * np.cos(3 * (angle - self.bump_angle))
        )
        out = np.hypot(rows - self.row, columns - self.column) / outline
        keep = (out <= reach) & (rows >= 0) & (rows < SIZE) & (columns >= 0) & (columns < SIZE)
        return rows[keep], columns[keep], out[keep]


@dataclass(frozen=True)
class Plane:
    """An imaging plane: the labelled somata, and a (512, 512) uint8 maximum projection."""

    somata: tuple[Soma, ...]
    projection: npt.NDArray[np.uint8]

    def masks(self) -> list[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
        """Rows and columns of each labelled soma's pixels, 50 to 250 of them; no two overlap."""
        return [soma.pixels()[:2] for soma in self.somata]


def make_plane(n_rois: int, rng: np.random.Generator) -> Plane:
    """A plane with `n_rois` labelled somata and a third as many more that nobody labelled."""
    vessels = _vessels(rng)
    somata = _place(n_rois + n_rois // 3, vessels, rng)
    order = rng.permutation(len(somata))
    labelled = [somata[i] for i in sorted(order[:n_rois])]
    others = [somata[i] for i in order[n_rois:]]
    return Plane(tuple(labelled), _projection(labelled, others, vessels, rng))


def _place(n: int, vessels: Image, rng: np.random.Generator) -> list[Soma]:
    """Somata that neither touch nor lie in a vessel, from the top of the field to its bottom."""
    placed: list[Soma] = []
    while len(placed) < n:
        row, column = rng.uniform(MARGIN, SIZE - MARGIN, 2)
        radius = float(np.clip(rng.normal(6.4, 0.9), 4.5, 8.2))
        clear = all(
            hypot(row - s.row, column - s.column) > 1.2 * (radius + s.radius) + 1 for s in placed
        )
        if clear and vessels[int(row), int(column)] > 0.8:
            placed.append(_soma(float(row), float(column), radius, rng))
    return sorted(placed, key=lambda soma: soma.row)


def _soma(row: float, column: float, radius: float, rng: np.random.Generator) -> Soma:
    """A soma of a random outline and brightness."""
    return Soma(
        row,
        column,
        radius,
        oval=float(rng.uniform(0.02, 0.14)),
        oval_angle=float(rng.uniform(0, np.pi)),
        bump=float(rng.uniform(0, 0.06)),
        bump_angle=float(rng.uniform(0, np.pi)),
        brightness=float(np.clip(rng.lognormal(np.log(62), 0.45), 30, 165)),
    )


def _projection(
    labelled: list[Soma], others: list[Soma], vessels: Image, rng: np.random.Generator
) -> npt.NDArray[np.uint8]:
    """Neuropil texture, vignetting, dark vessels, bright somata with darker nuclei, then noise."""
    rows, columns = np.mgrid[:SIZE, :SIZE]
    away = np.hypot(rows - 265.0, columns - 245.0) / (SIZE / 2)
    light = 1.0 - 0.32 * np.clip(away, 0, 1.4) ** 2
    image = 62 + 9 * texture(rng, 30) + 6 * texture(rng, 9) + 7 * texture(rng, 2.2)
    image += 16 * np.clip(texture(rng, 1.4) - 1.1, 0, None)  # neurites and boutons
    for soma in others:
        _add_soma(image, soma, 0.45 * soma.brightness)
    for soma in labelled:
        _add_soma(image, soma, soma.brightness)
    image *= light * vessels
    image += rng.normal(0, 1, image.shape) * np.sqrt(np.clip(image, 1, None)) * 0.45
    return np.clip(np.rint(image), 6, 255).astype(np.uint8)


def _add_soma(image: Image, soma: Soma, brightness: float) -> None:
    """Paint a ring of cytoplasm around a darker nucleus, with a soft edge just past the outline."""
    rows, columns, out = soma.pixels(reach=1.35)
    edge = 1 / (1 + np.exp((out - 1.04) / 0.06))
    nucleus = 1 - 0.42 * np.exp(-((out / 0.5) ** 2))
    image[rows, columns] += brightness * edge * nucleus


def _vessels(rng: np.random.Generator) -> Image:
    """What vessels leave of the light, shape (512, 512): 1 beside them, less within."""
    left = np.ones((SIZE, SIZE))
    rows = np.arange(SIZE)
    columns = np.arange(SIZE)
    for width, depth in ((11, 0.62), (6, 0.5), (4.5, 0.4)):
        steps = np.convolve(rng.normal(0, 0.5, SIZE + 60), np.ones(61) / 12, mode="valid")
        course = rng.uniform(90, SIZE - 90) + np.cumsum(steps) * 0.6
        distance = (columns[np.newaxis] - course[rows][:, np.newaxis]) / width
        left *= 1 - depth * np.exp(-(distance**2))
    return left


def texture(
    rng: np.random.Generator, blur_px: float, shape: tuple[int, int] = (SIZE, SIZE)
) -> Image:
    """Smooth noise of mean 0 and deviation 1 whose grains are about `blur_px` wide."""
    spectrum = np.fft.rfft2(rng.standard_normal(shape))
    vertical = np.fft.fftfreq(shape[0])[:, np.newaxis]
    horizontal = np.fft.rfftfreq(shape[1])[np.newaxis]
    spectrum *= np.exp(-2 * (np.pi * blur_px) ** 2 * (vertical**2 + horizontal**2))
    smooth: Image = np.fft.irfft2(spectrum, s=shape)
    smooth -= smooth.mean()
    smooth /= smooth.std()
    return smooth
