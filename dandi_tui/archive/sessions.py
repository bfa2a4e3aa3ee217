"""A dandiset as a table of its sessions: whose, when, which files; from its assets' metadata.

A session is what shares subject and session, by the labels in the paths (`sub-…`, `ses-…`), else by
the metadata. Files of neither, as a README, belong to none. All text is untrusted.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, Literal

import msgspec

from dandi_tui.archive.asset_metadata import AssetFacts, Subject, asset_facts

GENERIC: Final = "Acquisition session"
"""What dandi's client calls a session that has no name."""

LABEL: Final = re.compile(r"(?:^|[/_])(sub|ses)-([^/_]+)")
WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*")
NO_WORDS: Final = frozenset({"nwb", "ome", "sessions", "scans", "participants", "description"})
"""Of names whose last word is no modality: BIDS has tables of these."""

NWB_WORDS: Final = frozenset({"behavior", "ecephys", "icephys", "image", "ogen", "ophys"})
"""With which dandi's client ends the names of NWB files (`dandi organize`)."""

Group = Literal["", "subject"]


class SessionFile(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One file of a session."""

    path: str
    asset_id: str
    size_bytes: int
    zarr: bool = False
    url: str = ""
    """Of the object, without a query; empty if not known."""


class Session(msgspec.Struct, frozen=True, dict=True):
    """A session, or all sessions of a subject. What is not known is empty."""

    subject: str
    session: str
    """Of several: empty."""
    start: str
    """ISO 8601; of several the first."""
    end: str
    """Start of the last of several."""
    age: str
    """ISO 8601."""
    sex: str
    species: str
    genotype: str
    modalities: tuple[str, ...]
    """`behavior`, `ecephys`, as the files' names end; without such names the approaches."""
    approaches: tuple[str, ...]
    techniques: tuple[str, ...]
    variables: tuple[str, ...]
    files: tuple[SessionFile, ...]
    n_sessions: int = 1
    is_group: bool = False
    """It stands for a subject."""

    @cached_property
    def size_bytes(self) -> int:
        """Of all files, which may be thousands."""
        return sum(file.size_bytes for file in self.files)

    @property
    def date(self) -> str:
        """`2024-03-01`, of the start where it was recorded."""
        return self.start[:10]

    @property
    def main_file(self) -> SessionFile | None:
        """The file to open: of the NWB files one that is not raw, with most modalities."""
        nwb = [one for one in self.files if ".nwb" in one.path.lower()]
        return min(nwb or self.files, key=_rank, default=None)


def _rank(file: SessionFile) -> tuple[bool, int, int]:
    """Raw data are large, and say less of what they are; the smaller of two equals is better."""
    name = file.path.rsplit("/", 1)[-1].lower()
    return "raw" in name, -len(list(modality_words(file.path))), file.size_bytes


@dataclass
class _Gathered:
    """What is known of a session so far."""

    subject: Subject = field(default_factory=Subject)
    label: str = ""
    session: str = ""
    session_label: str = ""
    start: str = ""
    words: dict[str, None] = field(default_factory=dict)
    other_words: dict[str, None] = field(default_factory=dict)
    """Of files beside the NWB files, as videos."""
    approaches: dict[str, None] = field(default_factory=dict)
    techniques: dict[str, None] = field(default_factory=dict)
    variables: dict[str, None] = field(default_factory=dict)
    files: list[SessionFile] = field(default_factory=list)

    def add(self, facts: AssetFacts, labels: dict[str, str]) -> None:
        """Take in one more file."""
        for subject in facts.subjects[:1]:
            self.subject = _merged(self.subject, subject)
        self.label = self.label or labels.get("sub", "")
        self.session = self.session or session_name(facts)
        self.session_label = self.session_label or labels.get("ses", "")
        starts = [when for when in (self.start, facts.session.start) if when]
        self.start = min(starts, default="")
        words = self.words if ".nwb" in facts.path.lower() else self.other_words
        words.update(dict.fromkeys(modality_words(facts.path)))
        self.approaches.update(dict.fromkeys(facts.approaches))
        self.techniques.update(dict.fromkeys(facts.techniques))
        self.variables.update(dict.fromkeys(facts.variables))
        url = object_url(facts)
        file = SessionFile(facts.path, facts.asset_id, facts.size_bytes, facts.zarr, url)
        self.files.append(file)

    def session_row(self) -> Session:
        """As it is shown."""
        subject, approaches = self.subject, tuple(self.approaches)
        return Session(
            subject=subject.identifier or self.label,
            session=self.session or self.session_label,
            start=self.start,
            end=self.start,
            age=subject.age,
            sex=subject.sex,
            species=subject.species,
            genotype=subject.genotype,
            modalities=tuple(sorted(self.words or self.other_words)) or approaches,
            approaches=approaches,
            techniques=tuple(self.techniques),
            variables=tuple(self.variables),
            files=tuple(sorted(self.files, key=lambda one: one.path)),
        )


class SessionTable:
    """Gathers sessions from rows of `assets/?metadata=true`, in any order."""

    def __init__(self) -> None:
        self.n_files = 0
        """Files seen."""
        self.n_others = 0
        """Files that belong to no session."""
        self._gathered: dict[tuple[str, str], _Gathered] = {}
        self._seen: set[str] = set()

    def take(self, rows: Iterable[Any]) -> None:
        """Take in the rows of one page; a file that came before is left out."""
        self.take_facts(map(asset_facts, rows))

    def take_facts(self, files: Iterable[AssetFacts]) -> None:
        """The same of rows that were understood before."""
        for facts in files:
            if not facts.path or facts.path in self._seen:
                continue
            self._seen.add(facts.path)
            self.n_files += 1
            self._add(facts)

    def _add(self, facts: AssetFacts) -> None:
        labels = path_labels(facts.path)
        subject = next((one.identifier for one in facts.subjects), "")
        key = (
            _plain(labels.get("sub") or subject),
            _plain(labels.get("ses") or session_name(facts)),
        )
        if key == ("", ""):
            self.n_others += 1
            return
        self._gathered.setdefault(key, _Gathered()).add(facts, labels)

    def sessions(self) -> list[Session]:
        """The sessions, by subject and date."""
        rows = [one.session_row() for one in self._gathered.values()]
        return sorted(rows, key=lambda one: (one.subject, one.start, one.session))


def _merged(before: Subject, new: Subject) -> Subject:
    """What either says, the first one first."""
    names = ("identifier", "species", "age", "sex", "genotype", "strain")
    return Subject(**{name: getattr(before, name) or getattr(new, name) for name in names})


def session_name(facts: AssetFacts) -> str:
    """The session's name in the metadata; empty where it says nothing."""
    name = facts.session.identifier
    return "" if name == GENERIC else name


def condensed(facts: AssetFacts) -> AssetFacts:
    """What a table of sessions needs of it, and no more."""
    url = object_url(facts)
    return AssetFacts(
        path=facts.path,
        asset_id=facts.asset_id,
        zarr=facts.zarr,
        size_bytes=facts.size_bytes,
        urls=(url,) if url else (),
        subjects=facts.subjects[:1],
        session=replace(facts.session, description=""),
        variables=facts.variables,
        approaches=facts.approaches,
        techniques=facts.techniques,
    )


def object_url(facts: AssetFacts) -> str:
    """The unsigned address in the object store, beside the API's own."""
    urls = (url for url in facts.urls if not url.rstrip("/").endswith("/download"))
    return next(urls, "").partition("?")[0]


def path_labels(path: str) -> dict[str, str]:
    """`sub` and `ses` of a path; the file's own name counts before its folders."""
    found: dict[str, str] = {}
    for label, words in LABEL.findall(path):
        found[label] = words.partition(".")[0]
    return found


def modality_words(path: str) -> Iterator[str]:
    """The modalities that a file's name ends with: `…_behavior+ecephys.nwb` has two."""
    name = path.rsplit("/", 1)[-1].lstrip(".")
    stem = name.partition(".")[0]
    last = stem.rpartition("_")[2] if "_" in stem else ""
    words = last.split("+")
    if ".nwb" in name.lower() and not NWB_WORDS.intersection(words):
        return
    if all(WORD.fullmatch(word) and word.lower() not in NO_WORDS for word in words):
        yield from words


def _plain(label: str) -> str:
    """As dandi's client writes it in a path, where only letters, digits and `-` stay."""
    return re.sub(r"[^A-Za-z0-9]+", "-", label).strip("-").lower()


def by_subject(sessions: Iterable[Session]) -> list[Session]:
    """One row a subject: its sessions together, from the first to the last."""
    return [row for row, _ in with_sessions(sessions)]


def with_sessions(sessions: Iterable[Session]) -> list[tuple[Session, list[Session]]]:
    """The rows of `by_subject`, each with the sessions that it stands for."""
    groups: dict[str, list[Session]] = {}
    for one in sessions:
        groups.setdefault(one.subject, []).append(one)
    return [(_together(subject, ones), ones) for subject, ones in groups.items()]


def _together(subject: str, ones: list[Session]) -> Session:
    starts = sorted(one.start for one in ones if one.start)
    return Session(
        subject=subject,
        session="",
        start=starts[0] if starts else "",
        end=starts[-1] if starts else "",
        age=next((one.age for one in ones if one.age), ""),
        sex=next((one.sex for one in ones if one.sex), ""),
        species=next((one.species for one in ones if one.species), ""),
        genotype=next((one.genotype for one in ones if one.genotype), ""),
        modalities=_all(one.modalities for one in ones),
        approaches=_all(one.approaches for one in ones),
        techniques=_all(one.techniques for one in ones),
        variables=_all(one.variables for one in ones),
        files=tuple(file for one in ones for file in one.files),
        n_sessions=len(ones),
        is_group=True,
    )


def _all(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for words in lists for word in words))
