"""The box over a faded picture: a question about cost, or an error, and the keys that answer it."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from dandi_tui import text
from dandi_tui.errors import DandiTuiError
from dandi_tui.protocol.pictures import Question
from dandi_tui.ui.captions import WIDE_GAP, joined, key, styled


class Box(Static):
    """A few rows in a frame, in the middle of the preview; hidden while there is nothing to say."""

    DEFAULT_CSS = "Box { display: none; width: auto; height: auto; max-width: 100%; }"

    def ask(self, question: Question, room: int) -> None:
        """Show what a view would fetch, in a picture of `room` cells."""
        self.border_title = Content("Read this much?")
        self._show("-question", *question_rows(question, room - 6))

    def fail(self, error: DandiTuiError, *, kept: str, back: str) -> None:
        """Show an error: what happened, what can be done, and the way back."""
        self.border_title = None
        self._show("-error", *error_rows(error, kept=kept, back=back))

    def hide(self) -> None:
        """Take the box away."""
        self.display = False

    def _show(self, kind: str, *rows: Content) -> None:
        self.set_class(kind == "-question", "-question")
        self.set_class(kind == "-error", "-error")
        self.update(Content("\n").join(rows))
        self.display = True


def question_rows(question: Question, width: int) -> list[Content]:
    """What, how much, and the keys; bytes to fetch come first and bold."""
    cost, facts = question.cost, question.facts
    what = joined([styled(facts.title, "bright", bold=True), styled(question.what, "dim")])
    amount = Content.assemble(
        styled(text.size(cost.to_fetch_bytes), "bright", bold=True),
        styled(f", {text.size(cost.memory_bytes)} in memory", "dim"),
    )
    about = styled("" if cost.seconds is None else f"about {_about(cost.seconds)}")
    chunks = styled(text.plural(cost.chunks, "chunk") if cost.chunks else "")
    keys = [key("Enter", "read"), key("Esc", "back")]
    if question.smaller:
        size = text.size(question.smaller[1].to_fetch_bytes)
        keys.insert(1, key("w", f"this window only, {size}"))
    blank = Content("")
    return [what, blank, *_rows([chunks, amount, about], width), blank, *_rows(keys, width)]


def _rows(parts: Sequence[Content], width: int) -> list[Content]:
    """The parts in one row if they have room, else in as many as it takes."""
    rows: list[Content] = []
    for part in parts:
        longer = joined([rows[-1], part], WIDE_GAP) if rows else part
        if rows and longer.cell_length <= width:
            rows[-1] = longer
        elif part:
            rows.append(part)
    return rows


def _about(seconds: float) -> str:
    """Whole seconds: an estimate has no decimals."""
    return text.duration(seconds) if seconds >= 99.5 else f"{max(1, round(seconds))} s"


def error_rows(error: DandiTuiError, *, kept: str, back: str) -> list[Content]:
    """What happened, what can be done, what arrived, and the keys."""
    rows = [Content.assemble(styled("✗ ", "error", bold=True), styled(text.safe(error.message)))]
    rows += [styled(f"  {text.safe(word)}", "dim") for word in (error.hint, kept) if word]
    keys = [key("r", "try again"), key("i", "details"), key("Esc", back)]
    return [*rows, Content(""), Content.assemble("  ", joined(keys, WIDE_GAP))]
