"""What a person types, as an expression of FTS5. Pure."""

import re
from typing import Final

PART: Final = re.compile(r'"([^"]*)"?|(\S+)')
MAX_WORDS: Final = 32


def expression(words: str) -> str:
    """All words must begin a word of the text; `"in quotes"` words in a row. Empty: no words.

    Nothing that is typed is an operator: each part becomes a string of FTS5, in which a quote is
    doubled, so that no text can be a bad expression.
    """
    parts: list[str] = []
    # SQLite takes no text that is not Unicode, as bytes of another encoding on the command line.
    clean = words.replace("\0", " ").encode("utf-8", "replace").decode()
    for phrase, word in PART.findall(clean):
        text = phrase or word
        # Signs alone are no words to FTS5, which would find nothing.
        if any(letter.isalnum() for letter in text):
            quoted = text.replace('"', " ").strip()
            parts.append(f'"{quoted}"' + ("" if phrase else "*"))
    return " AND ".join(parts[:MAX_WORDS])
