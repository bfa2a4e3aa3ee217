"""The user's key: from the environment, else from the keyring; never by a prompt."""

import logging
import os
import re
from dataclasses import dataclass

log = logging.getLogger(__name__)

SILENT_BACKENDS = ("keyring.backends.", "keyrings.alt.file.PlaintextKeyring")
"""Those that do not ask for a password on the terminal, as `EncryptedKeyring` does."""


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """A key (or none), and where it was or could be."""

    token: str
    name: str
    """The variable's name: `DANDI_API_KEY`."""
    notice: str = ""
    """A sentence for the user, if there was a key that cannot be one."""


def credentials(instance: str) -> Credentials:
    """The key for a known instance. Blocks while the keyring is asked.

    Source: `DandiAPIClient.dandi_authenticate` of dandi, without its prompt.
    """
    name = f"{instance.upper().replace('-', '_')}_API_KEY"
    token = os.environ.get(name, "").strip() or _from_keyring(instance)
    if token and not re.fullmatch(r"[\x21-\x7e]{1,200}", token):
        return Credentials(token="", name=name, notice=f"{name} holds no key; it is left out.")
    return Credentials(token=token, name=name)


def _from_keyring(instance: str) -> str:
    # keyring takes 0.1 s to load, which a key in the environment saves.
    import keyring
    import keyring.errors

    try:
        chosen = keyring.get_keyring()
        for backend in getattr(chosen, "backends", [chosen]):
            kind = f"{type(backend).__module__}.{type(backend).__name__}"
            if kind.startswith(SILENT_BACKENDS):
                found = backend.get_password(f"dandi-api-{instance}", "key")
                if found:
                    return str(found).strip()
    except (keyring.errors.KeyringError, OSError, RuntimeError, ImportError) as error:
        log.info("the keyring has no key for us: %s", error)
    return ""
