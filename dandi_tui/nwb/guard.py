"""HDF5's and h5py's failures become our errors; ours and `Cancelled` pass through unharmed."""

from collections.abc import Iterator
from contextlib import contextmanager

from dandi_tui.errors import FileFormatError

H5_ERRORS = (OSError, LookupError, RuntimeError, ValueError, TypeError, ArithmeticError)
"""What h5py raises for damaged or unknown structures. Our errors derive from none of these."""


@contextmanager
def guarded(what: str) -> Iterator[None]:
    """Translate h5py's errors while `what` is read.

    An error of the byte layer, raised inside `readinto`, is a `DandiTuiError` or `Cancelled`
    and no subclass of `H5_ERRORS`, so it arrives as it was raised.
    """
    try:
        yield
    except MemoryError as error:
        raise FileFormatError(
            f"{what} needs more memory than the reader may have.",
            hint="A smaller window, or fewer traces, may fit.",
        ) from error
    except H5_ERRORS as error:
        raise FileFormatError(
            f"{what} could not be read.", hint="The file may be damaged there."
        ) from error
