"""Draws every picture of this folder from the demo archive: `python screenshots/make.py`.

The browser runs without a terminal, keys are pressed, and what is on its screen becomes an SVG.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from dots import as_shapes
from msgspec import structs
from shots import SHOTS, Shot
from textual.pilot import Pilot

from dandi_tui.app import DandiTuiApp
from dandi_tui.archive import connect
from dandi_tui.archive.target import parse_target
from dandi_tui.demo.launch import start_demo
from dandi_tui.settings import Settings
from dandi_tui.ui.screens.browser import BrowserScreen
from dandi_tui.ui.widgets.preview_pane import PreviewPane

FOLDER = Path(__file__).resolve().parent
PATIENCE_S = 30.0


@asynccontextmanager
async def demo_settings(cache_dir: Path) -> AsyncIterator[tuple[Settings, str]]:
    """A running demo archive and the settings to browse it."""
    settings = Settings(demo=True, cache_dir=cache_dir, index_bytes=0)
    demo = await start_demo(settings)
    try:
        yield settings, demo.api_url
    finally:
        await demo.stop()


async def draw(shot: Shot, settings: Settings, api_url: str) -> str:
    """The SVG of one shot."""
    with terminal_of_today():
        app = DandiTuiApp(settings, parse_target(shot.target), lambda: connect(settings, api_url))
    async with app.run_test(size=shot.size) as pilot:
        if shot.object_path:
            journey = browser_of(pilot).journey
            await until(pilot, lambda: journey.objects.source is not None)
            await settled(pilot)
            await journey.objects.reveal(shot.object_path)
            await until(pilot, lambda: drawn(journey.preview) == shot.object_path)
            as_wished(journey.preview, shot)
        await settled(pilot)
        for key in shot.keys:
            await pilot.press(key)
            await settled(pilot)
        try:
            await until(pilot, lambda: all(words in text_of(app) for words in shot.shows))
        except TimeoutError:
            raise SystemExit(f"{shot.name} does not show {shot.shows}:\n{text_of(app)}") from None
        await settled(pilot)
        return as_shapes(app.export_screenshot(title="dandi-tui", simplify=True))


def as_wished(preview: PreviewPane, shot: Shot) -> None:
    """Draw the object in the view, and with the settings, of a shot."""
    if shot.view and preview.request:
        wished = structs.replace(
            preview.request,
            view=shot.view,
            options=shot.options,
            window=shot.window,
            traces=shot.traces,
            frame=shot.frame,
        )
        preview.ask(wished)


def drawn(preview: PreviewPane) -> str:
    """The path of the object whose picture is on the screen."""
    return preview.shown.path if preview.shown else ""


@contextmanager
def terminal_of_today() -> Iterator[None]:
    """An environment with all colours, wherever this runs."""
    before = dict(os.environ)
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
    os.environ.pop("NO_COLOR", None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def browser_of(pilot: Pilot[int]) -> BrowserScreen:
    """The screen below all overlays."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, BrowserScreen)
    return screen


async def settled(pilot: Pilot[int]) -> None:
    """Wait until nothing is being read or drawn."""
    reader = browser_of(pilot).reader
    await pilot.pause(0.15)
    await until(
        pilot,
        lambda: reader.idle and not any(worker.is_running for worker in pilot.app.workers),
    )
    await pilot.pause(0.05)


async def until(pilot: Pilot[int], holds: Callable[[], bool]) -> None:
    """Wait until `holds`."""
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await pilot.pause(0.02)


def text_of(app: DandiTuiApp) -> str:
    """What is on the screen, as lines of text."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def main() -> None:
    """Draw all pictures into this folder, or those that are named."""
    wanted = sys.argv[1:]
    cache_dir = Path(tempfile.gettempdir()) / "dandi-tui-screenshots"
    async with demo_settings(cache_dir) as (settings, api_url):
        for shot in SHOTS:
            if not wanted or shot.name in wanted:
                svg = await draw(shot, settings, api_url)
                (FOLDER / f"{shot.name}.svg").write_text(svg)
                print(f"{shot.name}.svg")


if __name__ == "__main__":
    asyncio.run(main())
