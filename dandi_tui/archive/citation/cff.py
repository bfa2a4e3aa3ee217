"""CFF: the Citation File Format, YAML."""

from dandi_tui.archive.citation.reference import Author, Reference
from dandi_tui.archive.described import LICENCES


def cff(cited: Reference) -> str:
    """A `CITATION.cff` of the type `dataset`.

    Source:
        Citation File Format 1.2.0 (doi:10.5281/zenodo.5171937), schema-guide.
    """
    # Loading it takes 20 ms, which the other formats are spared; it does all the quoting.
    import yaml

    authors = [_author(one) for one in cited.authors]
    document = {
        "cff-version": "1.2.0",
        "message": "If you use this dandiset, please cite it.",
        "type": "dataset",
        "title": cited.title,
        # The format wants at least one.
        "authors": authors or [{"name": f"The contributors of DANDI:{cited.identifier}"}],
        "version": cited.version,
        "date-released": cited.released.isoformat() if cited.released else None,
        "doi": cited.doi,
        "url": cited.url,
        "license": next((one for one in cited.licences if one in LICENCES), ""),
        "keywords": list(dict.fromkeys(cited.keywords)),
        "abstract": cited.abstract,
    }
    kept = {key: value for key, value in document.items() if value}
    text: str = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=100)
    return text


def _author(one: Author) -> dict[str, str]:
    if not one.name.is_person:
        website = one.link if one.link.startswith("https://") else ""
        return {"name": one.name.family} | ({"website": website} if website else {})
    keys = {
        "family-names": one.name.family,
        "given-names": one.name.given,
        "name-suffix": one.name.suffix,
        "orcid": f"https://orcid.org/{one.orcid}" if one.orcid else "",
        "affiliation": "; ".join(one.affiliations),
    }
    return {key: words for key, words in keys.items() if words}
