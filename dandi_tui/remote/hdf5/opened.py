"""An object between the reading of its header and the moment when all is known of it."""

from dandi_tui.remote.hdf5.attributes import Collection, Left, Text, TextRefs, Value
from dandi_tui.remote.hdf5.groups import Member
from dandi_tui.remote.hdf5.headers import Messages
from dandi_tui.remote.hdf5.objects import Facts, Header
from dandi_tui.remote.hdf5.steps import DAMAGE, LeftError


class Opened:
    """An object whose header is read, but not yet its texts and members."""

    __slots__ = ("address", "collections", "facts", "members", "messages", "n_lacking", "wide")

    def __init__(self, address: int, messages: Messages) -> None:
        self.address = address
        self.messages = messages
        self.facts = Facts(messages)
        self.collections: dict[int, Collection | Left] = {}
        self.members: tuple[Member, ...] | Left | None = None
        self.n_lacking = 1
        """Readers that still run for it, and one for who begins them."""
        self.wide = False
        """Whether it is a group that is known to have many members."""

    @property
    def lacks_only_members(self) -> bool:
        """Whether it is a wide group of which all is known but its members."""
        return self.wide and self.n_lacking == 1 and self.members is None

    def places(self) -> set[int]:
        """Collections that hold its texts; a text of no bytes is nowhere."""
        return {
            place
            for value in self.messages.attributes.values()
            if isinstance(value, TextRefs)
            for _, place, _ in value.refs
            if place
        }

    def header(self) -> Header:
        """All that is known."""
        facts, found = self.facts, self.messages
        absent = Left("an attribute could not be read") if found.nameless else None
        texts = {name: self._text(value) for name, value in found.attributes.items()}
        return Header(
            self.address,
            facts.kind,
            facts.shape,
            facts.dtype,
            texts.get("neurodata_type", absent),
            texts.get("namespace", absent),
            texts.get("description", absent),
            texts.get("ancestry", absent),
            self.members,
            facts.layout,
            facts.max_shape,
        )

    def _text(self, value: Value) -> Text | Left:
        if not isinstance(value, TextRefs):
            return value
        try:
            texts = tuple(self._one_text(*ref) for ref in value.refs)
        except DAMAGE as error:
            return Left(str(error))
        return texts[0] if value.scalar else texts

    def _one_text(self, n_bytes: int, place: int, index: int) -> str:
        if not place:
            return ""
        found = self.collections[place]
        if isinstance(found, Left):
            raise LeftError(found.reason)
        return found.text(n_bytes, index)
