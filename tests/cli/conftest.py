"""The command over a demo archive that is already running."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.run import Done, run
from tests.demo_fixture import Demo

Cli = Callable[..., Done]

STIM_C = "000728/sub-491604983/sub-491604983_ses-501560436-StimC_behavior+image+ophys.nwb"


@pytest.fixture
def cli(demo: Demo, tmp_path: Path) -> Cli:
    """`cli("ls", "000728")`: the command, asking the demo archive as an instance."""
    return lambda *words, **env: run(tmp_path, "--instance", demo.api_url, *words, **env)
