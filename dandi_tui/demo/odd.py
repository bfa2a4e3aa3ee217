"""Assets that a browser must survive: many in one folder, deep, hostile, or invalid."""

from collections.abc import Iterator

from dandi_tui.demo.catalogue import Asset
from dandi_tui.demo.stamps import stamp

N_FLAT = 20_000
"""Files side by side in one folder."""

N_SUBJECTS = 60

DEPTH = 41
"""Folders inside each other."""

HOSTILE_PATHS = (
    " lead space/ trail .txt",
    "#hash/a=b&c=d.nwb",
    "(paren), comma + plus.nwb",
    "-leading-dash/file.nwb",
    ".hidden/.dotfile",
    "UPPER/Case.NWB",
    "[bold red]markup[/]/sub-1.nwb",
    "back\\slash`tick^caret.nwb",
    "line\nbreak/file.nwb",
    "no-extension",
    "percent%20encoded.nwb",
    "sort.txt",
    "sort.txt.orig",
    "sort/file.txt",
    "tab\there.nwb",
    "upper/case.nwb",
    "~tilde/file.nwb",
    f"long/{'x' * 200}.nwb",
)
"""Paths of characters that the archive accepts."""


def hostile_name() -> str:
    """A name of 300 characters with markup, escape sequences, bidi controls and line breaks."""
    name = (
        "Odd names [bold red]markup[/] \x1b[31mESC\x1b[0m \x1b]0;title\x07 "
        "\u202eRTL\u202c tab\there newline\nhere \u200bzero-width <b>&amp;</b> 脳 "
    )
    return (name + "very long " * 30)[:300]


def survey_assets(dandiset: str) -> Iterator[Asset]:
    """About 20,900 files without bytes: subjects, a flat folder, a deep one, derivatives."""
    for i, (path, size) in enumerate(_survey_paths()):
        yield Asset(dandiset=dandiset, path=path, size=size, created=stamp("2025-02-01", i))


def _survey_paths() -> Iterator[tuple[str, int]]:
    yield from ((".bidsignore", 735), ("CHANGES", 60), ("README.md", 1207))
    for subject in range(1, N_SUBJECTS + 1):
        yield from _subject(f"sub-{subject:03}", subject)
    for i in range(N_FLAT):
        yield f"flat/frame_{i:05}.tif", 500 + i * 7919 % 40_000
    for subject in range(1, N_SUBJECTS + 1):
        yield f"derivatives/spikesorting/kilosort/v3/sub-{subject:03}_units.nwb", 3_324_270_000
    folders = "/".join(f"level-{i:02}" for i in range(DEPTH))
    yield f"deep/{folders}/bottom.nwb", 4096


def _subject(subject: str, number: int) -> Iterator[tuple[str, int]]:
    for session in range(1, 4):
        name = f"{subject}_ses-{session:02}"
        yield f"{subject}/ses-{session:02}/meta.json", 391 + session
        yield f"{subject}/ses-{session:02}/video/{name}_cam-left.mp4", 27_527_339_216 // number
        for probe in range(2):
            size = 8_360_514 * number + 17 * probe
            yield f"{subject}/{name}_probe-{probe}_ecephys.nwb", size


def hostile_assets(dandiset: str) -> Iterator[Asset]:
    """Small text files with hostile paths."""
    for i, path in enumerate(HOSTILE_PATHS):
        data = path.encode()
        yield Asset(
            dandiset=dandiset,
            path=path,
            size=len(data),
            created=stamp("2025-02-02", i),
            source=data,
        )


def invalid_assets(dandiset: str) -> Iterator[Asset]:
    """One asset that waits for its validation and three that failed it."""
    yield Asset(
        dandiset=dandiset,
        path="pending/no-sha.nwb",
        size=99,
        created=stamp("2025-02-06", 0),
        status="Pending",
    )
    for i in range(3):
        yield Asset(
            dandiset=dandiset,
            path=f"bad/sub-{i}.nwb",
            size=1001,
            created=stamp("2025-02-06", i + 1),
            status="Invalid",
            errors=(
                ("", "'encodingFormat' is a required property"),
                ("approach", "'not a list' is not of type 'array'"),
            ),
        )
