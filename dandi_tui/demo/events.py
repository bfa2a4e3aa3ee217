"""What the demo archive tells the process that started it: one JSON object a line."""

import msgspec


class Progress(msgspec.Struct, frozen=True, tag_field="event", tag="progress"):
    """Its files are being written."""

    done: int
    total: int
    what: str


class Ready(msgspec.Struct, frozen=True, tag_field="event", tag="ready"):
    """It answers requests."""

    api: str
    """URL of the API."""
    store: str
    """URL of the object store, without a bucket."""


class Failed(msgspec.Struct, frozen=True, tag_field="event", tag="failed"):
    """It could not start."""

    message: str
    hint: str = ""


Event = Progress | Ready | Failed


def line(event: Event) -> str:
    """An event as a line of text."""
    return msgspec.json.encode(event).decode()


def parse(text: bytes) -> Event:
    """The event of a line; raises `msgspec.MsgspecError` for any other line."""
    event: Event = msgspec.json.decode(text, type=Event)
    return event
