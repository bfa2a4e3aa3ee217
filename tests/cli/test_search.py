"""`dandi-tui search`: against the demo archive."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from dandi_tui.archive.index import Found
from dandi_tui.archive.index.facets import fits
from dandi_tui.cli.search import _chosen
from tests.cli.conftest import Cli
from tests.demo_fixture import DemoFactory


def test_words_find_and_facets_narrow(cli: Cli) -> None:
    """One JSON object a line, the best first, with score, snippet and facets."""
    found = cli("search", "two-photon", "--json").lines
    assert len(found) > 5
    scores = [one["score"] for one in found]
    assert scores == sorted(scores, reverse=True)
    keys = {"identifier", "name", "version", "modified", "asset_count", "size_bytes",
            "embargo_status", "score", "snippet", "facets"}  # fmt: skip
    assert set(found[0]) == keys
    mice = cli("search", "two-photon", "--facet", "species=mus", "--json").lines
    assert 0 < len(mice) < len(found)
    assert all("Mus musculus" in one["facets"]["species"] for one in mice)


def test_the_second_search_asks_for_the_list_alone(demo_factory: DemoFactory, cli: Cli) -> None:
    """The first builds the index: a request a dandiset; then only what changed is asked for."""
    demo = demo_factory()
    words = ("search", "calcium", "--json", "--instance", demo.api_url)
    first = cli(*words)
    n_first = len(demo.log("api"))
    assert first.lines == cli(*words).lines
    assert len(demo.log("api")) == n_first + 1


def test_two_processes_share_the_work(demo_factory: DemoFactory, cli: Cli) -> None:
    """Two at once ask for each dandiset's metadata once between them, and find the same."""
    demo = demo_factory()
    words = ("search", "calcium", "--json", "--instance", demo.api_url)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: cli(*words), range(2))
    assert first.lines == second.lines
    assert first.lines
    asked = Counter(entry["path"] for entry in demo.log("api"))
    assert asked.pop("/api/dandisets/") == 2
    assert set(asked.values()) == {1}


def test_offline_it_answers_from_what_is_kept(cli: Cli, tmp_path: Path) -> None:
    """No request at all; an index that was never built is said to be empty."""
    nothing = cli("search", "calcium", "--offline")
    assert (nothing.code, nothing.out) == (0, "")
    assert "The index is empty" in nothing.err
    online = cli("search", "calcium", "--json")
    assert cli("search", "calcium", "--json", "--offline").lines == online.lines
    assert online.lines


def test_a_folder_that_cannot_be_written_is_named(cli: Cli, tmp_path: Path) -> None:
    """A file is in its place: one sentence says which folder it is, and why."""
    (tmp_path / "index").touch()
    done = cli("search", "calcium", "--cache-dir", str(tmp_path))
    said = f"{tmp_path / 'index'} cannot be written (File exists)."
    assert done.sentence == f"dandi-tui: The index cannot be used: {said}"
    assert ("--cache-dir" in done.err, done.code) == (True, 1)


def test_without_building_what_is_there_is_searched(demo_factory: DemoFactory, cli: Cli) -> None:
    """`--no-build` asks the archive nothing."""
    demo = demo_factory()
    done = cli("search", "calcium", "--no-build", "--instance", demo.api_url)
    assert (done.code, done.out) == (0, "")
    assert demo.log("api") == []


def test_the_server_is_asked_with_its_operators(demo_factory: DemoFactory, cli: Cli) -> None:
    """One request; what the server does not rank has no score."""
    demo = demo_factory()
    words = ("search", "species:mus", "created_after:2023-01-01", "--server", "--json")
    done = cli(*words, "--instance", demo.api_url)
    assert done.lines
    assert {(one["score"], one["facets"]) for one in done.lines} == {(None, None)}
    assert len(demo.log("api")) == 1


def test_server_and_index_agree_on_the_species(cli: Cli) -> None:
    """A draft without assets is of no species, whichever is asked."""
    found = [
        {one["identifier"] for one in cli("search", *words, "--json").lines}
        for words in (('species:"Mus musculus"', "--server"), ("--facet", "species=Mus musculus"))
    ]
    assert found[0] == found[1]
    assert "000728" in found[0]


def test_the_servers_own_sentence_is_passed_on(cli: Cli) -> None:
    """A bad expression: exit 1, and what the archive says of it."""
    done = cli("search", "specie:mouse", "--server")
    assert done.code == 1
    assert 'Unknown search operator "specie". Did you mean "species"?' in done.sentence


def test_counts_say_what_there_is(cli: Cli) -> None:
    """A line a value; a value that nobody has is refused, with a hint."""
    rows = cli("search", "--counts", "--json").lines
    assert {"facet": "species", "value": "Mus musculus"} in [
        {"facet": one["facet"], "value": one["value"]} for one in rows
    ]
    done = cli("search", "--facet", "species=unicorn")
    assert done.code == 1
    assert "No dandiset has species unicorn." in done.err
    assert cli("search", "--facet", "colour=red").code == 2
    assert cli("search", "--server", "--counts").code == 2


def test_hostile_names_come_out_harmless(cli: Cli) -> None:
    """Neither the table nor JSON holds a byte that acts on a terminal."""
    for words in (("--json",), ()):
        done = cli("search", *words)
        assert done.code == 0
        assert not set("\x1b\x07\u202e\r\t") & set(done.out + done.err)
    assert all(json.loads(line) for line in cli("search", "--json").out.splitlines())


def test_a_facet_of_which_nothing_is_known_fits_nothing() -> None:
    """Rather than all there is, as if nothing had been asked for."""
    chosen = _chosen([("funder", "nih")], Found(counts={"funder": ()}))
    assert not fits({"funder": ()}, chosen)
