"""The frame that the four panes share: a title, a word on where one is, and the focus."""

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.content import Content
from textual.events import Resize
from textual.geometry import Region, Size
from textual.reactive import Reactive, var
from textual.strip import Strip
from textual.widget import Widget

from dandi_tui.text import cut_end, safe
from dandi_tui.ui.theme import themed


class PaneRule(Widget):
    """One row in place of a frame, on narrow terminals: title left, subtitle right."""

    DEFAULT_CSS = "PaneRule { height: 1; display: none; }"

    def render_line(self, y: int) -> Strip:
        """Show `─ 3 Objects ─── NWB 2.7.0 ─`; the line gives way to the words."""
        pane = self.parent
        assert isinstance(pane, Pane)
        line = themed(self.app, "accent" if pane.lit else "border")
        subtitle = themed(self.app, "accent" if pane.lit else "dim")
        title = subtitle + Style(bold=pane.lit)
        left, right = pane.rule_words
        segments = [Segment("─", line), Segment(f" {left} ", title)]
        filled = 3 + len(left) + (len(right) + 3 if right else 0)
        segments.append(Segment("─" * (self.size.width - filled), line))
        if right:
            segments += [Segment(f" {right} ", subtitle), Segment("─", line)]
        return Strip(segments).adjust_cell_length(self.size.width, line)


class Pane(Widget):
    """A pane: a round frame, or a rule on top where the screen has the class `-narrow`.

    A subclass gives its `TITLE` and its `compose_body`, and says with `say` where one is. The
    looks are in `panes.tcss`, which the screen loads beside its own.
    """

    TITLE = ""
    """The pane's name with its number, as `1 Dandisets`."""

    DEFAULT_CSS = "Pane { layout: vertical; }"

    # Its own size follows from the screen's, so that another one need not lay all out again.
    virtual_size = Reactive(Size(0, 0))

    compact: var[bool] = var(False, toggle_class="-compact")
    """Without a frame, and without what there is no room for; follows the screen's `-narrow`."""

    lit: var[bool] = var(False)
    """Whether it is the pane that keys go to."""

    _only_edge = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 -- as Textual calls it
        super().__init__(id=id)
        self._forms: tuple[str, ...] = ()
        self.border_title = self.TITLE

    def compose(self) -> ComposeResult:
        """Put the rule, which only narrow terminals show, above the body."""
        yield PaneRule()
        yield from self.compose_body()

    def compose_body(self) -> Iterable[Widget]:
        """What the pane holds below its title."""
        return ()

    @property
    def focus_target(self) -> Widget:
        """What takes the focus when the pane is chosen: the pane itself, or what it holds."""
        return self

    def focus(self, scroll_visible: bool = True) -> "Pane":
        """Give the focus to the pane, or to what in it can take it."""
        target = self.focus_target
        if target is self:
            super().focus(scroll_visible)
        else:
            target.focus(scroll_visible)
        return self

    def say(self, *forms: str) -> None:
        """Set the subtitle to the first form that has room, the longest form first.

        Args:
            forms: The same fact in fewer and fewer words; untrusted text is made safe here.
        """
        safe_forms = tuple(safe(form) for form in forms)
        if safe_forms != self._forms:
            self._forms = safe_forms
            self._show_subtitle()

    @property
    def rule_words(self) -> tuple[str, str]:
        """Title and subtitle as they stand on a rule, cut to its width."""
        room = self.size.width - len(self.TITLE) - 8
        fitting = (form for form in self._forms if len(form) <= room)
        shortest = cut_end(self._forms[-1], max(room, 0)) if self._forms else ""
        return self.TITLE, next(fitting, shortest)

    def _show_subtitle(self) -> None:
        if self.compact:
            self._set_subtitle(self.rule_words[1])
            self._refresh_rule()
            return
        room = max(self.outer_size.width - 6, 0)
        fitting = (form for form in self._forms if len(form) <= room)
        self._set_subtitle(next(fitting, cut_end(self._forms[-1], room) if self._forms else ""))

    def _set_subtitle(self, text: str) -> None:
        """Set the subtitle; Content, so that no bracket in a name is taken for markup."""
        if text == (self._border_subtitle.plain if self._border_subtitle else ""):
            return
        self._only_edge = True
        self.border_subtitle = Content(text) if text else None
        self._only_edge = False

    def _refresh_rule(self) -> None:
        for rule in self.query_children(PaneRule):
            rule.refresh()

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> "Pane":
        """Repaint; for a new subtitle the bottom edge alone, since it changes with every key."""
        if self._only_edge and not regions and self.size.width:
            regions = (Region(-1, self.size.height, self.outer_size.width, 1),)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def watch_lit(self) -> None:
        """Let the rule follow; the frame does by itself."""
        self._refresh_rule()

    def on_resize(self, event: Resize) -> None:
        """Follow the screen's width: what has room in the frame, and whether there is one."""
        self.compact = self.screen.has_class("-narrow")
        self._show_subtitle()
