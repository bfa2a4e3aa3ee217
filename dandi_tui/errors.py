"""Every error that dandi-tui raises on purpose, in one tree.

`message` is one sentence that says what happened, `hint` what to press or try. Errors are
translated where they are understood (HTTP in `remote`, the archive's in `archive`, HDF5's in
`nwb`), always with `raise … from error`, so the log has the cause.
"""


class DandiTuiError(Exception):
    """A failure the user can act on: `message` says what, `hint` what to press or try."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(DandiTuiError):
    """The command line does not mean anything; exit code 2."""


class NotFoundError(DandiTuiError):
    """The dandiset, version, asset, file or object is not there."""


class AccessError(DandiTuiError):
    """It is there, but not for this user: embargoed, or the token is wrong."""


class ConnectionFailedError(DandiTuiError):
    """The archive or its object store did not answer, or not as it should."""


class AddressExpiredError(ConnectionFailedError):
    """A signed address is past its time; ask the archive for a new one."""


class FileFormatError(DandiTuiError):
    """The bytes are not HDF5, or damaged where we read."""


class ReaderDiedError(DandiTuiError):
    """The reader process ended in the middle of a request."""


class Cancelled(BaseException):
    """The user moved on. A BaseException, so that no `except Exception` retries it."""


KINDS: dict[str, type[DandiTuiError]] = {
    error.__name__: error
    for error in (
        DandiTuiError,
        UsageError,
        NotFoundError,
        AccessError,
        ConnectionFailedError,
        AddressExpiredError,
        FileFormatError,
        ReaderDiedError,
    )
}
"""The errors by name, for those that cross the pipe from the reader."""
