"""Tables and words."""

from dandi_tui.charts.draw import draw
from dandi_tui.preview.figure import Column, Span, Table, Words
from dandi_tui.protocol.requests import Ink
from tests.charts.figures import text_of

INK = Ink()


def table(*columns: Column) -> Table:
    return Table(columns=columns, first_row=0, n_rows=3)


def rows_of(figure: Table | Words, width: int = 40, height: int = 5) -> list[str]:
    return text_of(draw(figure, width=width, height=height, ink=INK)).split("\n")


def test_numbers_are_right_and_share_their_decimals_words_are_left() -> None:
    """Two spaces between columns, no rules."""
    rates = Column(name="rate", cells=(1.5, 12.25, 3.0), numeric=True)
    places = Column(name="place", cells=("VISp", "CA1", None))
    assert rows_of(table(rates, places))[:4] == [
        " rate  place",
        " 1.50  VISp",
        "12.25  CA1",
        " 3.00",
    ]


def test_identifiers_have_no_separators_counts_have() -> None:
    """`517478757` is a name, `3,706` a number."""
    ids = Column(name="id", cells=(517478757,), numeric=True)
    counts = Column(name="n", cells=(3706,), numeric=True)
    assert rows_of(table(ids, counts))[1] == "517478757  3,706"


def test_columns_that_do_not_fit_are_left_out_whole() -> None:
    """Numbers are never cut; the drawing tells how many columns there was room for."""
    columns = [Column(name=f"c{i}", cells=(123456789,), numeric=True) for i in range(8)]
    drawn = draw(table(*columns), width=40, height=5, ink=INK)
    assert drawn.n_columns == 3
    assert text_of(drawn).split("\n")[0].split() == ["c0", "c1", "c2"]


def test_the_last_columns_can_stay_beside_the_first() -> None:
    """As paging back needs it: the page before ends where the page in view begins."""
    columns = tuple(Column(name=f"c{i}", cells=(123456789,), numeric=True) for i in range(8))
    figure = Table(columns=columns, first_row=0, n_rows=1, keep_last=True)
    drawn = draw(figure, width=40, height=5, ink=INK)
    assert text_of(drawn).split("\n")[0].split() == ["c0", "c6", "c7"]


def test_lists_of_lists_keep_their_parts_apart() -> None:
    """Pixels of a mask: column, row and weight belong together."""
    column = Column(name="mask", cells=([[25, 284, 1.0], [25, 285, 0.5]],))
    assert "(25, 284, 1), (25, 285, 0.5)" in text_of(
        draw(table(column), width=60, height=5, ink=INK)
    )


def test_words_are_cut_at_their_end() -> None:
    """With an ellipsis, when there is no room to widen the column."""
    column = Column(name="description", cells=("a very long sentence that goes on and on",))
    assert rows_of(table(column), width=20)[1] == "a very long sentenc…"


def test_rows_below_the_last_are_counted() -> None:
    """What does not fit is said."""
    column = Column(name="a", cells=tuple(range(10)), numeric=True)
    assert draw(table(column), width=20, height=5, ink=INK).remarks == ("+6 rows",)


def test_long_text_wraps_beside_its_label() -> None:
    """Between words, under the text and not under the label."""
    row = (Span(text="species  ", role="dim"), Span(text="Mus musculus of the house"))
    assert rows_of(Words(rows=(row,)), width=30)[:2] == [
        "species  Mus musculus of the",
        "         house",
    ]


def test_a_sentence_stands_in_the_middle() -> None:
    """Of both directions."""
    rows = rows_of(Words(rows=((Span(text="Empty."),),), centred=True), width=20, height=5)
    assert rows == ["", "", "       Empty.", "", ""]


def test_roles_have_their_colours() -> None:
    """Dim is dim in all inks that have colour."""
    words = Words(rows=((Span(text="label", role="dim"),),))
    assert "38;2;135;147;162" in draw(words, width=20, height=1, ink=INK).rows[0]
    assert "\x1b[90m" in draw(words, width=20, height=1, ink=Ink(colors="16")).rows[0]


def test_text_longer_than_the_pane_says_that_there_is_more() -> None:
    """However long it is, a bounded number of lines is counted."""
    words = Words(rows=((Span(text="word " * 100_000),),) * 100)
    assert draw(words, width=20, height=5, ink=INK).lines == (0, 5, 5_000)
    short = Words(rows=((Span(text="word"),),) * 5)
    assert draw(short, width=20, height=5, ink=INK).lines == (0, 5, 5)


def test_text_is_drawn_from_any_of_its_lines_on() -> None:
    """A line is one of those that were wrapped; beyond the last there is the last."""
    words = Words(rows=tuple((Span(text=f"row {i}"),) for i in range(9)), first_line=6)
    assert rows_of(words)[:4] == ["row 6", "row 7", "row 8", ""]
    assert draw(words, width=20, height=2, ink=INK).lines == (6, 8, 9)


def test_the_first_column_of_words_without_room_is_cut() -> None:
    """Not half a pane left empty; it counts as cut, since the next page begins with it."""
    columns = [
        Column(name="id", cells=(1,), numeric=True),
        Column(name="name", cells=("probe01_13",)),
        Column(name="uuid", cells=("3105b983-869e-4d38-9239-ad80ac7",)),
        Column(name="note", cells=("x",)),
    ]
    drawn = draw(table(*columns), width=40, height=5, ink=INK)
    assert text_of(drawn).split("\n")[1] == " 1  probe01_13  3105b983-869e-4d38-9239…"
    assert (drawn.n_columns, drawn.n_cut) == (3, 1)
    narrow = draw(table(*columns), width=20, height=5, ink=INK)
    assert (narrow.n_columns, narrow.n_cut) == (2, 0)
