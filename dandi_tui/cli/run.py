"""From words to an exit code: 0 done, 1 it could not be done, 2 usage, 130 interrupted."""

import importlib
import logging
import sys
from collections.abc import Sequence

from dandi_tui.cli.log import start_log
from dandi_tui.cli.output import notice, shown_with
from dandi_tui.cli.parser import parse
from dandi_tui.cli.streams import leave_output, prepare_streams, write_ascii
from dandi_tui.errors import DandiTuiError, UsageError
from dandi_tui.text import safe

log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    try:
        prepare_streams()
        code = _run(sys.argv[1:] if argv is None else list(argv))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # nobody reads any more (`| head`): end in silence
        return 0
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
    finally:
        leave_output()
    return code


def _run(argv: list[str]) -> int:
    if sys.platform == "win32":
        raise DandiTuiError("Windows is not supported yet.", hint="It works in WSL.")
    try:
        args, settings = parse(argv)
    except SystemExit as leave:  # argparse, after --help and --version
        return int(leave.code or 0)
    start_log(settings.log_file)
    if args.verb not in ("browse", "config"):  # these show them in their own ways
        for problem in settings.problems:
            notice(problem)
    if shown_with(settings).marker == "ascii" and (sys.stdout.isatty() or args.verb == "show"):
        write_ascii()
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
