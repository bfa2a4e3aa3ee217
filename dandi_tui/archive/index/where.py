"""Where the index of an archive lies, and whether that place can be shared by write-ahead log."""

import re
from pathlib import Path
from typing import Final

from dandi_tui.settings import Settings

MOUNTS: Final = Path("/proc/self/mounts")
NETWORK: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "lustre", "gpfs", "beegfs", "afs", "ceph", "9p",
     "panfs", "pvfs2", "glusterfs", "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "wekafs"}
)  # fmt: skip
MAX_NAME: Final = 100


def index_file(settings: Settings, host: str) -> Path:
    """`<cache>/index/dandiarchive.org.sqlite`; the host's name cannot leave the folder."""
    name = re.sub(r"[^A-Za-z0-9.-]", "_", host)[:MAX_NAME].lstrip(".") or "_"
    return settings.cache_dir / "index" / f"{name}.sqlite"


def on_network(folder: Path, mounts: str | None = None) -> bool:
    """Whether a folder is on a disk of the network, as homes on clusters are.

    SQLite's write-ahead log needs memory that all its users share, which machines do not.

    Args:
        folder: An existing one.
        mounts: What the system says is mounted; read anew if left out.
    """
    if mounts is None:
        try:
            mounts = MOUNTS.read_text(errors="replace")
        except OSError:
            return False  # No Linux: SQLite itself refuses where it can tell.
    place = str(folder.resolve())
    found = ("", "")
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point, kind = fields[1].replace("\\040", " "), fields[2]
        holds = place == point or place.startswith(point.rstrip("/") + "/")
        if holds and len(point) >= len(found[0]):
            found = (point, kind)
    return found[1] in NETWORK
