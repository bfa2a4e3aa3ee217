"""Text wrapped by terminal cells."""

from rich.cells import cell_len, chop_cells


def wrapped(line: str, width: int) -> list[str]:
    """The words of a line in rows of at most `width` cells; at least one row.

    The blanks and the mark (`- `, `1. `) that a line begins with are the indent of its other
    rows. What is longer than a row, as an address, is broken.

    Args:
        line: Safe text without line breaks.
        width: Cells of a row.
    """
    if cell_len(line) <= width:
        return [line]
    indent = min(_indent(line), width // 2)
    rows, row = [], line[:indent]
    for word in line[indent:].split():
        gap = " " if row.strip() and len(row) > indent else ""
        if cell_len(row) + len(gap) + cell_len(word) <= width:
            row += gap + word
            continue
        if row.strip():
            rows.append(row)
        *full, rest = _pieces(word, width - indent)
        rows += [" " * indent + piece for piece in full]
        row = " " * indent + rest
    return [*rows, row]


def _indent(line: str) -> int:
    bare = line.lstrip(" ")
    blanks = len(line) - len(bare)
    mark, gap, _ = bare.partition(" ")
    is_mark = gap and (mark == "-" or (mark.endswith(".") and mark[:-1].isdigit()))
    return blanks + (len(mark) + 1 if is_mark else 0)


def _pieces(word: str, width: int) -> list[str]:
    return [word] if cell_len(word) <= width else chop_cells(word, max(1, width))
