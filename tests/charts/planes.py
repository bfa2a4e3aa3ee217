"""Planes, rasters, matrices, lanes and panels with known content, kind ones and hostile ones."""

from dataclasses import replace

import numpy as np

from dandi_tui.preview.figure import (
    Axis,
    Bars,
    Curve,
    Epoch,
    Figure,
    Floats,
    Heatmap,
    Layer,
    Panels,
    Raster,
    RasterRow,
    Ribbon,
    Rule,
    Scatter,
    SpanRow,
    Spans,
    Words,
    Xy,
)

HOSTILE = "\x1b[31mROI\x07 日本語 e\u0301❤\ufe0f \u202eevil\u202c 👍🏽 🇩🇪"
TIME = Axis(label="time", unit="s")
ODD = np.array([np.nan, np.inf, -np.inf, 1e300, -1e300, 5e-324, 0.0, -3.0, 7.0])


def xy(*layers: Layer, **fields: object) -> Xy:
    """A plane in spikes/s over seconds."""
    settings: dict[str, object] = {
        "layers": layers,
        "x": TIME,
        "y": Axis(label="rate", unit="spikes/s"),
        **fields,
    }
    return Xy(**settings)  # type: ignore[arg-type]


def psth() -> Xy:
    """Two conditions at 5 spikes/s that rise to 30 and 15 after 0, with their s.e.m."""
    x = np.linspace(-0.5, 1.0, 76)
    layers: list[Layer] = []
    for index, (name, peak) in enumerate((("left", 25.0), ("right", 10.0))):
        rate = 5 + np.where(x > 0, peak * np.exp(-np.clip(x, 0, None) / 0.2), 0)
        layers.append(Ribbon(name=name, index=index, x=x, low=rate - 2, high=rate + 2))
        layers.append(Curve(name=name, index=index, x=x, y=rate))
    return xy(*layers, x_limits=(-0.5, 1.0), rules=(Rule(at=0.0), Rule(at=5.0, upright=False)))


def waveforms() -> Xy:
    """Three troughs at 1 ms, of 3, 2 and 1 µV, each ± 0.5 µV, side by side over 3 ms."""
    x = np.linspace(0.0, 3.0, 61)
    layers: list[Layer] = []
    for index, depth in enumerate((3.0, 2.0, 1.0)):
        y = -depth * np.exp(-((x - 1.0) ** 2) / 0.05)
        layers.append(Ribbon(name="", index=index, x=x, low=y - 0.5, high=y + 0.5))
        layers.append(Curve(name=f"{index + 5}", index=index, x=x, y=y))
    ms, microvolts = Axis(label="time", unit="ms"), Axis(label="waveform", unit="µV")
    return xy(*layers, x=ms, y=microvolts, abreast=True)


def histogram(n: int = 40) -> Xy:
    """Bars that rise from 1 to `n` between 0 and 1."""
    heights = np.arange(1, n + 1, dtype=np.float64)
    return xy(Bars(name="", index=0, edges=np.linspace(0, 1, n + 1), heights=heights))


def field(seed: int = 0) -> Xy:
    """A walk in a field of 80 × 80 cm, with spikes coloured by a value from 0 to 1."""
    random = np.random.default_rng(seed)
    at = np.abs(np.cumsum(random.normal(0, 2, (3000, 2)), axis=0)) % 160
    at = np.where(at > 80, 160 - at, at)
    spikes = at[::60]
    return xy(
        Curve(name="path", index=5, x=at[:, 0], y=at[:, 1]),
        Scatter(
            name="spikes", index=0, x=spikes[:, 0], y=spikes[:, 1],
            values=np.linspace(0, 1, len(spikes)), labels=("first", HOSTILE),
        ),
        x=Axis(label="x", unit="cm"), y=Axis(label="y", unit="cm"), equal=True,
        values=Axis(label="speed", unit="cm/s"),
    )  # fmt: skip


def raster(n_rows: int = 48, rate: float = 4.0, seed: int = 0, **fields: object) -> Raster:
    """Units of 20 s at 1,200 s, in five regions of equal size."""
    random = np.random.default_rng(seed)
    window = (1200.0, 1220.0)
    each = max(1, -(-n_rows // 5))
    rows = tuple(
        RasterRow(
            name=f"unit {i}",
            index=i // each,
            times=np.sort(random.uniform(*window, random.poisson(rate * 20))),
            aside=f"{rate:.1f}",
        )
        for i in range(n_rows)
    )
    names = ("VISp", "CA1", "DG", "LP", "PO")
    groups = tuple(
        (name, max(0, min(each, n_rows - each * number))) for number, name in enumerate(names)
    )
    settings: dict[str, object] = {
        "rows": rows,
        "x": TIME,
        "window": window,
        "groups": groups,
        "asides": "spikes/s",
        **fields,
    }
    return Raster(**settings)  # type: ignore[arg-type]


def heatmap(values: Floats, **fields: object) -> Heatmap:
    """A matrix over 0 … columns and 0 … rows, from its least to its largest value."""
    finite = values[np.isfinite(values)]
    settings: dict[str, object] = {
        "values": values,
        "x": TIME,
        "y": Axis(label="channel"),
        "x_limits": (0.0, float(values.shape[1])),
        "y_limits": (0.0, float(values.shape[0])),
        "low": float(finite.min()) if len(finite) else 0.0,
        "high": float(finite.max()) if len(finite) else 1.0,
        **fields,
    }
    return Heatmap(**settings)  # type: ignore[arg-type]


def correlations(n: int = 12) -> Heatmap:
    """A symmetric matrix of -1 … 1 with 1 on its diagonal."""
    random = np.random.default_rng(3)
    values = np.asarray(np.corrcoef(random.normal(0, 1, (n, 20))))
    names = tuple(f"ROI {i}" for i in range(n))
    return heatmap(
        values, map="signed", low=-1.0, high=1.0, square=True, row_names=names,
        column_names=names, selected=(3, 4), unit="r", x=Axis(label="ROI"),
    )  # fmt: skip


def spans(n_rows: int = 4, **fields: object) -> Spans:
    """Ten bars of 5 s every 10 s in each lane, and a lane of ticks every second."""
    starts = np.arange(0.0, 100.0, 10.0)
    rows = [
        SpanRow(
            name=f"lane {i}", index=i, starts=starts, stops=np.arange(5.0, 105.0, 10.0),
            labels=tuple(str(k) for k in range(10)), aside="30.08 Hz",
        )
        for i in range(n_rows)
    ]  # fmt: skip
    ticks = np.arange(100.0)
    rows.insert(1, SpanRow(name="licks", index=9, starts=ticks, stops=ticks))
    settings: dict[str, object] = {"rows": tuple(rows), "x": TIME, "window": (0.0, 100.0), **fields}
    return Spans(**settings)  # type: ignore[arg-type]


def panels() -> Panels:
    """A raster of trials over its rates, and a matrix beside words."""
    trials = raster(60, 1.0, groups=(), asides="", window=(1200.0, 1201.5))
    return Panels(
        rows=((trials,), (psth(),), (heatmap(np.eye(9)), Words(rows=()))),
        heights=(3.0, 2.0, 2.0),
        widths=((), (), (2.0, 1.0)),
        titles=((HOSTILE,), ("rate",)),
        same_x=True,
    )


def kind() -> list[Figure]:
    """One of each, with words in ASCII."""
    matrix = heatmap(np.arange(600.0).reshape(20, 30), rules=(Rule(at=3.0),), unit="spikes/s")
    walk = replace(field(), layers=field().layers[:1])
    both = Panels(rows=((raster(60), walk), (psth(),)), titles=(("a", "b"),))
    return [psth(), histogram(), walk, raster(), matrix, correlations(), spans(), both]


def examples() -> list[Figure]:
    """One of each kind, and odd ones."""
    return [
        psth(),
        histogram(),
        histogram(5000),
        field(),
        *_odd_planes(),
        raster(),
        raster(12, extent=(0.0, 5214.0), epochs=(Epoch(start_s=1203, stop_s=1207, kind="go"),)),
        raster(900, rules=(Rule(at=1210.0),)),
        *_odd_rasters(),
        heatmap(np.arange(600.0).reshape(20, 30), rules=(Rule(at=3.0),), unit="spikes/s"),
        correlations(),
        *_odd_heatmaps(),
        spans(),
        spans(40, extent=(-50.0, 4000.0), first=7),
        *_odd_spans(),
        panels(),
        Panels(rows=()),
        Panels(rows=((), (panels(), spans())), heights=(np.nan, 0.0), widths=((-1.0,), (1e300,))),
    ]


def _odd_planes() -> list[Figure]:
    log = {"log_x": True, "log_y": True}
    every: tuple[Layer, ...] = (
        Bars(name=HOSTILE, index=1, edges=np.sort(ODD), heights=ODD[:8]),
        Ribbon(name=HOSTILE, index=2, x=ODD, low=ODD, high=ODD[::-1]),
        Curve(name=HOSTILE, index=-7, x=ODD, y=ODD[::-1]),
        Curve(name="b", index=3, x=np.arange(9.0), y=ODD, steps=True),
        Scatter(name="c", index=4, x=ODD, y=ODD, values=ODD, labels=(HOSTILE,) * 9),
    )
    positive = np.geomspace(1e-3, 1e4, 50)
    return [
        xy(),
        xy(*every, values=Axis(label=HOSTILE, unit=HOSTILE), values_limits=(np.nan, np.inf)),
        xy(*every, **log),
        xy(*every, abreast=True),
        xy(abreast=True),
        waveforms(),
        xy(*every, equal=True, x_limits=(1e300, -1e300), y_limits=(np.nan, 5.0)),
        xy(
            *every,
            x_names=(HOSTILE, "", "right", "a longer name than fits"),
            rules=(Rule(at=np.nan),),
        ),
        xy(Curve(name="power", index=0, x=positive, y=1 / positive), **log),
        xy(Bars(name="", index=0, edges=np.zeros(0), heights=np.zeros(0))),
        xy(Bars(name="", index=0, edges=np.arange(4.0), heights=np.array([-2.0, 1.0, np.nan]))),
        xy(Curve(name="", index=0, x=np.zeros(3), y=np.full(3, 1e300)), equal=True),
    ]


def _odd_rasters() -> list[Figure]:
    rows = tuple(RasterRow(name=HOSTILE, index=-i, times=ODD, aside=HOSTILE) for i in range(5))
    odd = raster(3, rows=rows, groups=((HOSTILE, 2), ("", 0), ("b", 100)), asides=HOSTILE)
    return [
        raster(0),
        odd,
        replace(odd, rows=rows * 60, window=(0.0, 0.0), x=Axis(label="trial", unit=HOSTILE)),
        replace(odd, window=(np.nan, 1e300), first=10**7, extent=(np.nan, np.nan)),
    ]


def _odd_heatmaps() -> list[Figure]:
    odd = np.resize(ODD, (7, 5))
    named = {"row_names": (HOSTILE,) * 7, "column_names": (HOSTILE,) * 5}
    return [
        heatmap(np.zeros((0, 4)), x_limits=(0.0, 1.0)),
        heatmap(np.full((3, 400), np.nan)),
        heatmap(odd, unit=HOSTILE, low=-np.inf, high=np.nan, map="signed", **named),
        heatmap(odd, low=1.0, high=1.0, map="grey", square=True, selected=(6, 4)),
        heatmap(odd, x_limits=(np.nan, np.inf), y_limits=(9.0, 9.0), extent=(0.0, 9.0)),
        heatmap(np.ones((1, 1)), square=True, selected=(0, 0)),
    ]


def _odd_spans() -> list[Figure]:
    row = SpanRow(
        name=HOSTILE, index=-2, starts=ODD, stops=ODD[::-1], labels=(HOSTILE,) * 3,
        indexes=(1, 2), aside=HOSTILE,
    )  # fmt: skip
    empty = SpanRow(name="", index=0, starts=np.zeros(0), stops=np.zeros(0))
    return [
        Spans(rows=(), x=TIME, window=(0.0, 1.0)),
        Spans(rows=(row, empty), x=TIME, window=(0.0, 10.0), extent=(-1e300, np.inf)),
        Spans(rows=(row,) * 3, x=TIME, window=(np.nan, np.nan), rules=(Rule(at=0.5),)),
    ]
