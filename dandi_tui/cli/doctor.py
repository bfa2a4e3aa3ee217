"""`dandi-tui doctor`: what works from here to the archive, each one line, and what to do.

Exit code 1 when something does not work. With `--json` one object a line: `check`, `ok` (true,
false, or null where it does not matter or cannot be told), `figure`, `advice`.
"""

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from dandi_tui.archive.calls import Calls
from dandi_tui.cli import demo
from dandi_tui.cli.checkup_asking import Asking
from dandi_tui.cli.checkup_here import findings_here, reader
from dandi_tui.cli.checkup_network import NetworkCheckup
from dandi_tui.cli.findings import Finding, aside
from dandi_tui.cli.output import Pen, ink, print_json
from dandi_tui.settings import Settings

ROLES = {True: "success", False: "error", None: "dim"}
MAX_WAIT_S = 10.0
"""A check that waits longer has its answer."""


def run(args: Namespace, settings: Settings) -> int:
    """The verb; the exit code."""
    return asyncio.run(_run(settings, as_json=args.json))


async def _run(settings: Settings, *, as_json: bool) -> int:
    # Interrupted, it does not wait for the check that is under way.
    asyncio.get_running_loop().set_default_executor(Calls())
    report = Report(settings, as_json=as_json)
    async with _archive(settings) as archive:
        await asyncio.to_thread(_check, report, impatient(settings), archive)
    report.add(await reader(settings))
    for finding in findings_here(settings):
        report.add(finding)
    return 1 if report.n_broken else 0


def impatient(settings: Settings) -> Settings:
    """Each question is asked once, and not for long."""
    return replace(
        settings,
        max_tries=1,
        connect_timeout_s=min(settings.connect_timeout_s, MAX_WAIT_S),
        read_timeout_s=min(settings.read_timeout_s, MAX_WAIT_S),
        patience_s=min(settings.patience_s, 2 * MAX_WAIT_S),
    )


@dataclass(frozen=True)
class Which:
    """The archive that is looked at."""

    api_url: str
    token: str = ""
    token_name: str = ""


@asynccontextmanager
async def _archive(settings: Settings) -> AsyncIterator[Which | None]:
    """The one that the settings name, or the demo for the time of the checks; offline none."""
    if settings.offline:
        yield None
    elif settings.demo:
        running = await demo.start(settings, demo.ProgressBar())
        try:
            yield Which(running.api_url)
        finally:
            await running.stop()
    else:
        # Loading dandi takes 0.5 s, which the demo is spared.
        from dandi_tui.archive.dandi import access

        found = await asyncio.to_thread(access, settings.instance)
        yield Which(*found)


def _check(report: "Report", settings: Settings, archive: Which | None) -> None:
    if archive is None:
        report.add(aside("network", "left out", "without --offline it is checked"))
        return
    asking = Asking(settings, archive.api_url, archive.token, archive.token_name)
    try:
        for finding in NetworkCheckup(asking).findings():
            report.add(finding)
    finally:
        asking.close()


class Report:
    """Prints what is found as it is found, and counts what does not work."""

    def __init__(self, settings: Settings, *, as_json: bool) -> None:
        self._as_json = as_json
        found = ink(settings)
        self._pen = Pen(found)
        self._ascii_only = found.marker == "ascii"
        self.n_broken = 0

    def add(self, finding: Finding) -> None:
        """One more."""
        self.n_broken += finding.works is False
        if self._as_json:
            about = {"check": finding.what, "ok": finding.works}
            print_json({**about, "figure": finding.figure, "advice": finding.advice})
            return
        sign, _, rest = finding.line(ascii_only=self._ascii_only).partition(" ")
        print(f"{self._pen(sign, ROLES[finding.works])} {rest}", flush=True)
