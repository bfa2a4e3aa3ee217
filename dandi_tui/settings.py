"""What can be set: one frozen value, made once by the command line and passed down."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

ColorChoice = Literal["auto", "always", "never"]
BytesMode = Literal["blocks", "remfile"]
Marker = Literal["braille", "hd", "ascii"]


def without_keys(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment for another process: without the keys that archives are opened with."""
    return {name: value for name, value in environ.items() if not name.endswith("_API_KEY")}


def _xdg(variable: str, fallback: str) -> Path:
    """A folder of the XDG base directory specification; relative values are ignored by it."""
    value = os.environ.get(variable, "")
    return (Path(value) if value.startswith("/") else Path.home() / fallback) / "dandi-tui"


def default_cache_dir() -> Path:
    """`$XDG_CACHE_HOME/dandi-tui`."""
    return _xdg("XDG_CACHE_HOME", ".cache")


def default_log_file() -> Path:
    """`$XDG_STATE_HOME/dandi-tui/log`."""
    return _xdg("XDG_STATE_HOME", ".local/state") / "log"


def default_places_file() -> Path:
    """`$XDG_STATE_HOME/dandi-tui/places.json`."""
    return _xdg("XDG_STATE_HOME", ".local/state") / "places.json"


def config_file() -> Path:
    """`$XDG_CONFIG_HOME/dandi-tui/config.toml`."""
    return _xdg("XDG_CONFIG_HOME", ".config") / "config.toml"


@dataclass(frozen=True, kw_only=True)
class KeyWish:
    """Other keys for a command, as the settings file has them."""

    command: str
    """Its name: `NextView`."""
    keys: tuple[str, ...]
    """As a person writes them: `x`, `^d`, `ctrl+d`, `F5`, `[`."""
    where: str = ""
    """Where that is written: `line 7 of config.toml`."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that a run depends on beside its target. Sizes in bytes, times in seconds."""

    instance: str = "dandi"
    """Name of a known instance, or the URL of an API."""

    instances: tuple[str, ...] = ()
    """URLs of other APIs, offered beside the known instances; none of them gets a token."""

    demo: bool = False
    """Serve and browse the embedded demo archive."""

    demo_latency_ms: float = 0.0
    """Time that the demo archive waits before each answer."""

    demo_bandwidth_mbps: float = 0.0
    """Rate of one connection of the demo's object store in MB/s; 0 is unlimited."""

    offline: bool = False
    """Answer from what is kept on disk; ask nothing of the network."""

    cache_dir: Path = field(default_factory=default_cache_dir)
    """Blocks of remote files, and the demo's files."""

    log_file: Path = field(default_factory=default_log_file)
    """Where causes of errors go."""

    places_file: Path = field(default_factory=default_places_file)
    """Recent places and bookmarks."""

    restore: bool = False
    """Begin where one was last, if no place is named."""

    answers_bytes: int = 200_000_000
    """Answers of the archive that are kept for when it cannot be asked; 0 keeps none."""

    theme: str = ""
    """Name of the colours; empty: those that fit the terminal."""

    keys: tuple[KeyWish, ...] = ()
    """Other keys than the usual ones."""

    problems: tuple[str, ...] = ()
    """Sentences on what in the settings file cannot be; it is left out."""

    color: ColorChoice = "auto"
    """Whether output to stdout is coloured."""

    bytes_mode: BytesMode = "blocks"
    """`blocks`: our block store. `remfile`: stock remfile, nothing of ours."""

    marker: Marker = "braille"
    """What lines are drawn with; `ascii` also avoids box drawing."""

    budget_bytes: int = 32_000_000
    """A view that would fetch more than this asks first."""

    first_window_bytes: int = 8_000_000
    """The first window of a series is chosen so that it fetches no more than this."""

    head_bytes: int = 1_048_576
    """Of the start of a remote file, fetched as soon as it is opened."""

    tail_bytes: int = 524_288
    """Of its end, fetched with it."""

    whole_file_bytes: int = 40_000_000
    """A remote file up to this size is fetched whole, behind all that is wanted more urgently."""

    memory_cache_bytes: int = 256_000_000
    """Blocks that the reader keeps in memory."""

    page_cache_bytes: int = 8_000_000
    """Pages of dandisets that the browser keeps in memory."""

    disk_cache_bytes: int = 1_000_000_000
    """Blocks on disk, least recently used out first; 0 keeps nothing there."""

    index_bytes: int = 200_000_000
    """Of the local index of all dandisets' metadata (some 20 kB each); 0 keeps none."""

    keep_embargoed: bool = False
    """Keep the bytes of embargoed files on disk too, closed to all other users."""

    reader_memory_bytes: int = 2 * 1024**3
    """Address space of the reader process (`RLIMIT_AS` on Linux), beside its libraries'."""

    connect_timeout_s: float = 10.0
    """Time to reach a host."""

    read_timeout_s: float = 30.0
    """Time without a byte before a request is given up."""

    patience_s: float = 60.0
    """Time without a byte before a read is given up, its tries and the pauses between included."""

    max_tries: int = 5
    """How often a request is tried in all."""
