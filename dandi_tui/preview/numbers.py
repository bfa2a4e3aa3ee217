"""The numbers of a figure as JSON: what `show --json` prints (DESIGN, part 6)."""

from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from dandi_tui.preview.figure import (
    Bars,
    Curve,
    Figure,
    Heatmap,
    Image,
    Layer,
    Panels,
    Raster,
    Ribbon,
    Scatter,
    SpanRow,
    Spans,
    Table,
    Traces,
    Words,
    Xy,
)
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
        return "image", _image(figure)
    if isinstance(figure, Table):
        return "table", _table(figure)
    if isinstance(figure, Words):
        return "note", _note(figure)
    return plotted(figure)


def plotted(figure: Xy | Raster | Heatmap | Spans | Panels) -> tuple[str, Any]:
    """Of the figures that are not the data of one object as they are: kind and content."""
    if isinstance(figure, Xy):
        return "series", [_layer(layer) for layer in figure.layers]
    if isinstance(figure, Raster):
        return "raster", [
            {"name": row.name, "times": _list(row.times), "aside": row.aside} for row in figure.rows
        ]
    if isinstance(figure, Heatmap):
        return "image", _heatmap(figure)
    if isinstance(figure, Spans):
        return "spans", [_span_row(row) for row in figure.rows]
    return "panels", [_panel(one) for row in figure.rows for one in row]


def _image(figure: Image) -> dict[str, Any]:
    made: dict[str, Any] = {"values": _list(figure.values)}
    if figure.binning > 1:
        made["binning"] = figure.binning
    if figure.whole is not None:
        made["origin"] = list(figure.origin)
    if figure.masks:
        made["masks"] = [
            {"name": mask.name, "pixels": _list(mask.pixels), "selected": mask.selected}
            for mask in figure.masks
        ]
    if figure.points:
        made["points"] = [
            {"name": point.name, "row": point.at[0], "column": point.at[1]}
            for point in figure.points
        ]
    return made


def _panel(figure: Figure) -> dict[str, Any]:
    kind, content = _content(figure)
    axes = {"x": figure.x, "y": figure.y} if isinstance(figure, Xy | Heatmap | Traces) else {}
    words = {key: {"label": axis.label, "unit": axis.unit} for key, axis in axes.items()}
    return {"kind": kind, **words, kind: content}


def _layer(layer: Layer) -> dict[str, Any]:
    """A curve, points, bars or a ribbon: `shape` says which."""
    if isinstance(layer, Bars):
        numbers = {"edges": _list(layer.edges), "y": _list(layer.heights)}
        return {"name": layer.name, "shape": "bars", **numbers}
    if isinstance(layer, Ribbon):
        numbers = {"x": _list(layer.x), "low": _list(layer.low), "high": _list(layer.high)}
        return {"name": layer.name, "shape": "ribbon", **numbers}
    shape = "line" if isinstance(layer, Curve) else "points"
    made = {"name": layer.name, "shape": shape, "x": _list(layer.x), "y": _list(layer.y)}
    if isinstance(layer, Scatter) and layer.values is not None:
        made["values"] = _list(layer.values)
    if isinstance(layer, Scatter) and layer.labels:
        made["labels"] = list(layer.labels)
    return made


def _heatmap(figure: Heatmap) -> dict[str, Any]:
    made = {
        "values": _list(figure.values),
        "x_limits": list(figure.x_limits),
        "y_limits": list(figure.y_limits),
        "unit": figure.unit,
    }
    if figure.row_names:
        made["row_names"] = list(figure.row_names)
    if figure.column_names:
        made["column_names"] = list(figure.column_names)
    return made


def _span_row(row: SpanRow) -> dict[str, Any]:
    made = {"name": row.name, "starts": _list(row.starts), "stops": _list(row.stops)}
    return {**made, "labels": list(row.labels), "aside": row.aside}


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
