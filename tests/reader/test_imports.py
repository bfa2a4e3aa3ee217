"""What the reader loads before it is asked."""

import subprocess
import sys

CODE = """
import sys, dandi_tui.reader.process, dandi_tui.reader.work
print(*(n for n in ("requests", "remfile", "plotext", "pynwb", "hdmf") if n in sys.modules))
"""


def test_a_local_file_loads_no_network_and_no_plotter() -> None:
    """Only h5py and numpy stand between the start and the first listing."""
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
