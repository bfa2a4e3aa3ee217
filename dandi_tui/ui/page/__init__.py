"""The page of a dandiset, as rows of words in roles: for the preview and for a terminal's output.

Nothing here imports Textual, so that `dandi-tui info` is spared loading it.
"""

from dandi_tui.ui.page.page import page_rows

__all__ = ["page_rows"]
