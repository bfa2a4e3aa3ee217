"""The flags of `dandi-tui search`."""

from argparse import ArgumentParser, ArgumentTypeError

from dandi_tui.archive.facet_names import FACETS

ABOUT = "Find dandisets by words in their metadata, the best first."
EPILOG = f"""\
Words must begin a word of the name, description, keywords, contributors, funders, species,
techniques, variables and so on; "in quotes" they must stand in a row. They are looked for in an
index on this machine, which is brought up to date first (--no-build: as it is; --offline too).

Facets: {", ".join(FACETS)}.
  --facet species="Mus musculus"   what the facet's value begins with or holds; one of several
                                   of the same facet is enough, different facets must all hold

--server asks the archive's own search in place of the index: words anywhere in the metadata, and
  species: approach: technique: file_type: owner:
  created_before: created_after: modified_…: published_…: (YYYY-MM-DD)
"""


def facet(text: str) -> tuple[str, str]:
    """`species=Mus` as name and value."""
    name, sign, value = text.partition("=")
    if name not in FACETS or not sign or not value.strip():
        raise ArgumentTypeError(f"{text} is not FACET=VALUE with one of {', '.join(FACETS)}")
    return name, value.strip()


def add_search(parser: ArgumentParser) -> None:
    """Add words and flags to a parser."""
    add = parser.add_argument
    add("words", nargs="*", metavar="WORDS", help="what to look for; none: all dandisets")
    add(
        "--facet",
        type=facet,
        action="append",
        default=[],
        dest="facets",
        metavar="FACET=VALUE",
        help="only dandisets with this value; may be given again",
    )
    add("--counts", action="store_true", help="how many have each value, in place of dandisets")
    add("--no-build", action="store_true", help="search what the index holds now")
    add("--server", action="store_true", help="ask the archive's own search, with its operators")
