"""Columns of sessions, and ages as words."""

import pytest

from dandi_tui.ui.session_columns import age_days, age_words, hidden, pages, wanted, widths


def test_columns_give_way_by_rank() -> None:
    """What does not fit is left out, the genotype first; nothing is wider than the room."""
    needs = dict.fromkeys(wanted(()), 20)
    shown = [widths(needs, room) for room in range(10, 200)]
    counts = [len(one) for one in shown]
    assert counts == sorted(counts)
    assert "genotype" not in widths(needs, 80)
    for room, one in zip(range(10, 200), shown, strict=True):
        assert sum(one.values()) + 2 * (len(one) - 1) <= room


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("P90D", "90 d"),
        ("P1Y6M", "1 y 6 mo"),
        ("P202DT48615.049S", "202 d"),
        ("adult", "adult"),
        ("P0D", "0 d"),
        ("P0M/", "≥0 mo"),
        ("/P10D", "≤10 d"),
        ("P1D/P2D", "1 d–2 d"),
        ("P14D gestational", "14 d gestational"),
        ("P2DT3600S", "2 d"),
        ("P201DT0H0M0S", "201 d"),
        ("P6W5D", "6 w 5 d"),
        ("a/b", "a/b"),
        ("", ""),
    ],
)
def test_ages_are_words(iso: str, words: str) -> None:
    """An ISO 8601 duration is shortened; anything else stays as it is."""
    assert age_words(iso) == words


def test_ages_are_put_in_order_by_days() -> None:
    """Whatever unit they are in; of a range by its beginning; what is no age is none."""
    ages = ["P2D", "P1W", "P0Y1M", "P90D/P100D", "P90DT5H", "P1Y"]
    days = [age_days(age) or 0.0 for age in ages]
    assert days == sorted(days)
    assert [age_days(age) for age in ("", "adult", "/P1D")] == [None, None, None]


def test_subject_and_session_are_cut_last() -> None:
    """They are whole where that leaves room for nothing else, and cut where it does not."""
    needs = dict.fromkeys(wanted(()), 20)
    assert widths(needs, 42) == {"subject": 20, "session": 20}
    assert set(widths(needs, 30)) == {"subject", "session"}
    assert widths(needs, 54)["date"] == 10


def test_columns_without_room_are_on_pages_that_follow() -> None:
    """Subject and session are on all, each other column is on one."""
    needs = dict.fromkeys(wanted(()), 12)
    found = pages(needs, 60)
    assert len(found) > 1
    assert all({"subject", "session"} <= one.keys() for one in found)
    others = [name for one in found for name in one if name not in ("subject", "session")]
    assert sorted(others) == sorted(set(needs) - {"subject", "session"})
    assert hidden(needs, found[0]) == f"+{len(needs) - len(found[0])} columns"
    assert pages(needs, 20) == [widths(needs, 20)]
    assert len(pages(needs, 200)) == 1
