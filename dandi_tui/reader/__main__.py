"""`python -m dandi_tui.reader`: the reader process, started by `client`."""

import faulthandler

from dandi_tui.reader.process import serve
from dandi_tui.reader.work import Work

faulthandler.enable()
serve(Work)
