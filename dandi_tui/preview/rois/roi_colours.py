"""The colours of ROIs: by a column of their table that has few values."""

from dataclasses import dataclass

from dandi_tui import text
from dandi_tui.errors import FileFormatError, NotFoundError, UsageError
from dandi_tui.nwb.tables import NwbTable

FEW = 6
"""As many as the palette has colours."""

MAX_ROWS = 20_000
MAX_COLUMNS = 12
"""Of a table that are looked at for few values."""

MAX_BYTES = 1_000_000
"""A column that fetches more is not looked at."""


@dataclass(frozen=True)
class Colouring:
    """Which colour each ROI has."""

    name: str = ""
    """The column; empty: one colour for all."""
    indexes: tuple[int, ...] = ()
    """Of each row its place in the palette; -1 where it has no value."""
    legend: tuple[tuple[str, int], ...] = ()
    following: str | None = None
    """The column that the key goes on to, empty for none; None where there is no choice."""

    def index(self, row: int) -> int:
        """The colour of a row; -1 is the accent."""
        return self.indexes[row] if row < len(self.indexes) else -1


def colouring(table: NwbTable, name: str) -> Colouring:
    """The colours by a column, and which column is the next.

    Raises:
        UsageError: There is no such column, or it has too many values.
    """
    offered = [one for one in _plain_columns(table) if _values(table, one) is not None]
    choices = ["", *offered]
    if not name:
        following = choices[1] if offered else None
        return Colouring(following=following)
    cells = _values(table, name) if name in table.names else None
    if cells is None:
        hint = f"Columns of few values: {', '.join(offered)}." if offered else ""
        raise UsageError(f"{name} is no column of few values.", hint=hint)
    kinds = sorted(set(cells) - {""})
    place = choices.index(name) if name in choices else 0
    return Colouring(
        name=name,
        indexes=tuple(kinds.index(cell) if cell else -1 for cell in cells),
        legend=tuple((kind, i) for i, kind in enumerate(kinds)),
        following=choices[(place + 1) % len(choices)],
    )


def _plain_columns(table: NwbTable) -> list[str]:
    """Columns that have one word, number or flag a row."""
    names = [name for name in table.names if name != "id" and name not in table.indexes]
    return names[:MAX_COLUMNS]


def _values(table: NwbTable, name: str) -> list[str] | None:
    """The cells of a column as words; None if there are too many different ones, or one only."""
    if table.n_rows > MAX_ROWS or name in table.indexes or name == "id":
        return None
    try:
        data = table.file.data(f"{table.path}/{name}")
        if len(data.shape or ()) != 1 or data.elsewhere:
            return None
        if data.dtype != "text" and not data.numeric:
            return None
        if data.cost().to_fetch_bytes > MAX_BYTES:
            return None
        cells = table.cells(name, (0, table.n_rows))
    except (NotFoundError, FileFormatError):
        return None
    words = [_word(cell) for cell in cells]
    return words if 1 < len(set(words) - {""}) <= FEW else None


def _word(cell: object) -> str:
    if cell is None or cell != cell:
        return ""
    return text.safe(cell if isinstance(cell, str) else text.number(cell), limit=40)
