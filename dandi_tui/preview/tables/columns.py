"""One column of a table: how its values are spread, and their sums."""

import math
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.tables import NwbTable, open_table
from dandi_tui.preview.figure import Axis, Bars, Figure, Panels, Words, Xy
from dandi_tui.preview.files.note import facts_of
from dandi_tui.preview.tables.table_rows import SETTINGS as ROW_SETTINGS
from dandi_tui.preview.tables.table_rows import (
    choose,
    is_missing,
    key_column,
    key_cost,
    keys_needed,
    no_column,
)
from dandi_tui.preview.tables.tables import last_parts
from dandi_tui.preview.view import Drawing, too_much
from dandi_tui.preview.words import Lines, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import NO_COST, Facts, Move
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]

MAX_BINS = 60

MAX_NAMES = 20
"""Values of text that get a bar, the commonest first."""

ARRAYS = "Each row of this column holds an array: no histogram."

SETTINGS = (
    ("column", "which column; else the first one that is not the id"),
    *(setting for setting in ROW_SETTINGS if setting[0] == "filter"),
)


def draw_columns(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """A histogram of one column beside its sums, of the rows that pass the filter.

    Of a ragged column it is the number of values in each row that counts.

    Raises:
        NotFoundError: The table has no such column.
    """
    table = open_table(file, obj)
    if not table.names:
        return sentence("This table has no columns."), facts_of(obj)
    name = _asked(table, request)
    facts = _facts(obj, table, name)
    if not table.n_rows:
        return sentence("This table has no rows."), facts
    if _several(table, name):
        return sentence(ARRAYS), facts
    keys = dict.fromkeys((name, *keys_needed(request, table.names)))
    cost = sum((key_cost(table, key) for key in keys), NO_COST)
    question = too_much(request, facts, cost, f"all of {', '.join(map(text.safe, keys))}")
    if question:
        return question
    try:
        cells = key_column(table, name)
    except UsageError:
        return sentence(ARRAYS), facts
    chosen = choose(table, request)
    facts = replace(facts, remarks=(*facts.remarks, *chosen.words), about=chosen.words)
    if chosen.order is not None:
        cells = [cells[row] for row in chosen.order.tolist()]
    return _drawn(table, name, cells, request, facts)


def _drawn(
    table: NwbTable, name: str, cells: Sequence[object], request: Draw, facts: Facts
) -> tuple[Figure, Facts]:
    """Numbers or names, of which there may be none."""
    if not cells:
        return sentence("No row passes the filter."), facts
    present = [cell for cell in cells if not is_missing(cell)]
    if not present:
        return sentence(f"All {text.plural(len(cells), 'value')} here are missing."), facts
    ragged = not table.fields and bool(table.indexes.get(name))
    label = f"values of {text.safe(name, limit=80)}" if ragged else text.safe(name, limit=80)
    if ragged:
        facts = replace(facts, remarks=(*facts.remarks, "number of values in each row"))
    numeric = all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in present)
    drawn = _numbers if numeric else _names
    return drawn(present, len(cells), label, request, facts)


def _asked(table: NwbTable, request: Draw) -> str:
    """The column that is asked for, else the first that says something."""
    column = request.option("column") or next(iter(request.fields), "")
    if column and column not in table.names:
        raise no_column(column, table.names)
    others = [name for name in table.names if name != "id"]
    plain = (name for name in others if not _several(table, name))
    return column or next(plain, "") or (others or list(table.names))[0]


def _several(table: NwbTable, name: str) -> bool:
    """Whether each row holds an array of its own."""
    if table.fields or table.indexes.get(name):
        return False
    data = table.file.data(f"{table.path}/{name}")
    return (
        math.prod((data.shape or ())[1:]) != 1
        or data.dtype in ("table", "list")
        or ("[" in data.dtype or data.dtype.startswith("complex"))
    )


def _facts(obj: NwbObject, table: NwbTable, name: str) -> Facts:
    at = table.names.index(name)
    n = len(table.names)
    following, before = table.names[(at + 1) % n], table.names[(at - 1) % n]
    facts = facts_of(obj)
    return replace(
        facts,
        shown=(text.safe(name, limit=80), f"column {at + 1:,} of {n:,}"),
        data=(text.plural(table.n_rows, "row"), text.plural(n, "column")),
        all_fields=tuple(text.safe(field, limit=200) for field in table.names),
        moves=(
            Move(key="n", sentence="next column", word="column", options=(("column", following),)),
            Move(key="N", sentence="previous column", options=(("column", before),), pair=True),
        ),
    )


def _numbers(
    present: Sequence[object], n_all: int, label: str, request: Draw, facts: Facts
) -> tuple[Figure, Facts]:
    values = np.array(present, dtype=np.float64)
    finite = values[np.isfinite(values)]
    lines = Lines()
    lines.add("n", f"{len(values):,}")
    lines.add("missing", f"{n_all - len(values):,}")
    if not len(finite):
        return sentence("No value of this column is a finite number."), facts
    written = _writer(finite, is_id=text.is_id_name(label))
    lines.add("min", written(float(finite.min())))
    lines.add("median", written(float(np.median(finite))))
    mean, sd = written(float(finite.mean())), text.number(float(finite.std(ddof=len(finite) > 1)))
    lines.add("mean ± sd", f"{mean} ± {sd}" if len(finite) > 1 else mean)
    lines.add("max", written(float(finite.max())))
    lines.add("unique", f"{len(set(present)):,}")
    if len(finite) < len(values):
        lines.add("infinite", f"{len(values) - len(finite):,}")
    edges = bin_edges(finite)
    heights = np.histogram(finite, edges)[0].astype(np.float64)
    bars = Bars(name="", index=0, edges=edges, heights=heights)
    xy = Xy(layers=(bars,), x=Axis(label=label), y=Axis(label="rows"))
    rule = "one bin a whole number" if _one_each(finite) else "bins by Freedman–Diaconis"
    facts = replace(facts, remarks=(*facts.remarks, rule))
    return _beside(xy, lines.words(), request), _axes(facts, label)


def _axes(facts: Facts, label: str) -> Facts:
    return replace(facts, x_label=label, y_label="rows")


def _writer(values: Floats, *, is_id: bool) -> Callable[[float], str]:
    """How sums of these values are written, so that they can be told apart.

    With four figures; whole numbers with all their digits, and numbers that lie close together for
    their size with four figures of their range.
    """
    largest, span = float(abs(values).max()), float(values.max() - values.min())
    whole = bool((values == values.round()).all())
    if not 1e4 <= largest < 1e15 or not (whole or 0 < span < largest / 100):
        return text.number
    decimals = 1 if whole else min(9, max(0, 3 - math.floor(math.log10(span))))

    def written(value: float) -> str:
        words = f"{value:.{decimals}f}" if is_id else f"{value:,.{decimals}f}"
        return words.rstrip("0").rstrip(".") if decimals else words

    return written


def bin_edges(values: Floats) -> Floats:
    """Edges of a histogram's bins, shape (bins + 1,): at most `MAX_BINS` bins.

    Whole numbers that span fewer than `MAX_BINS` get a bin each, centred on the number.

    Args:
        values: Shape (values,), finite, at least one.

    Source:
        Freedman and Diaconis, Z. Wahrscheinlichkeitstheorie verw. Gebiete 57, 1981: bins as wide
        as 2 × interquartile range / n^⅓. Where that range is 0, Sturges' log2(n) + 1 bins.
    """
    low, high = float(values.min()), float(values.max())
    if _one_each(values):
        return np.arange(low - 0.5, high + 1.0)
    if high == low or not math.isfinite(high - low):
        half = max(abs(low) * 0.05, 0.5)
        return np.array([low - half, high + half])
    lower, upper = np.quantile(values, (0.25, 0.75))
    width = 2 * (upper - lower) / len(values) ** (1 / 3)
    n = (high - low) / width if width > 0 else math.log2(len(values)) + 1
    return np.linspace(low, high, 1 + int(min(MAX_BINS, max(1, math.ceil(n)))))


def _one_each(values: Floats) -> bool:
    """Whether the values are a few whole numbers."""
    span = float(values.max() - values.min())
    return span < MAX_BINS and abs(values).max() < 2**52 and bool((values == values.round()).all())


def _names(
    present: Sequence[object], n_all: int, label: str, request: Draw, facts: Facts
) -> tuple[Figure, Facts]:
    """How often each of the commonest values occurs."""
    words = Counter(_word(cell) for cell in present)
    top = sorted(words.items(), key=lambda item: (-item[1], item[0]))[:MAX_NAMES]
    lines = Lines()
    lines.add("n", f"{len(present):,}")
    lines.add("missing", f"{n_all - len(present):,}")
    lines.add("unique", f"{len(words):,}")
    names = _short([word for word, _ in top])
    for name, (_, count) in zip(names, top, strict=True):
        lines.add(text.cut_end(name, 20) or "—", f"{count:,}")
    bars = Bars(
        name="",
        index=0,
        edges=np.arange(-0.5, len(top)),
        heights=np.array([count for _, count in top], dtype=np.float64),
    )
    shown = tuple(text.safe(name, limit=80) for name in names)
    xy = Xy(layers=(bars,), x=Axis(label=label), y=Axis(label="rows"), x_names=shown)
    if len(words) > len(top):
        remark = f"the commonest {len(top)} of {len(words):,} values"
        facts = replace(facts, remarks=(*facts.remarks, remark))
    return _beside(xy, lines.words(), request), _axes(facts, label)


def _word(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return text.safe(cell, limit=200)


def _short(words: Sequence[str]) -> list[str]:
    """Paths by their last parts, if these tell them apart."""
    parts = [str(last_parts(word)) for word in words]
    return parts if len(set(parts)) == len(words) else list(words)


def _beside(plot: Xy, words: Words, request: Draw) -> Panels:
    """The words at the right, below where the screen is narrow."""
    if request.width >= 70:
        return Panels(rows=((plot, words),), widths=((0.7, 0.3),))
    return Panels(rows=((plot,), (words,)), heights=(0.65, 0.35))
