"""The rows of a dandiset's page, and words wrapped by cells."""

from typing import Any

import pytest
from rich.cells import cell_len

from dandi_tui.archive.landing import Landing
from dandi_tui.archive.metadata import parse_info
from dandi_tui.archive.prose import plain_lines
from dandi_tui.ui.page import page_rows
from dandi_tui.ui.wrapping import wrapped
from tests.archive.hostile_json import variants
from tests.archive.test_metadata import real_records


def page_of(document: Any, width: int = 76, *, whole: bool = False) -> list[str]:
    metadata = parse_info(document, identifier="000728")
    landing = Landing(
        identifier="000728",
        version=metadata.version,
        metadata=metadata,
        description=tuple(plain_lines(metadata.description)),
    )
    rows = page_rows(landing, width, whole=whole)
    return ["".join(span.text for span in row) for row in rows]


@pytest.mark.parametrize(
    ("line", "width", "rows"),
    [
        ("", 5, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("- one two three", 8, ["- one", "  two", "  three"]),
        ("12. one two", 8, ["12. one", "    two"]),
        ("日本語日本語", 7, ["日本語", "日本語"]),
        ("ab https://a.b/c", 8, ["ab", "https://", "a.b/c"]),
    ],
)
def test_words_are_wrapped_by_cells(line: str, width: int, rows: list[str]) -> None:
    """Items keep their indent; what is longer than a row is broken."""
    assert wrapped(line, width) == rows


@pytest.mark.parametrize("width", [30, 48, 76, 100])
def test_no_row_is_wider_than_the_page(width: int) -> None:
    """Real records, whole and short, at the widths of all layouts."""
    for record in real_records()[::9]:
        for whole in (True, False):
            rows = page_of(record, width, whole=whole)
            assert all(cell_len(row) <= max(width, 37) for row in rows)


def test_what_is_missing_is_left_out() -> None:
    """No label without words, and no word for what is not known."""
    rows = page_of({"name": "Only a name"})
    assert rows[0] == "Only a name"
    assert "n/a" not in "".join(rows)
    assert not any(row.startswith(("Cite", "Licence", "Species", "Funding")) for row in rows)


def test_broken_metadata_make_a_page_too() -> None:
    """Whatever is missing or odd; nothing in it can act on a terminal."""
    for seed, record in enumerate(real_records()[::12]):
        for odd in variants(record, n=4, seed=seed):
            assert not set("".join(page_of(odd, whole=True))) & set("\x1b\x9b\u202e\n\t")


def test_a_short_description_is_whole_and_a_long_one_has_four_lines() -> None:
    """And the number of those that are not shown."""
    assert "and" not in "".join(page_of({"description": "a\n\nb\n\nc\n\nd\n\ne"}))
    rows = page_of({"description": "\n\n".join("abcdefg")})
    assert rows[rows.index("a") : rows.index("a") + 5] == ["a", "b", "c", "d", "and 3 more lines"]
    assert "g" in page_of({"description": "\n\n".join("abcdefg")}, whole=True)
