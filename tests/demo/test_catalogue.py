"""What the demo archive holds."""

from uuid import UUID, uuid5

from dandi_tui.demo.catalogue import NAMESPACE, stable_id, version_number
from dandi_tui.demo.odd import HOSTILE_PATHS, hostile_name


def test_ids_are_uuids_of_version_5() -> None:
    """The fast way gives what the standard library's does."""
    for name in map(str, range(100)):
        assert stable_id("asset", name) == str(uuid5(UUID(bytes=NAMESPACE), f"asset:{name}"))


def test_versions_are_named_after_their_time() -> None:
    """`0.YYMMDD.HHMM`."""
    assert version_number("2024-08-27T18:09:00Z") == "0.240827.1809"


def test_hostile_names_are_hostile() -> None:
    """The name has 300 characters, among them escape, bidi override and line break."""
    name = hostile_name()
    assert len(name) == 300
    assert {"\x1b", "\u202e", "\n", "\t", "["} <= set(name)
    assert all(path.isascii() for path in HOSTILE_PATHS)
