"""Tables and text."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table: JSON values in cells (str, int, float, bool, None, list)."""

    name: str
    cells: tuple[object, ...]
    numeric: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """Some rows and columns of a table."""

    columns: tuple[Column, ...]
    first_row: int
    n_rows: int
    """In the whole table."""
    n_columns: int = 0
    """In the whole table; 0 if there are no more than these."""
    keep_last: bool = False
    """Of columns that do not all fit, the first one and the last ones are drawn."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """Text in one role: text, bright, dim, faint, accent, key, success, warning, error."""

    text: str
    role: str = "text"


@dataclass(frozen=True, kw_only=True)
class Words:
    """Lines of text: notes, values, an object's fields. Never wider than drawn: `charts` cuts."""

    rows: tuple[tuple[Span, ...], ...]
    centred: bool = False
    """A single sentence in the middle."""
    note: str = ""
    """The same as plain text, for `--json`."""
    first_line: int = 0
    """The first of the wrapped lines to draw."""
