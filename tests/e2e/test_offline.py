"""What was read before is there without a network, and costs the servers nothing."""

from pathlib import Path

import pytest

from dandi_tui.cli import tree
from dandi_tui.cli.parser import parse
from tests.cli.run import run
from tests.demo_fixture import Demo, DemoFactory
from tests.e2e.faults import DFF, FILE, embargoed_file, impatient, known_as


def url_of(demo: Demo) -> str:
    """The file's own address in the store."""
    (asset,) = [asset for asset in demo.assets("000728") if asset["path"] == FILE]
    return demo.object_url(asset)


def test_a_file_read_before_opens_and_draws_offline(
    demo_factory: DemoFactory, tmp_path: Path
) -> None:
    """The same tree and the same picture, with no request; then the cache names the file."""
    demo = demo_factory()
    url = url_of(demo)
    verbs = (["tree", url, "--json"], ["show", url, DFF, "--window", "0:5"])
    online = [run(tmp_path, *words) for words in verbs]
    n_requests = len(demo.log())
    for words, before in zip(verbs, online, strict=True):
        after = run(tmp_path, *words, "--offline")
        assert (before.code, before.err) == (0, "")
        assert after == before
    assert len(demo.log()) == n_requests
    (kept,) = run(tmp_path, "cache", "--json").lines
    assert kept["name"] == url.rpartition("/")[2]
    # A small file comes whole while nobody waits; in pages of the disk, and with its tree.
    assert 0 < kept["kept_bytes"] < 1.25 * kept["size_bytes"]


@pytest.mark.parametrize("words", [["tree"], ["show", DFF]])
def test_what_was_not_read_is_a_sentence_offline(
    words: list[str], demo: Demo, tmp_path: Path
) -> None:
    """Of a file that nobody opened, and of one that was cleared; no request is made."""
    url = url_of(demo)
    run(tmp_path, "tree", url)
    assert run(tmp_path, "cache", "clear").code == 0
    n_requests = len(demo.log("store"))
    done = run(tmp_path, words[0], url, *words[1:], "--offline")
    assert (done.code, done.out) == (1, "")
    assert "These bytes are not kept on this machine." in done.err
    assert "--offline" in done.err
    assert len(demo.log("store")) == n_requests


@pytest.mark.parametrize("keep", [False, True])
def test_an_embargoed_file_is_kept_only_if_that_is_wished(
    keep: bool,
    demo_factory: DemoFactory,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Then the second look asks at most whether it is the same, and only the user can read it."""
    demo = demo_factory()
    name = known_as(demo, monkeypatch)
    settings = impatient(tmp_path, instance=name, keep_embargoed=keep)
    args, _ = parse(["tree", f"000961@draft/{embargoed_file(demo)}"])
    n_ranges, said = [], set()
    for _ in range(2):
        assert tree.run(args, settings) == 0
        n_ranges.append(len([entry for entry in demo.log("store") if entry["range"]]))
        said.add(capsys.readouterr().out)
    assert len(said) == 1
    assert (n_ranges[1] - n_ranges[0] <= 1) is keep
    kept = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert bool(kept) is keep
    assert {path.stat().st_mode & 0o777 for path in kept} <= {0o600}


def test_a_table_of_sessions_is_there_offline_with_its_date(demo: Demo, tmp_path: Path) -> None:
    """The same rows without a request, and of a draft when it was seen; inside the files too."""
    verb = ["sessions", "000728@draft", "--instance", demo.api_url, "--json"]
    online = [run(tmp_path, *verb), run(tmp_path, *verb, "--inside")]
    n_requests = len(demo.log())
    offline = [run(tmp_path, *verb, *more, "--offline") for more in ([], ["--inside"])]
    assert [one.lines for one in offline] == [one.lines for one in online]
    assert all("This is as it was on " in one.err for one in offline)
    assert not any("as it was" in one.err for one in online)
    assert len(demo.log()) == n_requests
    missing = run(tmp_path, "sessions", "000409", "--instance", demo.api_url, "--offline")
    assert (missing.code, missing.out) == (1, "")
    assert "not kept on this machine" in missing.err
