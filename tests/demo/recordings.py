"""The recorded answers of the real server, and how their questions are put to the demo."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from dandi_tui.demo.catalogue import ADA, ALICE, BOB
from tests.demo_fixture import Demo
from tests.shared import shared_folder

TOKENS = {
    "anonymous": "",
    "alice": ALICE.token,
    "bob": BOB.token,
    "admin": ADA.token,
    "bad": "0" * 40,
}

BUCKET = "<object store>/dandi-dandisets/"

WORDS = {
    "000002": "000728",
    "000003": "000950",
    "000004": "000728",
    "000005": "000961",
    "000006": "000962",
    "000007": "000962",
    "000008": "000955",
    "000009": "000960",
    "000010": "000963",
    "000014": "000964",
    "000108": "000115",
    "0.250115.0915": "0.240827.1809",
    "0.230629.1955": "0.240827.1809",
    "page_size=1000&page=3": "page_size=1000&page=21",
}
"""What plays the same part in the demo; its flat folder is longer."""

ASSETS = {
    "f60bba40-5d21-4ee0-8baf-eaff7bdead4a": ("000728", "ophys.nwb"),
    "d96a8265-682e-45c6-8869-0055c465e956": ("000950", ".mp4"),
    "ae998e6b-6a75-4fb8-a102-9d3abc0b7c83": ("000961", ".nwb"),
    "b1732d9b-b789-4010-94ee-32bc61669758": ("000963", "pending/no-sha.nwb"),
    "cd9f84eb-ecb5-446b-ae83-f10830505f31": ("000963", "bad/sub-0.nwb"),
    "c9ff2d4f-f4a7-463b-b7cb-8c09615e93ab": ("000962", ".zarr"),
}
"""Recorded assets by the demo's dandiset and the end of a path there."""

BLOBS = {
    "1372ba1c-2454-411f-b38e-c913a8c68abe": ("000728", "ophys.nwb"),
    "bd67fec1-6d82-4f40-b899-1750aa98ea83": ("000961", ".nwb"),
    "ea25a44e-3a06-4512-863d-1913107e0862": ("000950", ".mp4"),
}

ZARR = "d31bbcc9-b02a-4996-8c16-a940ecd72000"

NWB_PATH = "sub-01/sub-01_ses-20240301_ecephys.nwb"
"""A recorded path whose part the first file of 000728 plays."""


@dataclass(frozen=True)
class Recording:
    """One request and its answer."""

    file: str
    method: str
    url: str
    who: str
    status: int

    @property
    def place(self) -> str:
        """The endpoint, without what varies: recordings of one place share a shape."""
        path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", self.url.partition("?")[0])
        path = re.sub(r"\d{6}", "DANDISET", re.sub(r"draft|0\.\d{6}\.\d{4}", "VERSION", path))
        nested = "/api/dandisets/DANDISET/versions/VERSION/assets/ID/"
        return f"{self.status} {path.replace(nested, '/api/assets/ID/')}"

    @property
    def whole(self) -> dict[str, Any]:
        """Request and answer with headers and body."""
        folder = shared_folder()
        assert folder is not None
        content: dict[str, Any] = json.loads((folder / "archive-api" / self.file).read_text())
        return content


@cache
def recordings() -> tuple[Recording, ...]:
    """All of them; none where the shared data are absent."""
    folder = shared_folder()
    if folder is None:
        return ()
    index = json.loads((folder / "archive-api" / "index.json").read_text())
    keys = ("file", "method", "url", "who", "status")
    return tuple(Recording(**{key: row[key] for key in keys}) for row in index)


class Roles:
    """Which things of the demo play the parts of recorded ones."""

    def __init__(self, demo: Demo) -> None:
        self._demo = demo
        self._words = dict(WORDS)
        self._assets: dict[str, dict[str, Any]] = {}
        for recorded, (dandiset, end) in {**ASSETS, **BLOBS}.items():
            self._assets[recorded] = self._asset(dandiset, end)
        self._words |= {recorded: self._assets[recorded]["asset_id"] for recorded in ASSETS}
        self._words[ZARR] = self._assets["c9ff2d4f-f4a7-463b-b7cb-8c09615e93ab"]["zarr"]
        self._words[NWB_PATH] = self._asset("000728", "ophys.nwb")["path"].replace("+", "%2B")

    def translate(self, text: str) -> str:
        """`text` with the names of recorded things replaced by those of the demo."""
        pattern = "|".join(map(re.escape, sorted(self._words, key=len, reverse=True)))
        return re.sub(pattern, lambda match: self._words[match[0]], text)

    def url(self, recording: Recording) -> str:
        """Where to ask the demo."""
        if not recording.url.startswith(BUCKET):
            return self._demo.host + self.translate(recording.url)
        blob = recording.url.partition("?")[0].rpartition("/")[2]
        asset = self._assets[blob]
        if "?" not in recording.url:
            return self._demo.object_url(asset)
        answer = self._demo.ask(f"/api/assets/{asset['asset_id']}/download/", token=ALICE.token)
        return answer.headers["Location"]

    def _asset(self, dandiset: str, end: str) -> dict[str, Any]:
        path = f"/api/dandisets/{dandiset}/versions/draft/assets/?glob=*{end}&page_size=1"
        answer = self._demo.ask(path, token=ALICE.token)
        found: dict[str, Any] = answer.json()["results"][0]
        return found
