"""Requests as the command line would make them, and their numbers."""

import json
from typing import Any

from msgspec.structs import replace

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Figure
from dandi_tui.preview.make import make
from dandi_tui.preview.numbers import numbers
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Facts, Lacks, Question
from dandi_tui.protocol.requests import Draw


def draw(file: NwbFile, path: str, **wishes: Any) -> tuple[Figure, Facts]:
    """What is drawn of an object; fails if the view asks about its cost."""
    request = Draw(source=Address(), path=path, **wishes)
    answer = make(file, request)
    if isinstance(answer, Lacks):
        answer = make(file, replace(request, beside=()))
    assert not isinstance(answer, Question | Lacks), answer
    return answer


def show(file: NwbFile, path: str, **wishes: Any) -> dict[str, Any]:
    """What `show --json` prints of an object."""
    figure, facts = draw(file, path, numbers=True, **wishes)
    shown: dict[str, Any] = json.loads(numbers(figure, facts))
    return shown
