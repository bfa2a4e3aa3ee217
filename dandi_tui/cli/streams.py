"""stdout and stderr as they are written: whole in any encoding, and a sentence where they fail."""

import codecs
import io
import os
import sys
from typing import TYPE_CHECKING, Final

from dandi_tui.errors import DandiTuiError
from dandi_tui.text import in_ascii

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

LIKE_IT: Final = "dandi-tui-like-it"


class Output(io.FileIO):
    """stdout, whose faults are told from those of other files. A closed pipe stays as it is."""

    def write(self, data: "ReadableBuffer", /) -> int:
        """As of any file."""
        try:
            return super().write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _unwritten(error.strerror or "it fails") from error


def prepare_streams() -> None:
    """What the terminal's encoding lacks becomes a sign that is like it, not a fault.

    Raises:
        DandiTuiError: stdout is closed.
    """
    if sys.stderr is None:
        # Else what is said there would go to stdout, and the log's file would take its number.
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - open to the end
    if sys.stdout is None:
        raise _unwritten("stdout is closed")
    if type(sys.stdout) is io.TextIOWrapper:
        encoding = sys.stdout.encoding
        lines = sys.stdout.line_buffering or sys.stdout.write_through
        buffer = io.BufferedWriter(Output(sys.stdout.fileno(), "w", closefd=False))
        sys.stdout = io.TextIOWrapper(buffer, encoding, newline="\n", line_buffering=lines)
    codecs.register_error(LIKE_IT, _like_it)
    _reconfigure(errors=LIKE_IT)


def write_ascii() -> None:
    """What a person looks at; data in a pipe keep their letters."""
    _reconfigure(encoding="ascii", errors=LIKE_IT)


def leave_output() -> None:
    """Where the rest cannot be written, drop it: Python would complain of it at its end."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except (OSError, DandiTuiError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unwritten(why: str) -> DandiTuiError:
    return DandiTuiError(
        f"The output cannot be written: {why}.", hint="Make room there, or send it elsewhere."
    )


def _reconfigure(**changes: str) -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(**changes)


def _like_it(error: UnicodeError) -> tuple[str, int]:
    """For `codecs.register_error`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return in_ascii(error.object[error.start : error.end]), error.end
