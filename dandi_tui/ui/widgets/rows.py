"""The rows of a tree as a flat list: what is unfolded, what is loaded, what is shown. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from dandi_tui.ui.words import Span, fit, spans_width, spread

ROOT = ""
"""The key of what holds the top rows."""


class Note(NamedTuple):
    """A sentence in a list: that it loads, is empty, or did not arrive."""

    text: str
    role: str = "dim"
    hint_key: str = ""
    """Of a hint: the key to press, shown before the text."""

    def spans(self, width: int) -> tuple[Span, ...]:
        """The sentence in exactly `width` cells."""
        key = (Span(f"{self.hint_key} ", "key"),) if self.hint_key else ()
        said = Span(fit(self.text, width - spans_width(key)), self.role)
        return spread((*key, said), (), width)


class Row(Struct, frozen=True, gc=False):
    """One row. Python's collector does not look at it: with 20,000 of them, three times each, it
    would hold up the browser for 40 ms now and then. So `item` must not lead back to a row.
    """

    key: str
    """Unique; parts divided by slashes, so that it names its parent too."""
    depth: int
    item: object
    sign: str = ""
    """Before the name while it is folded: `▸`, `·`, or nothing."""
    folds: bool = False
    """It may hold rows."""
    opens: bool = True
    """Enter opens it; else Enter folds and unfolds it."""
    unfolded: bool = False


def parent_key(key: str) -> str:
    """The key of the row that holds this one; `ROOT` at the top."""
    return key.rpartition("/")[0]


class TreeRows:
    """Rows by parent, which of them are unfolded, and from that the flat list to show."""

    def __init__(self) -> None:
        self.visible: list[Row] = []
        """The rows to show, from top to bottom."""
        self._children: dict[str, list[Row]] = {}
        self._notes: dict[str, tuple[Row, ...]] = {}
        self._unfolded: set[str] = set()

    def children(self, parent: str) -> Sequence[Row]:
        """The loaded rows below `parent`."""
        return self._children.get(parent, ())

    def has(self, parent: str) -> bool:
        """Whether some rows below `parent` are loaded, or known to be none."""
        return parent in self._children

    def put(self, parent: str, rows: Iterable[Row]) -> None:
        """Make `rows` all that is below `parent`."""
        self._children[parent] = [*rows]
        self.flatten()

    def put_quietly(self, parent: str, rows: Iterable[Row]) -> None:
        """`put`; `flatten` shows them when all are there."""
        self._children[parent] = [*rows]

    @property
    def parents(self) -> tuple[str, ...]:
        """All below which rows are loaded."""
        return tuple(self._children)

    def add(self, parent: str, rows: Iterable[Row]) -> None:
        """Append rows below `parent`."""
        self._children.setdefault(parent, []).extend(rows)
        self.flatten()

    def add_quietly(self, parent: str, row: Row) -> None:
        """Append one of many rows; `flatten` shows them when all are there."""
        self._children.setdefault(parent, []).append(row)

    def forget(self, parent: str) -> None:
        """Drop what was loaded below `parent`."""
        self._children.pop(parent, None)
        self.flatten()

    def note(self, parent: str, *notes: Note) -> None:
        """Show sentences below the rows of `parent`; none takes them away."""
        depth = 0 if parent == ROOT else parent.strip("/").count("/") + 1
        rows = tuple(Row(f"{parent}//{n}", depth, note) for n, note in enumerate(notes))
        if rows != self._notes.get(parent, ()):
            self._notes[parent] = rows
            self.flatten()

    def fold(self, key: str) -> None:
        """Hide what is below the row."""
        self._unfolded.discard(key)
        self.flatten()

    def unfold(self, *keys: str) -> None:
        """Show what is below these rows."""
        self._unfolded.update(keys)
        self.flatten()

    def unfold_quietly(self, key: str) -> bool:
        """Mark as unfolded, for `flatten` to show; whether it was folded before."""
        if key in self._unfolded:
            return False
        self._unfolded.add(key)
        return True

    def flatten(self) -> None:
        """Make the flat list anew: 2 ms for 20,000 rows."""
        self.visible = list(self._walk(only_unfolded=True))

    def all_rows(self) -> list[Row]:
        """All loaded rows, unfolded or not, parents before children."""
        return [row for row in self._walk(only_unfolded=False) if not isinstance(row.item, Note)]

    def index_of(self, key: str, near: int = 0) -> int | None:
        """Where the row is in the flat list; the look-up starts at `near`."""
        rows = self.visible
        if near < len(rows) and rows[near].key == key:
            return near
        return next((n for n, row in enumerate(rows) if row.key == key), None)

    def parent_index(self, index: int) -> int | None:
        """Where the row that holds this one is; none holds a top row."""
        depth = self.visible[index].depth
        if depth == 0:
            return None
        return next((n for n in range(index - 1, -1, -1) if self.visible[n].depth < depth), None)

    def _walk(self, *, only_unfolded: bool) -> Iterator[Row]:
        """Depth first, without recursion: files may nest deeper than Python's stack."""
        stack = [self._below(ROOT)]
        while stack:
            for row in stack[-1]:
                if row.key not in self._unfolded and (only_unfolded or not row.folds):
                    yield row
                    continue
                yield replace(row, unfolded=True) if row.key in self._unfolded else row
                stack.append(self._below(row.key))
                break
            else:
                stack.pop()

    def _below(self, parent: str) -> Iterator[Row]:
        yield from self._children.get(parent, ())
        yield from self._notes.get(parent, ())
