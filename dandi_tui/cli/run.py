"""From words to an exit code: 0 done, 1 it could not be done, 2 usage, 130 interrupted."""

import codecs
import importlib
import logging
import os
import sys
from collections.abc import Sequence
from typing import Final

from dandi_tui.cli.log import start_log
from dandi_tui.cli.output import notice, shown_with
from dandi_tui.cli.parser import parse
from dandi_tui.errors import DandiTuiError, UsageError
from dandi_tui.text import in_ascii, safe

log = logging.getLogger(__name__)

LIKE_IT: Final = "dandi-tui-like-it"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    _keep_output_whole()
    try:
        code = _run(sys.argv[1:] if argv is None else list(argv))
        sys.stdout.flush()
    except SystemExit as leave:  # argparse, after --help and --version
        return int(leave.code or 0)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return _closed_pipe()
    except DandiTuiError as error:
        log.info("ended by %s", error.message, exc_info=error)
        complain(error)
        return 2 if isinstance(error, UsageError) else 1
    except Exception as error:
        # The last resort: a fault of ours must not end in a traceback on the user's screen.
        log.exception("ended by a fault")
        kind = type(error).__name__
        complain(DandiTuiError(f"dandi-tui has a fault ({kind}).", hint="The log says more."))
        return 1
    return code


def _run(argv: list[str]) -> int:
    if sys.platform == "win32":
        raise DandiTuiError("Windows is not supported yet.", hint="It works in WSL.")
    args, settings = parse(argv)
    start_log(settings.log_file)
    if args.verb not in ("browse", "config"):  # these show them in their own ways
        for problem in settings.problems:
            notice(problem)
    if shown_with(settings).marker == "ascii" and (sys.stdout.isatty() or args.verb == "show"):
        _write_ascii()
    # One file a verb, of which one is loaded: `--help` and `ls` are spared what `browse` needs.
    verb = importlib.import_module(f"dandi_tui.cli.{args.verb}")
    return int(verb.run(args, settings))


def complain(error: DandiTuiError) -> None:
    """One sentence on stderr, and a hint below it."""
    lines = [f"dandi-tui: {safe(error.message, limit=2000)}"]
    if error.hint:
        lines.append(f"  {safe(error.hint, limit=2000)}")
    try:
        print("\n".join(lines), file=sys.stderr, flush=True)
    except OSError:
        log.info("stderr is closed")


def _keep_output_whole() -> None:
    """What the terminal's encoding lacks becomes a sign that is like it, not a fault."""
    codecs.register_error(LIKE_IT, _like_it)
    _reconfigure(errors=LIKE_IT)


def _write_ascii() -> None:
    """What a person looks at; data in a pipe keep their letters."""
    _reconfigure(encoding="ascii", errors=LIKE_IT)


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


def _closed_pipe() -> int:
    """Nobody reads any more (`| head`): end in silence, also when Python flushes at its end."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    return 0
