"""The page of the dandiset under the cursor, or of the open version, in the preview."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial

from textual.worker import Worker

from dandi_tui.archive.base import Archive
from dandi_tui.archive.index import Index
from dandi_tui.archive.landing import Landing, Landings, landing_of
from dandi_tui.archive.model import Dandiset
from dandi_tui.errors import DandiTuiError
from dandi_tui.text import safe
from dandi_tui.ui.later_archive import is_local
from dandi_tui.ui.page import page_rows
from dandi_tui.ui.page_view import PageView
from dandi_tui.ui.widgets.preview_pane import PreviewPane


class LandingPages:
    """Shows what is known at once, and the rest when it has arrived.

    One page is asked for at a time: the next one cancels the last.
    """

    def __init__(
        self,
        archive: Archive,
        preview: PreviewPane,
        limit_bytes: int,
        index: Index | None = None,
    ) -> None:
        self._preview = preview
        self.landings = Landings(archive, limit_bytes, index)
        """What is kept of pages."""
        self._worker: Worker[None] | None = None
        self._place: tuple[str, str] | None = None
        self._asked: tuple[tuple[str, ...], bool] | None = None
        self.shown: Landing | None = None
        """What the last page says."""

    @property
    def in_view(self) -> Landing | None:
        """What the page in the preview says, if there is one."""
        page = self._preview.page
        landing = self.shown
        return landing if page and landing and page.key == _key(landing) else None

    def show(self, dandiset: Dandiset, *, ask: bool = True) -> None:
        """The page of a row of the list: one request, none if its answer is kept.

        Without `ask` none at all, as while somebody types: `ask_rest` makes up for it.
        """
        landing = landing_of(dandiset)
        if landing is None:
            self._say(Landing(identifier=dandiset.identifier, version="", row=dandiset))
            return
        if ask:
            self._go(landing, all_versions=False)
        else:
            self.stop()
            known = self.landings.known(landing)
            self._say(known)
            self._run(partial(self._show_indexed, known))

    def ask_rest(self) -> None:
        """Ask for what the page in view lacks, unless that is under way or has failed."""
        now = self.in_view
        lacks = now is not None and (now.metadata is None or bool(now.kept))
        if now and now.version and lacks and not now.missing:
            self._go(now, all_versions=False)

    @property
    def has_failed(self) -> bool:
        """Whether something of the page in view did not arrive, and is not under way again."""
        now = self.in_view
        return now is not None and bool(now.missing) and not self._is_asking

    def try_again(self) -> None:
        """Ask again for what the page in view lacks."""
        if self.has_failed and self.shown is not None and self._asked is not None:
            self._go(replace(self.shown, missing=""), all_versions=self._asked[1])

    def opened(self, place: tuple[str, str], row: Dandiset | None, *, still: bool) -> bool:
        """Whether the page of the open version is what to show; shows it when it is new there.

        It stays until something else has taken its place, and asks for all versions.

        Args:
            place: Identifier and version.
            row: The dandiset, if the list has it.
            still: Nothing was done among the files yet.
        """
        now, is_new = self.in_view, self._place != place
        self._place = place
        is_shown = now is not None and (now.identifier, now.version) == place
        if is_local(place[0]) or not still or not (is_new or is_shown):
            return False
        self.show_version(*place, row)
        return True

    def show_version(self, identifier: str, version: str, row: Dandiset | None) -> None:
        """The page of a version, with all versions: at most two requests."""
        landing = landing_of(row, version) if row else None
        self._go(landing or Landing(identifier=identifier, version=version), all_versions=True)

    def _go(self, landing: Landing, *, all_versions: bool) -> None:
        known, asked = self.landings.known(landing), (_key(landing), all_versions)
        if self._is_asking and asked == self._asked:
            return
        self._say(landing if landing.kept and known.metadata is None else known)
        self.stop()
        if known.metadata is None or (all_versions and not known.all_versions):
            self._asked = asked
            self._run(partial(self._ask, known, all_versions=all_versions))

    def _run(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        self._worker = self._preview.run_worker(work, group="landing", exclusive=True)

    @property
    def _is_asking(self) -> bool:
        return self._worker is not None and not self._worker.is_finished

    def stop(self) -> None:
        """Ask no more for the last page."""
        if self._worker is not None:
            self._worker.cancel()
            self._worker = None
        self._asked = None

    async def _ask(self, landing: Landing, *, all_versions: bool) -> None:
        await self._show_indexed(landing)
        ask = self.landings.complete if all_versions else self.landings.described
        try:
            found = await ask(landing)
        except DandiTuiError as error:
            known, now = self.landings.known(landing), self.in_view
            # What the index holds stays, since nothing better came.
            best = now if known.metadata is None and now and now.kept else known
            found = replace(best, missing=safe(error.message))
            # It can be tried again from now on.
            self._worker = None
        self._show(found)

    async def _show_indexed(self, landing: Landing) -> None:
        """Show at once what the index holds; nothing is asked of the archive."""
        if landing.metadata is None and (found := await self.landings.indexed(landing)):
            self._show(found)

    def _show(self, landing: Landing) -> None:
        """Show it, unless another page is in view by now."""
        now = self.in_view
        if now is not None and _key(now) == _key(landing):
            self._say(landing)

    def _say(self, landing: Landing) -> None:
        self.shown = landing
        self._preview.show_page(
            PageView(_key(landing), lambda width, whole: page_rows(landing, width, whole=whole))
        )


def _key(landing: Landing) -> tuple[str, ...]:
    return ("dandiset", landing.identifier, landing.version)
