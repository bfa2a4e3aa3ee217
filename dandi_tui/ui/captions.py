"""Rows of words in roles: what stands around a chart, on the status line and in the footer.

Pure functions from facts to `Content`. All text that comes in is safe already, or is made so.
"""

import re
from collections.abc import Sequence
from itertools import product
from typing import Final

from textual.content import Content

from dandi_tui import text
from dandi_tui.protocol.colours import TRACES
from dandi_tui.protocol.pictures import Facts
from dandi_tui.ui.theme import PREFIX

GAP: Final = "  "
WIDE_GAP: Final = "   "
LABEL: Final = 7
BAR: Final = 20

MEANT: Final = "meant"
VITAL: Final = "vital"
REST: Final = "rest"
"""Kinds of remarks."""

COUNT: Final = re.compile(r": [\d,]+ of [\d,]+$")
"""How many pass a filter, in the words on it."""


def styled(
    words: str, role: str = "text", *, bold: bool = False, underline: bool = False
) -> Content:
    """Words in a role."""
    flags = ("bold " if bold else "") + ("underline " if underline else "")
    return Content.assemble((words, f"{flags}${PREFIX}{role}"))


def joined(parts: Sequence[Content], gap: str = GAP) -> Content:
    """Those parts that are not empty, with a gap between."""
    return Content(gap).join([part for part in parts if part])


def fitting(parts: Sequence[Content], width: int) -> Content:
    """As many of the parts as have room, from the first on; none is cut."""
    kept: list[Content] = []
    for part in parts:
        if part and joined([*kept, part]).cell_length > width:
            break
        kept.append(part)
    return joined(kept)


def left_right(left: Content, right: Content, width: int) -> Content:
    """Two ends of one row; the left end is cut where they would touch."""
    room = width - right.cell_length - (2 if right else 0)
    if room < 4:
        return left.truncate(width, ellipsis=True)
    left = left.truncate(room, ellipsis=True)
    return Content.assemble(left, " " * (width - left.cell_length - right.cell_length), right)


def key(keys: str, words: str) -> Content:
    """A key and what it does."""
    return Content.assemble(
        styled(keys, "key", bold=True), styled(f" {words}" if words else "", "dim")
    )


def header(
    facts: Facts, width: int, *, compact: bool, pending: bool = False, named: bool = False
) -> list[Content]:
    """The rows above a chart: what it is and its views; which part is shown, of how much.

    Args:
        facts: Of the picture, or of the one that is being read.
        width: Cells of a row.
        compact: One row; the views stand on the pane's rule.
        pending: Being read: where it leads is bright.
        named: The path is there in any case.
    """
    part, whole = facts.shown
    span, extent = facts.span
    if compact and not (part or span):
        return [_only_title(facts, width)]
    if compact and named:
        end = styled(span)
        return [left_right(object_path(facts.path, width - end.cell_length - 2), end, width)]
    legend = [styled(f"━ {name}", _colour_role(index)) for name, index in facts.legend]
    unit = [styled(facts.y_unit, "dim")] if facts.unit_left_out and facts.y_unit else []
    shown = joined([styled(part), styled(whole, "dim")], " ")
    span_words = styled(span, "bright" if pending else "text", bold=pending)
    right = joined([span_words, styled(extent, "dim")], " ")
    second = _place_row(facts, (shown, styled(part)), (right, span_words), legend, unit, width)
    return [second] if compact else [title_row(facts, width), second]


def _place_row(
    facts: Facts,
    shown: tuple[Content, Content],
    span: tuple[Content, Content],
    legend: Sequence[Content],
    unit: Sequence[Content],
    width: int,
) -> Content:
    """Which part is shown; where there is no room for all, `of 174` goes, then the unit.

    Args:
        facts: Of the picture; remarks on what it means are cut rather than left out.
        shown: What stands at the left, with and without how much there is.
        span: What stands at the right, with and without how much there is.
        legend: Names, which are left out first.
        unit: Of the values, if it stands nowhere else.
        width: Cells of the row.
    """
    kinds: dict[str, list[str]] = {MEANT: [], VITAL: [], REST: []}
    for remark in facts.remarks:
        kinds[_kind_of(remark, facts)].append(remark)
    vital, rest = _dim(kinds[VITAL]), _dim(kinds[REST])
    short = [COUNT.sub("", words) for words in kinds[MEANT]]
    meant = (_dim(kinds[MEANT]), _dim(short))
    ends = ((shown[0], span[0]), (shown[0], span[1]), (shown[1], span[1]))
    tries = product((vital, vital[:1]), meant, (unit, ()), ends)
    for unseen, about, last, (left, right) in tries:
        room = width - right.cell_length - (2 if right else 0)
        least = joined([left, *about, *unseen, *last])
        if least.cell_length <= room:
            return left_right(fitting([least, *legend, *rest], room), right, width)
    left, right = ends[-1] if short else ends[1]
    room = width - right.cell_length - (2 if right else 0)
    room -= joined([left, *vital[:1]]).cell_length
    return left_right(joined([left, *_dim(_cut_to(short, room)), *vital[:1]]), right, width)


def _dim(words: Sequence[str]) -> list[Content]:
    return [styled(one, "dim") for one in words]


def _cut_to(words: Sequence[str], room: int) -> list[str]:
    """Words in a room that is too small for all; the longest ones give way."""
    found: dict[str, str] = {}
    for n, one in enumerate(sorted(words, key=len)):
        share = room // (len(words) - n) - len(GAP)
        found[one] = text.cut_end(one, max(8, share))
        room -= len(found[one]) + len(GAP)
    return [found[one] for one in words]


def _kind_of(remark: str, facts: Facts) -> str:
    """What a remark says: what the picture is of, that data are not in view, or something else."""
    if remark in facts.about:
        return MEANT
    return VITAL if _is_vital(remark) else REST


def _is_vital(remark: str) -> bool:
    """Whether a remark says that data are not in view; others give way to it."""
    return remark.endswith((" cut at top", " fit")) or remark.startswith(("columns ", "lines "))


def _only_title(facts: Facts, width: int) -> Content:
    """Name and type, and which part of the words is shown, in one row."""
    part = joined([styled(remark, "dim") for remark in facts.remarks if _is_vital(remark)])
    room = width - part.cell_length - (2 if part else 0)
    both = joined([title_of(facts, room), styled(facts.neurodata_type, "dim")])
    return left_right(both if both.cell_length <= room else title_of(facts, room), part, width)


def _colour_role(index: int) -> str:
    """A colour of the palette in place of a role."""
    return f"trace-{index % len(TRACES)}"


def title_row(facts: Facts, width: int) -> Content:
    """Name and type at the left, the views at the right; what has no room is left out."""
    kind, views = styled(facts.neurodata_type, "dim"), view_names(facts)
    both = joined([title_of(facts, width), kind])
    if both.cell_length + views.cell_length + 2 > width:
        views = styled(view_place(facts), "accent", bold=True)
    room = width - views.cell_length - 2
    return left_right(both if both.cell_length <= room else title_of(facts, room), views, width)


def title_of(facts: Facts, width: int) -> Content:
    """The name; its end survives where it is cut."""
    return styled(text.cut_middle(facts.title, max(width, 1)), "bright", bold=True)


def view_names(facts: Facts) -> Content:
    """All views in a row, the current one marked; a single one is not worth a word."""
    if len(facts.views) < 2:
        return Content("")
    return joined(
        [
            styled(view, "accent", bold=True, underline=True)
            if view == facts.view
            else styled(view, "dim")
            for view in facts.views
        ],
        WIDE_GAP,
    )


def view_place(facts: Facts) -> str:
    """`traces 1/4`."""
    if facts.view not in facts.views or len(facts.views) < 2:
        return facts.view
    return f"{facts.view} {facts.views.index(facts.view) + 1}/{len(facts.views)}"


def fact_rows(facts: Facts, width: int, *, compact: bool) -> list[Content]:
    """The rows below a chart: object, data, chunks; without the object where rows are few."""
    data = [styled(word, "dim" if word.startswith("time ") else "text") for word in facts.data]
    free = styled(facts.free, "success")
    if compact:
        cost = re.sub(r"^(\S+ of \S+), ", r"\1 chunks, ", facts.cost)
        chunks = "" if cost else ", ".join(facts.chunks)
        below = [styled(cost or chunks), free]
        rows = [_labelled("data", data, width, 5), _labelled("cost", below, width, 5)]
    else:
        first, rest = facts.chunks[:1], facts.chunks[1:]
        chunks_words = joined([styled("".join(first)), styled(", ".join(rest), "dim")], " ")
        view = styled(f"this view {facts.cost}" if facts.cost else "")
        rows = [
            _labelled("object", [object_path(facts.path, width - LABEL)], width),
            _labelled("data", data, width),
            _labelled("chunks", [chunks_words, view, free], width),
        ]
    return rows


def _labelled(label: str, parts: Sequence[Content], width: int, indent: int = LABEL) -> Content:
    words = fitting(parts, width - indent)
    return Content.assemble(styled(label.ljust(indent), "faint"), words) if words else Content("")


def object_path(path: str, width: int) -> Content:
    """A path whose last part is bright and whose parents are dim; it loses folders, not its end."""
    shown = text.cut_path(text.safe(path), width)
    parents, slash, name = shown.rpartition("/")
    return Content.assemble(styled(parents + slash, "dim"), styled(name))


def progress_words(done: int, total: int, seconds: float) -> tuple[str, str, str]:
    """`1.2 of 3.0 MB`, `0.9 MB/s` and `2.0 s left`, as far as they are known."""
    rate = done / seconds if seconds > 0.05 else 0.0
    speed = f"{text.size(rate)}/s" if done and rate else ""
    if not total:
        return text.size(done), speed, ""
    left = f"{text.duration((total - done) / rate)} left" if rate and done < total else ""
    return f"{_same_unit(done, total)} of {text.size(total)}", speed, left


def _same_unit(done: int, total: int) -> str:
    """Bytes in the unit of the total, and as exact, without the unit."""
    number, _, unit = text.size(total).rpartition(" ")
    scale = {"B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12}.get(unit, 1.0)
    return f"{done / scale:.{1 if '.' in number else 0}f}"


def progress_row(
    done: int, total: int, seconds: float, width: int, silent_s: float = 0.0
) -> Content:
    """`reading ██████░░░░  1.2 of 3.0 MB  0.9 MB/s  2.0 s left   Esc stop`.

    When nothing has come for a while: `reading  1.2 MB  no answer for 12 s   Esc stop`. Where there
    is no room for all, the bar goes, then the speed, the word and the amount: how long it may take
    yet is never cut.
    """
    amount, speed, left = progress_words(done, total, seconds)
    word = styled("reading", "accent", bold=True)
    size = styled(amount if done or total else "")
    end, rate = styled(left, "dim"), styled(speed, "dim")
    if silent_s:
        end, rate = styled(f"no answer for {silent_s:.0f} s", "warning"), Content("")
    bar = [_bar(done, total)] if total and width >= 60 else []
    tries = ([word, *bar, size, rate, end], [word, size, rate, end], [word, size, end], [size, end])
    stop = key("Esc", "stop")
    room = width - stop.cell_length - 2
    found = (row for parts in tries if (row := joined(parts)).cell_length <= room)
    return left_right(next(found, end or size), stop, width)


def _bar(done: int, total: int) -> Content:
    """How much of all has come."""
    filled = min(BAR, round(BAR * done / total))
    return Content.assemble(styled("█" * filled, "accent"), styled("░" * (BAR - filled), "faint"))


def file_label(data: tuple[str, ...]) -> str:
    """What a file is, from the facts of its root: `NWB 2.7.0`, `HDF5`."""
    for word in data:
        if word.startswith(("NWB", "HDF5", "Zarr")):
            return word
    return ""
