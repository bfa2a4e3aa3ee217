"""What is missing or damaged in a file becomes a sentence in place of a picture."""

from collections.abc import Callable
from functools import wraps

from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.files.note import facts_of
from dandi_tui.preview.view import Drawing
from dandi_tui.preview.words import sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.requests import Draw

Draws = Callable[[NwbFile, NwbObject, Draw], Drawing]


def or_sentence(draw: Draws) -> Draws:
    """The same view, which says what it could not read instead of failing."""

    @wraps(draw)
    def drawing(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
        try:
            return draw(file, obj, request)
        except (NotFoundError, FileFormatError) as error:
            return sentence(error.message), facts_of(obj)

    return drawing
