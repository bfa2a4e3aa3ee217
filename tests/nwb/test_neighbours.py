"""What lies beside a part of a dataset."""

from dandi_tui.nwb.neighbours import neighbours


def test_it_is_as_much_again_on_each_axis_behind_first() -> None:
    """Of the middle of a dataset: four parts."""
    found = list(neighbours(((100, 200), (5, 10)), (1000, 20)))
    assert found == [
        ((200, 300), (5, 10)),
        ((0, 100), (5, 10)),
        ((100, 200), (10, 15)),
        ((100, 200), (0, 5)),
    ]


def test_nothing_lies_outside() -> None:
    """Of all of one axis, and the end of the other: what is before."""
    assert list(neighbours(((0, 10), (15, 20)), (10, 20))) == [((0, 10), (10, 15))]
    assert not list(neighbours((), ()))
