"""The reader process: answers one request at a time, and can be told to stop in the middle.

The main thread alone touches h5py. A second thread takes frames from the pipe, so that a cancel
arrives while the first one reads.
"""

import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from typing import BinaryIO, Final, Protocol

import msgspec

from dandi_tui.errors import AddressExpiredError, Cancelled, DandiTuiError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.messages import (
    Ask,
    Cancel,
    Done,
    Expired,
    Failed,
    FromReader,
    Part,
    Progress,
    Ready,
    Renewed,
)
from dandi_tui.protocol.pictures import Answer, Objects
from dandi_tui.protocol.requests import Draw, Request
from dandi_tui.reader.collector import Collector
from dandi_tui.reader.limits import limit_reader
from dandi_tui.reader.wire import (
    FrameError,
    checked_frame,
    decode_settings,
    read_body,
    take_pipes,
    to_reader,
)
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.watch import Watch
from dandi_tui.settings import Settings
from dandi_tui.text import safe

log = logging.getLogger(__name__)

PROGRESS_S: Final = 0.1
SILENCE_S: Final = 1.0
RENEW_S: Final = 60.0
PAUSE_S: Final = 0.1
FLUSH_S: Final = 0.2
"""So long the end waits until what was read is on disk."""

SendPart = Callable[[Objects], None]


class Handler(Protocol):
    """What answers requests: `work.Work`, or a test's."""

    def answer(self, request: Request, send_part: SendPart) -> Answer:
        """The answer; raises `DandiTuiError` or `Cancelled`."""

    def warm_up(self) -> None:
        """Called once, when nothing is asked for yet."""

    def work_ahead(self) -> float | None:
        """Do some of what will be asked for, some milliseconds' worth.

        It may wait for bytes: a request that comes ends that, as a cancel would.

        Returns:
            Seconds after which to call again; None if there is nothing more to do.
        """


MakeHandler = Callable[[Settings, Fetcher], Handler]


class Process:
    """The reader's side of the pipe."""

    def __init__(self, settings: Settings, source: BinaryIO, sink: BinaryIO) -> None:
        self._source = source
        self._sink = sink
        self._asked: queue.SimpleQueue[Ask] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._cancelled: set[int] = set()
        self._ticket = -1
        self._is_ahead = False
        """Whether nothing is asked, and the handler reads ahead."""
        self._renewed: Renewed | None = None
        self._renewal = threading.Event()
        self._reported = (0, 0.0)
        watch = Watch(on_slice=self._report, renew=self._renew)
        self.fetcher = Fetcher(settings, watch)
        self.collector = Collector()

    def run(self, handler: Handler) -> None:
        """Answer until the input ends, which ends the process."""
        threading.Thread(target=self._listen, name="frames", daemon=True).start()
        self._send(Ready(os.getpid()))
        try:
            first = self._asked.get(timeout=PAUSE_S)
        except queue.Empty:
            handler.warm_up()
            self.collector.spare()
            first = self._asked.get()
        self._serve(handler, first)
        while True:
            self.collector.after_request()
            self._serve(handler, self._next(handler))

    def _next(self, handler: Handler) -> Ask:
        """The next request; the handler works ahead until it comes."""
        pause_s: float | None = 0.0
        while pause_s is not None:
            try:
                return self._asked.get(timeout=pause_s) if pause_s else self._asked.get_nowait()
            except queue.Empty:
                pause_s = self._worked_ahead(handler)
        disk = self.fetcher.store.disk
        if disk:
            disk.tidy(self._asked.empty)
        try:
            return self._asked.get(timeout=PAUSE_S)
        except queue.Empty:
            self.collector.in_pause()
            return self._asked.get()

    def _worked_ahead(self, handler: Handler) -> float | None:
        """What the handler says; a request that comes in the middle ends its waiting."""
        with self._lock:
            self._is_ahead = self._asked.empty()
        try:
            return handler.work_ahead() if self._is_ahead else 0.0
        except (DandiTuiError, Cancelled, MemoryError) as error:
            log.info("Reading ahead ended: %s", type(error).__name__)
        except Exception:  # nobody asked for it, so it must cost nothing
            log.exception("Reading ahead failed that should not")
        finally:
            with self._lock:
                self._is_ahead = False
                self.fetcher.watch.begin()
        return None

    def _listen(self) -> None:
        """Take frames as they come. The end of the input ends the process, whatever it does.

        So does all that keeps this thread from hearing more, as a lack of memory: the process would
        answer nothing, and outlive the browser.
        """
        try:
            while (body := read_body(self._source)) is not None:
                self._take(to_reader(body))
        except Exception:
            log.exception("The pipe from the browser is broken")
        finally:
            self._leave()

    def _leave(self) -> None:
        """End the process, from any thread, whatever others do."""
        self.fetcher.store.flush(FLUSH_S)
        os._exit(0)

    def _take(self, message: Ask | Cancel | Renewed) -> None:
        if isinstance(message, Ask):
            with self._lock:
                self._asked.put(message)
                if self._is_ahead:
                    self.fetcher.watch.cancel()
        elif isinstance(message, Cancel):
            with self._lock:
                self._cancelled.add(message.ticket)
                if message.ticket == self._ticket:
                    self.fetcher.watch.cancel()
        elif message.ticket == self._ticket:
            self._renewed = message
            self._renewal.set()

    def _begin(self, ticket: int) -> None:
        """Make it the request that a cancel stops; raises if it was cancelled in the queue."""
        with self._lock:
            self._ticket = ticket
            self._cancelled = {other for other in self._cancelled if other >= ticket}
            self.fetcher.begin()
            self._reported = (0, time.monotonic())
            if ticket in self._cancelled:
                raise Cancelled

    def _serve(self, handler: Handler, ask: Ask) -> None:
        """Answer one request, whatever happens in it."""
        try:
            self._begin(ask.ticket)
            answer = handler.answer(ask.request, self._send_part)
            reply = checked_frame(Done(ask.ticket, answer, self.fetcher.stats()))
        except Cancelled:
            reply = self._failed("Cancelled", "", "")
        except DandiTuiError as error:
            log.info("%s: %s", type(error).__name__, error.message, exc_info=error)
            reply = self._failed(type(error).__name__, error.message, error.hint)
        except MemoryError:
            log.exception("Out of memory")
            what = f"{_what(ask.request)} takes more memory than the reader may have."
            reply = self._failed("DandiTuiError", what, "Choose a smaller part")
        except FrameError as error:
            log.exception("Too much to send")
            what = f"{_what(ask.request)} is too large to show: {error}."
            reply = self._failed("DandiTuiError", what, "Choose a smaller part")
        except Exception as error:  # a bug in a view costs one picture, not the reader
            log.exception("A request failed that should not")
            what = f"{_what(ask.request)} failed ({type(error).__name__}), which is a bug."
            reply = self._failed("DandiTuiError", what, "Try another view; the log says more")
        with self._lock:
            self._ticket = -1
            self.fetcher.end()
        self._write(reply)

    def _failed(self, kind: str, message: str, hint: str) -> bytes:
        return checked_frame(Failed(self._ticket, kind, message, hint, self.fetcher.stats()))

    def _send_part(self, objects: Objects) -> None:
        self.fetcher.watch.check()
        self._send(Part(self._ticket, objects, self.fetcher.stats()))

    def _report(self) -> None:
        """Progress, while bytes come in, at most ten times a second; each second of a silence."""
        stats, now = self.fetcher.stats(), time.monotonic()
        n_bytes, then = self._reported
        silent = stats.bytes == n_bytes
        if now - then >= (SILENCE_S if silent else PROGRESS_S):
            self._reported = (stats.bytes, now)
            silent_s = self.fetcher.counts.silent_s if silent else 0.0
            total = self.fetcher.expected_bytes
            self._send(Progress(self._ticket, stats, stats.bytes, total, silent_s))

    def _renew(self, address: Address) -> Address:
        """Ask the browser for a new address, and wait for it; it answers for a request alone."""
        self._renewal.clear()
        self._renewed = None
        if self._ticket >= 0:
            self._send(Expired(self._ticket, address))
            self.fetcher.watch.until(self._renewal, RENEW_S)
        answer = self._last_renewed()
        if answer and answer.address:
            return answer.address
        reason = safe(answer.reason) if answer else ""
        raise AddressExpiredError(
            reason or "The file's address expired, and no new one came.", hint="Open the file again"
        )

    def _last_renewed(self) -> Renewed | None:
        """What the other thread took, if it came in time."""
        return self._renewed

    def _send(self, message: FromReader) -> None:
        self._write(checked_frame(message))

    def _write(self, content: bytes) -> None:
        try:
            self._sink.write(content)
            self._sink.flush()
        except OSError:
            self._leave()  # the browser is gone


def _what(request: Request) -> str:
    """A request in words, as the subject of a sentence."""
    if isinstance(request, Draw):
        view = f"The view “{safe(request.view)}”" if request.view else "The view"
        return f"{view} of {safe(request.path, limit=200)}"
    return f"Reading {safe(request.path, limit=200)}" if request.path else "The request"


def serve(make_handler: MakeHandler) -> None:
    """Be the reader: take the settings from the pipe, then answer requests until it ends."""
    source, sink = take_pipes()
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("dandi_tui").setLevel(logging.INFO)
    body = read_body(source)
    if body is None:
        return
    try:
        settings = decode_settings(body)
    except msgspec.MsgspecError:
        log.exception("The settings cannot be read")
        return
    process = Process(settings, source, sink)
    handler = make_handler(settings, process.fetcher)
    process.collector.begin()
    limit_reader(settings.reader_memory_bytes)
    process.run(handler)
