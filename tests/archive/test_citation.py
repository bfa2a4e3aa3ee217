"""Citations of real records, worked out by hand from the style guides, and parsed back."""

import re
from datetime import date
from typing import Any

import pytest
import yaml

from dandi_tui.archive.citation import FORMATS, Reference, format_named, reference
from dandi_tui.archive.citation.names import Name, name_of
from dandi_tui.archive.metadata import parse_info
from dandi_tui.cli.describing import FORMAT_NAMES
from tests.archive.hostile_json import variants
from tests.archive.test_metadata import real_records

GRANULE = (
    "Physiological Properties and Behavioral Correlates of Hippocampal Granule Cells"
    " and Mossy Cells"
)
DOI_3 = "10.48324/dandi.000003/0.230629.1955"
HUMAN = (
    "A NWB-based dataset and processing pipeline of human single-neuron activity during a"
    " declarative memory task"
)
DOI_4 = "10.48324/dandi.000004/0.220126.1852"


def record(identifier: str) -> Reference:
    """A real record, with the DOI that the archive gives to its version."""
    found = next(one for one in real_records() if one["identifier"] == identifier)
    doi = f"10.48324/dandi.{identifier}/{found['version']}"
    return reference(parse_info(found | {"doi": doi}))


def made(**keys: Any) -> Reference:
    """A published version of 000001 with these metadata."""
    base = {"doi": "10.48324/dandi.000001/0.240827.1809", "name": "Title"}
    return reference(parse_info(base | keys, identifier="000001", version="0.240827.1809"))


def people(*names: str, **keys: Any) -> list[dict[str, Any]]:
    return [{"name": name, "schemaKey": "Person", "includeInCitation": True} | keys
            for name in names]  # fmt: skip


THREE_AUTHORS = {
    "apa": "Senzai, Y., Fernandez-Ruiz, A., & Buzsáki, G. (2023)."
    f" {GRANULE} (Version 0.230629.1955) [Data set]. DANDI Archive. https://doi.org/{DOI_3}",
    "mla": f"Senzai, Yuta, et al. “{GRANULE}.” Version 0.230629.1955, DANDI Archive,"
    f" 29 June 2023, https://doi.org/{DOI_3}.",
    "chicago": "Senzai, Yuta, Antonio Fernandez-Ruiz, and György Buzsáki. 2023."
    f" “{GRANULE}.” Version 0.230629.1955. DANDI Archive, June 29. https://doi.org/{DOI_3}.",
    "harvard": f"Senzai, Y., Fernandez-Ruiz, A. and Buzsáki, G. (2023) ‘{GRANULE}’."
    f" Version 0.230629.1955 [Dataset]. DANDI Archive. Available at: https://doi.org/{DOI_3}.",
    "vancouver": f"Senzai Y, Fernandez-Ruiz A, Buzsáki G. {GRANULE} [dataset]."
    " Version 0.230629.1955. 2023 Jun 29. DANDI Archive."
    f" Available from: https://doi.org/{DOI_3}",
    "ieee": f"Y. Senzai, A. Fernandez-Ruiz, and G. Buzsáki, June 29, 2023, “{GRANULE},”"
    f" version 0.230629.1955, DANDI Archive, doi: {DOI_3}.",
}
THIRTEEN = {
    "apa": "Chandravadia, N., Liang, D., Schjetnan, A. G. P., Carlson, A., Faraut, M.,"
    " Chung, J. M., Reed, C. M., Dichter, B., Maoz, U., Kalia, S. K., Valiante, T. A.,"
    f" Mamelak, A. N., & Rutishauser, U. (2022). {HUMAN} (Version 0.220126.1852) [Data set]."
    f" DANDI Archive. https://doi.org/{DOI_4}",
    "mla": f"Chandravadia, Nand, et al. “{HUMAN}.” Version 0.220126.1852, DANDI Archive,"
    f" 26 Jan. 2022, https://doi.org/{DOI_4}.",
    "chicago": "Chandravadia, Nand, Dehua Liang, Andrea Gomez Palacio Schjetnan, April Carlson,"
    f" Mailys Faraut, Jeffrey M. Chung, Chrystal M. Reed, et al. 2022. “{HUMAN}.”"
    f" Version 0.220126.1852. DANDI Archive, January 26. https://doi.org/{DOI_4}.",
    "harvard": f"Chandravadia, N. et al. (2022) ‘{HUMAN}’. Version 0.220126.1852 [Dataset]."
    f" DANDI Archive. Available at: https://doi.org/{DOI_4}.",
    "vancouver": "Chandravadia N, Liang D, Schjetnan AG, Carlson A, Faraut M, Chung JM, et al."
    f" {HUMAN} [dataset]. Version 0.220126.1852. 2022 Jan 26. DANDI Archive."
    f" Available from: https://doi.org/{DOI_4}",
    "ieee": f"N. Chandravadia et al., Jan. 26, 2022, “{HUMAN},” version 0.220126.1852,"
    f" DANDI Archive, doi: {DOI_4}.",
}


@pytest.mark.parametrize("style", THREE_AUTHORS)
def test_a_record_with_three_authors(style: str) -> None:
    """Hippocampal granule cells (000003), published on 29 June 2023."""
    assert format_named(style).write(record("000003")) == THREE_AUTHORS[style]


@pytest.mark.parametrize("style", THIRTEEN)
def test_a_record_with_thirteen_authors(style: str) -> None:
    """Human single neurons (000004): each style has its own rule for many."""
    assert format_named(style).write(record("000004")) == THIRTEEN[style]


def test_an_organisation_is_never_taken_apart() -> None:
    """It has no initials, and no comma."""
    cited = made(contributor=people("Allen Institute, for Science", schemaKey="Organization"))
    for style in ("apa", "mla", "chicago"):
        assert format_named(style).write(cited).startswith("Allen Institute, for Science. ")
    assert format_named("vancouver").write(cited).startswith("Allen Institute, for Science. Title")
    assert "{{Allen Institute, for Science}}" in format_named("bibtex").write(cited)


def test_without_authors_the_title_comes_first() -> None:
    """Nobody is named who is not cited, as a contact person may be."""
    cited = made(contributor=people("Contact, Carl", includeInCitation=False))
    url = "https://doi.org/10.48324/dandi.000001/0.240827.1809"
    written = {one.name: one.write(cited) for one in FORMATS}
    assert written["apa"] == (
        f"Title (Version 0.240827.1809) [Data set]. (2024). DANDI Archive. {url}"
    )
    assert written["chicago"].startswith("“Title.” 2024. Version")
    assert not any("Contact" in words for words in written.values())
    assert yaml.safe_load(written["cff"])["authors"]


def test_two_authors_and_twenty_one() -> None:
    """APA lists twenty; of more the first nineteen and the last."""
    two = made(contributor=people("Hires, S Andrew", "Svoboda, Karel"))
    assert format_named("apa").write(two).startswith("Hires, S. A., & Svoboda, K. (2024)")
    assert format_named("mla").write(two).startswith("Hires, S Andrew, and Karel Svoboda. “")
    many = format_named("apa").write(made(contributor=people(*(f"F{n}, G" for n in range(21)))))
    assert "F18, G., . . . F20, G. (2024)" in many


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Buzsáki, György", Name("Buzsáki", "György")),
        ("de Vries, Saskia E. J.", Name("de Vries", "Saskia E. J.")),
        ("Berg, Jan van der", Name("van der Berg", "Jan")),
        ("King, Martin Luther, Jr.", Name("King", "Martin Luther", "Jr.")),
        ("Jennifer L. Collinger", Name("Collinger", "Jennifer L.")),
        ("Ludwig van Beethoven", Name("van Beethoven", "Ludwig")),
        ("Plato", Name("Plato")),
        ("", Name("")),
    ],
)
def test_names_are_taken_apart(written: str, name: Name) -> None:
    """As DANDI writes them, and as some people do."""
    assert name_of(written) == name


def test_initials() -> None:
    """Double names keep their hyphen; initials written together are two."""
    assert Name("Sartre", "Jean-Paul C.").initials() == "J.-P. C."
    assert Name("Sartre", "Jean-Paul").initials(gap="", dot="", hyphens=False) == "JP"
    assert Name("Tolkien", "J.R.R.").initials(gap="") == "J.R.R."


def parsed_bibtex(entry: str) -> dict[str, str]:
    """The fields of an entry, with braces counted as BibTeX counts them."""
    head = re.match(r"@misc\{([A-Za-z0-9_]+),\n", entry)
    assert head
    fields, at = {"key": head.group(1)}, head.end()
    while field := re.compile(r"\s*(\w+)\s*=\s*\{").match(entry, at):
        start = at = field.end()
        depth = 1
        while depth:
            depth += {"{": 1, "}": -1}.get(entry[at], 0)
            at += 1
        fields[field.group(1)] = entry[start : at - 1]
        at += 1
    assert entry[at:].strip() == "}"
    return fields


def split_authors(field: str) -> list[str]:
    """Names at ` and ` outside of braces."""
    parts, depth = [""], 0
    for word in re.split(r"( and )", field):
        if word == " and " and depth == 0:
            parts.append("")
        else:
            parts[-1] += word
            depth += word.count("{") - word.count("}")
    return [part for part in parts if part]


def check(cited: Reference) -> None:
    """All three machine formats say again what went in."""
    fields = parsed_bibtex(format_named("bibtex").write(cited))
    assert len(split_authors(fields.get("author", ""))) == len(cited.authors)
    assert fields.get("doi", "") == cited.doi
    lines = format_named("ris").write(cited).rstrip("\n").split("\n")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines)
    assert (lines[0], lines[-1]) == ("TY  - DATA", "ER  - ")
    assert f"TI  - {cited.title}" in lines
    assert sum(line.startswith("AU  - ") for line in lines) == len(cited.authors)
    document = yaml.safe_load(format_named("cff").write(cited))
    assert document["title"] == cited.title
    assert document["cff-version"] == "1.2.0"
    assert len(document["authors"]) == max(1, len(cited.authors))


def test_every_real_record_is_written_and_read_back() -> None:
    """285 records, in nine formats; the texts are one line each."""
    for found in real_records():
        doi = f"10.48324/dandi.{found['identifier']}/{found['version']}"
        cited = reference(parse_info(found | {"doi": doi}))
        check(cited)
        for one in FORMATS[:6]:
            words = one.write(cited)
            assert "\n" not in words
            assert cited.title in words
            assert "None" not in words.replace(cited.title, "")


def test_broken_and_hostile_records_are_written_too() -> None:
    """Whatever is missing or odd; no control character gets through."""
    for seed, found in enumerate(real_records()[::6]):
        for odd in variants(found, n=3, seed=seed):
            cited = reference(parse_info(odd, identifier="000001"))
            check(cited)
            for one in FORMATS:
                assert not set(one.write(cited)) & set("\x1b\x9b\u202e\r\t")


def test_tex_and_yaml_are_written_so_that_they_mean_nothing() -> None:
    """Braces, backslashes, quotes and line breaks stay words."""
    title = '50% of {x}_1 & $y$ #3 ~ ^ \\cmd: "a"\n- b: [c'
    cited = made(name=title, contributor=people("Doe {and} and, Sons"))
    check(cited)
    written = parsed_bibtex(format_named("bibtex").write(cited))
    assert written["title"] == (
        r"{50\% of \textbraceleft{}x\textbraceright{}\_1 \& \$y\$ \#3 \textasciitilde{}"
        r' \textasciicircum{} \textbackslash{}cmd: "a" - b: [c}'
    )


def test_the_date_is_of_publication() -> None:
    """Else of the version's number; a draft has no DOI, whatever it says."""
    assert made(datePublished="2024-08-28T01:00:00+00:00").released == date(2024, 8, 28)
    assert made(datePublished="never").released == date(2024, 8, 27)
    draft = reference(parse_info({"doi": "10.48324/dandi.000001"}, identifier="000001"))
    assert (draft.version, draft.doi) == ("draft", "")
    assert draft.url == "https://dandiarchive.org/dandiset/000001/draft"


def test_files_have_the_line_ends_of_their_format() -> None:
    """RIS has CR LF; the command line knows the same formats."""
    assert tuple(one.name for one in FORMATS) == FORMAT_NAMES
    assert format_named("ris").file_text(made()).endswith("ER  - \r\n")
    assert "\r" not in format_named("bibtex").file_text(made())
