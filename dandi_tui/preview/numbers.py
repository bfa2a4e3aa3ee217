"""The numbers of a figure as JSON: what `show --json` prints (DESIGN, part 6)."""

from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from dandi_tui.preview.figure import Figure, Image, Table, Traces, Words
from dandi_tui.protocol.pictures import Facts


def numbers(figure: Figure, facts: Facts) -> bytes:
    """One JSON object; NaN and infinities are null."""
    kind, content = _content(figure)
    return msgspec.json.encode(
        {
            "object": facts.path,
            "view": facts.view,
            "kind": kind,
            "title": facts.title,
            "x": {"label": facts.x_label, "unit": facts.x_unit},
            "y": {"label": facts.y_label, "unit": facts.y_unit},
            kind: content,
        }
    )


def _content(figure: Figure) -> tuple[str, Any]:
    if isinstance(figure, Traces):
        return "series", [
            {"name": line.name, "x": _list(line.x), "y": _list(line.y)} for line in figure.lines
        ]
    if isinstance(figure, Image):
        image = {"values": _list(figure.values)}
        return "image", image if figure.binning == 1 else {**image, "binning": figure.binning}
    if isinstance(figure, Table):
        return "table", _table(figure)
    return "note", _note(figure)


def _list(values: npt.NDArray[Any]) -> Any:
    """Nested lists; the encoder writes NaN and infinities as null."""
    return np.asarray(values).tolist()


def _table(table: Table) -> dict[str, Any]:
    columns = [column.cells for column in table.columns]
    return {
        "columns": [column.name for column in table.columns],
        "rows": [list(row) for row in zip(*columns, strict=True)],
    }


def _note(words: Words) -> str:
    return words.note or "\n".join("".join(span.text for span in row) for row in words.rows)
