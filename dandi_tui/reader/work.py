"""What the reader does: a request in, an answer out."""

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Answer, Objects, Views
from dandi_tui.protocol.requests import Draw, ListChildren, ListViews, Request, Walk
from dandi_tui.reader.files import OpenFiles
from dandi_tui.reader.process import SendPart
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.settings import Settings


class Work:
    """Answers requests about files, a few of which it holds open."""

    def __init__(self, settings: Settings, fetcher: Fetcher) -> None:
        self._files = OpenFiles(fetcher, stock=settings.bytes_mode == "remfile")

    def answer(self, request: Request, send_part: SendPart) -> Answer:
        """The answer; raises `DandiTuiError` or `Cancelled`."""
        try:
            return self._answer(request, send_part)
        except MemoryError:
            self._files.close()
            raise

    def _answer(self, request: Request, send_part: SendPart) -> Answer:
        if request.source is None:
            return Views(views=())
        with self._files.use(request.source) as file:
            if isinstance(request, ListChildren):
                return Objects(objects=_with_views(file.children(request.path)))
            if isinstance(request, Walk):
                return _walk(file, request, send_part)
            return _draw(file, request)


def _walk(file: NwbFile, request: Walk, send_part: SendPart) -> Objects:
    """All objects in parts; the last `Objects` has only the counts."""
    for found in file.walk(request.path, request.limit):
        send_part(_counted(file, _with_views(found)))
    return _counted(file, ())


def _counted(file: NwbFile, objects: tuple[NwbObject, ...]) -> Objects:
    return Objects(
        objects=objects,
        n_groups_read=file.n_groups_read,
        n_groups_known=file.n_groups_known,
        truncated=file.walk_truncated,
    )


def _with_views(objects: tuple[NwbObject, ...]) -> tuple[NwbObject, ...]:
    return objects


def _draw(file: NwbFile, request: Draw | ListViews) -> Answer:
    return Views(views=())
