"""A fault of our own ends the browser in a sentence."""

import pytest

from dandi_tui.app import DandiTuiApp
from tests.ui.browsing import make_app


async def test_a_fault_of_our_own_is_a_sentence_and_its_cause_is_in_the_log(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a person sees has no traceback; the log has it."""
    with pytest.raises(ZeroDivisionError):
        await run_into_a_fault(make_app())
    shown = capsys.readouterr().err
    assert "fault of its own" in shown
    assert "Traceback" not in shown
    assert "ZeroDivisionError: a bug" in caplog.text


async def run_into_a_fault(app: DandiTuiApp) -> None:
    """Let a callback of the app raise what no code of ours expects."""

    def fail() -> None:
        raise ZeroDivisionError("a bug")

    async with app.run_test() as pilot:
        app.call_later(fail)
        await pilot.pause()
        await pilot.pause()
