"""The flat list of a tree, and what a filter keeps of it."""

import gc

from dandi_tui.archive.wanted import matches, words_of
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.ui.haystacks import Candidate
from dandi_tui.ui.widgets.filter import Selection, marked
from dandi_tui.ui.widgets.rows import ROOT, Note, Row, TreeRows
from dandi_tui.ui.words import Span
from tests.fakes import asset


def row(key: str, *, folds: bool = False) -> Row:
    return Row(key, key.count("/"), key, folds=folds)


def tree() -> TreeRows:
    """`a` holds `a/b` (which holds `a/b/c`) and `a/d`; `e` stands beside it."""
    rows = TreeRows()
    rows.put(ROOT, [row("a", folds=True), row("e")])
    rows.put("a", [row("a/b", folds=True), row("a/d")])
    rows.put("a/b", [row("a/b/c")])
    return rows


def keys(rows: TreeRows) -> list[str]:
    return [one.key for one in rows.visible]


def test_only_what_is_unfolded_is_shown() -> None:
    """Folding a row hides all below it, and unfolding brings it back as it was."""
    rows = tree()
    assert keys(rows) == ["a", "e"]
    rows.unfold("a", "a/b")
    assert keys(rows) == ["a", "a/b", "a/b/c", "a/d", "e"]
    rows.fold("a")
    assert keys(rows) == ["a", "e"]
    rows.unfold("a")
    assert keys(rows) == ["a", "a/b", "a/b/c", "a/d", "e"]


def test_a_page_is_appended_below_its_row() -> None:
    """Rows come after those that were there, before the next row of the level above."""
    rows = tree()
    rows.unfold("a")
    rows.add("a", [row("a/x")])
    assert keys(rows) == ["a", "a/b", "a/d", "a/x", "e"]


def test_notes_stand_below_the_rows_and_go_again() -> None:
    """`loading…` is the last row of its folder, one level in."""
    rows = tree()
    rows.unfold("a")
    rows.note("a", Note("loading…"))
    assert [one.item for one in rows.visible][3] == Note("loading…")
    assert rows.visible[3].depth == 1
    rows.note("a")
    assert keys(rows) == ["a", "a/b", "a/d", "e"]


def test_a_row_knows_what_holds_it() -> None:
    """The nearest row above with less depth; a top row has none."""
    rows = tree()
    rows.unfold("a", "a/b")
    assert rows.parent_index(2) == 1
    assert rows.parent_index(3) == 0
    assert rows.parent_index(0) is None


def test_nesting_deeper_than_the_stack_is_no_problem() -> None:
    """A hostile file may hold 5,000 groups in one another."""
    rows = TreeRows()
    names = ["/".join(["x"] * n) for n in range(1, 3000)]
    for parent, child in zip(["", *names], names, strict=False):
        rows.add_quietly(parent, row(child, folds=True))
        rows.unfold_quietly(child)
    rows.flatten()
    assert len(rows.visible) == len(names)


def test_a_filter_keeps_the_rows_that_hold_a_match() -> None:
    """They are unfolded down to it; other rows are gone; only the match counts."""
    selection = Selection(words_of("C"), lambda one: one.key)
    selection.feed(tree().all_rows())
    selection.tree.flatten()
    assert keys(selection.tree) == ["a", "a/b", "a/b/c"]
    assert (selection.n_hits, selection.n_seen) == (1, 5)


def test_a_filter_takes_parts_as_they_come() -> None:
    """A parent of an earlier part is not repeated."""
    rows = tree().all_rows()
    selection = Selection(words_of("a/"), lambda one: one.key)
    for one in rows:
        selection.feed([one])
    selection.tree.flatten()
    assert keys(selection.tree) == ["a", "a/b", "a/b/c", "a/d"]


def test_words_match_in_any_order_and_case() -> None:
    """All of them must be there."""
    assert matches(words_of("two ALLEN"), "Allen Institute: two-photon")
    assert not matches(words_of("two IBL"), "Allen Institute: two-photon")


def test_matched_letters_are_marked() -> None:
    """The rest keeps its role."""
    spans = marked("DfOverF", words_of("over"), "name")
    assert spans == [Span("Df", "name"), Span("Over", "match"), Span("F", "name")]


def test_what_there_are_many_of_is_nothing_to_the_collector() -> None:
    """A filter over 20,000 objects keeps each several times: to look at all takes 40 ms."""
    obj = NwbObject(path="/a", kind="dataset", shape=(3, 4), ancestry=("TimeSeries",))
    file = asset("a/b.nwb")
    many = [obj, file, Row("/a", 0, obj), Candidate("/a", "", "", obj)]
    assert not any(map(gc.is_tracked, many))
    rows = TreeRows()
    rows.put(ROOT, [row(str(n)) for n in range(100)])
    selection = Selection(("1",), lambda one: one.key)
    selection.feed(rows.all_rows())
    selection.tree.flatten()
    assert len(selection.tree.visible) == 19
    assert not any(map(gc.is_tracked, [*rows.visible, *selection.tree.visible]))
