"""The instance, its users, its schemas and counts."""

from typing import Any

from dandi_tui import __version__
from dandi_tui.demo.catalogue import USERS, User
from dandi_tui.demo.metadata import DOI_PREFIX, SCHEMA_VERSION, SPECIES
from dandi_tui.demo.search import fold
from dandi_tui.demo.web import Answer, Ask, Endpoint, Refusal, page, signed_in

MODELS = ("Dandiset", "Asset", "PublishedDandiset", "PublishedAsset")

GENOTYPES = ("wt/wt", "Cux2-CreERT2/wt", "Emx1-IRES-Cre/wt", "Slc17a7-IRES2-Cre/wt")

ROBOTS = """User-agent: *
Disallow: /
"""

READ_ONLY = "OPTIONS, GET"


def instance(ask: Ask) -> Answer:
    """What a client asks first: where the services are, and which clients may come."""
    body = {
        "instance_config": {
            "instance_name": "DANDI-DEMO",
            "instance_identifier": "RRID:SCR_017571",
            "instance_url": f"{ask.host}/",
            "doi_prefix": DOI_PREFIX,
            "licenses": ["spdx:CC0-1.0", "spdx:CC-BY-4.0"],
        },
        "schema_version": SCHEMA_VERSION,
        "schema_url": f"{ask.api}/schemas/?model=Dandiset",
        "allowed_schema_versions": [SCHEMA_VERSION],
        "version": __version__,
        "services": {
            "api": {"url": ask.api},
            "webui": {"url": ask.host},
            "jupyterhub": {"url": "https://hub.dandiarchive.org/"},
        },
        "cli-minimal-version": "0.60.0",
        "cli-requires-python": ">=3.10",
        "cli-bad-versions": [],
    }
    return Answer(body)


def stats(ask: Ask) -> Answer:
    """How much the archive holds."""
    dandisets = ask.archive.dandisets.values()
    body = {
        "dandiset_count": len(dandisets),
        "published_dandiset_count": sum(bool(dandiset.published) for dandiset in dandisets),
        "user_count": len(USERS),
        "size": sum(dandiset.newest.assets.size for dandiset in dandisets),
    }
    return Answer(body)


def me(ask: Ask) -> Answer:
    """The caller."""
    return Answer(_user(signed_in(ask)))


def _user(user: User) -> dict[str, Any]:
    return {
        "username": user.username,
        "name": user.name,
        "admin": user.admin,
        "status": "APPROVED",
    }


def find_users(ask: Ask) -> Answer:
    """Users by the beginning of their name, for those who are signed in."""
    signed_in(ask)
    wanted = ask.query.get("username", "").lower()
    return Answer([_user(user) for user in USERS if user.username.startswith(wanted)])


def token(ask: Ask) -> Answer:
    """The caller's own token."""
    return Answer(signed_in(ask).token)


def species(ask: Ask) -> Answer:
    """Species whose name contains the word."""
    wanted = fold(ask.query.get("species", ""))
    names = sorted(name for name, _taxon in SPECIES.values() if wanted in fold(name))
    return page(ask, names, lambda name: name)


def genotypes(ask: Ask) -> Answer:
    """Genotypes that contain the word."""
    wanted = fold(ask.query.get("genotype", ""))
    return Answer([name for name in GENOTYPES if wanted in fold(name)])


def models(_ask: Ask) -> Answer:
    """Names of the models that have a schema."""
    return Answer(list(MODELS))


def schema(ask: Ask) -> Answer:
    """A schema that says no more than that the model is an object."""
    model = ask.query.get("model", "")
    if model not in MODELS:
        raise Refusal(400, {"model": [f'"{model}" is not a valid choice.']})
    properties = {
        name: {
            "type": "string",
            "description": f"The {name} of this {model}, as the archive has it",
        }
        for name in ("id", "name", "identifier", "schemaKey", "schemaVersion")
    }
    return Answer(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": model,
            "type": "object",
            "properties": properties,
        }
    )


def robots(_ask: Ask) -> Answer:
    """What robots may read: nothing."""
    return Answer(ROBOTS, content_type="text/plain")


ENDPOINTS = (
    Endpoint("/api/info/", instance, READ_ONLY, "Info"),
    Endpoint("/api/stats/", stats, READ_ONLY, "Stats"),
    Endpoint("/api/users/me/", me, READ_ONLY, "Users Me"),
    Endpoint("/api/users/search/", find_users, READ_ONLY, "Users Search"),
    Endpoint("/api/auth/token/", token, "OPTIONS, GET, POST", "Auth Token"),
    Endpoint("/api/search/species/", species, READ_ONLY, "Species"),
    Endpoint("/api/search/genotypes/", genotypes, READ_ONLY, "Genotypes"),
    Endpoint("/api/schemas/available/", models, READ_ONLY, "Schemas"),
    Endpoint("/api/schemas/", schema, READ_ONLY, "Schema"),
    Endpoint("/robots.txt", robots, allow=""),
)
