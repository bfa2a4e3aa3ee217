"""`python -m dandi_tui` is the command `dandi-tui`."""

import sys

from dandi_tui.cli import main

sys.exit(main())
