"""A reader with made-up answers (`python -m tests.reader.child`): the path says what it does."""

import os
import threading
import time
import weakref
from pathlib import Path
from typing import BinaryIO

from dandi_tui.errors import FileFormatError
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Answer, Objects
from dandi_tui.protocol.requests import Request
from dandi_tui.reader import process, wire
from dandi_tui.reader.process import SendPart, serve
from dandi_tui.remote import pace
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.file import RemoteFile, open_remote
from dandi_tui.settings import Settings


class Ring:
    """Something that only the collector can free."""

    def __init__(self) -> None:
        self.itself = self


class Made:
    """Answers `/name` with an object `name`, but for the paths that misbehave.

    Remote sources are read whole through the byte layer, and their size is the answer.
    """

    def __init__(self, settings: Settings, fetcher: Fetcher) -> None:
        self.settings = settings
        self.fetcher = fetcher
        self.files: dict[str, RemoteFile] = {}
        self.is_waiting = False
        self.held: Ring | None = None
        self.ring: weakref.ref[Ring] | None = None

    def answer(self, request: Request, send_part: SendPart) -> Answer:
        if request.source and request.source.url:
            return self.read(request)
        if request.path.startswith("/crash once"):
            send_part(objects("/a"))
            self.crash_once(request.path)
            send_part(objects("/b"))
        misdeed = getattr(self, request.path.strip("/").replace(" ", "_"), None)
        return misdeed(send_part) if misdeed else objects(request.path)

    def warm_up(self) -> None:
        """Nothing to load."""

    def work_ahead(self) -> float | None:
        """Nothing to do, but after `/wait ahead`: that waits for what never comes."""
        if self.is_waiting:
            self.fetcher.watch.until(threading.Event(), 3600)
        return None

    def wait_ahead(self, _: SendPart) -> Answer:
        self.is_waiting = True
        return objects("/waiting")

    def read(self, request: Request) -> Answer:
        assert request.source
        key = request.source.url.split("?")[0]
        if key not in self.files:
            file = open_remote(request.source, self.fetcher, stock=False)
            assert isinstance(file, RemoteFile)
            self.files[key] = file
        file = self.files[key]
        file.stream.offer(request.source)
        content = bytearray(file.length)
        file.seek(0)
        file.readinto(content)
        return objects(f"/{sum(content)}")

    def crash_once(self, path: str) -> None:
        mark = Path(path.removeprefix("/crash once"))
        if not mark.exists():
            mark.touch()
            os._exit(3)

    def crash(self, _: SendPart) -> Answer:
        os._exit(3)

    def stuck(self, send_part: SendPart) -> Answer:
        send_part(objects("/begun"))
        time.sleep(3600)
        return objects("/stuck")

    def wait(self, send_part: SendPart) -> Answer:
        send_part(objects("/begun"))
        while True:
            self.fetcher.watch.check()
            time.sleep(0.01)

    def parts(self, send_part: SendPart) -> Answer:
        for name in "abc":
            send_part(objects(f"/{name}"))
        return objects("/d")

    def chatter(self, _: SendPart) -> Answer:
        os.write(1, b"a library prints to stdout\n" * 10)
        os.write(2, b"and to stderr https://host/x?token=secret\n")
        return objects("/chatter")

    def bug(self, _: SendPart) -> Answer:
        raise ZeroDivisionError("https://host/path?signature=secret")

    def damaged(self, _: SendPart) -> Answer:
        raise FileFormatError("The file is damaged.", hint="Choose another")

    def memory(self, _: SendPart) -> Answer:
        return objects(f"/{len(bytearray(self.settings.reader_memory_bytes))}")

    def large(self, _: SendPart) -> Answer:
        vars(wire)["MAX_FRAME_BYTES"] = 1000
        return objects("/" + "x" * 1000)

    def deaf(self, _: SendPart) -> Answer:
        def read_body(pipe: BinaryIO) -> bytes:
            wire.read_body(pipe)
            raise MemoryError

        vars(process)["read_body"] = read_body
        return objects("/deaf")

    def leave_ring(self, _: SendPart) -> Answer:
        self.ring = weakref.ref(Ring())
        return objects("/left")

    def hold_ring(self, _: SendPart) -> Answer:
        self.held = Ring()
        self.ring = weakref.ref(self.held)
        return objects("/held")

    def let_ring_go(self, _: SendPart) -> Answer:
        self.held = None
        return objects("/gone")

    def ring_is_there(self, _: SendPart) -> Answer:
        return objects(f"/{self.ring is not None and self.ring() is not None}")

    def environment(self, _: SendPart) -> Answer:
        return objects("/" + ",".join(sorted(os.environ)))


def objects(path: str) -> Objects:
    return Objects(objects=(NwbObject(path=path, kind="group"),))


if __name__ == "__main__":
    # A busy machine is no slow server: else what comes late would be asked for twice, and counted.
    vars(pace).update(SOON_S=3600.0, LATE_S=3600.0)
    serve(Made)
