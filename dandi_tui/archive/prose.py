"""Markdown as plain lines: what a description says, without its marks."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dandi_tui.text import safe

if TYPE_CHECKING:
    from markdown_it.token import Token

MAX_PARSED = 12_000
"""Characters that are read as Markdown; what follows is shown as it is written."""
MAX_SHOWN = 100_000
TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>|<!--.{0,2000}?-->", re.DOTALL)
BREAK = re.compile(r"<(?:br|p|/p|li|/li|div|/div|tr)\b[^<>]{0,100}>", re.IGNORECASE)


def plain_lines(markdown: str) -> list[str]:
    """Paragraphs, items and lines of code, one a line, safe to show; blank lines between blocks.

    Links are written as `words (address)`, items begin with `- ` or `1. ` after two blanks per
    level, headings lose their marks, HTML tags are dropped. Nothing is wrapped.

    Source:
        CommonMark 0.31, as markdown-it-py reads it, which comes with Textual.
    """
    # It takes 40 ms to load, which whoever reads no description is spared.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": 12}).enable("table")
    lines = _Lines()
    for token in parser.parse(markdown[:MAX_PARSED]):
        lines.take(token)
    rest = markdown[MAX_PARSED:MAX_SHOWN].splitlines()
    return _without_double_blanks([safe(line) for line in [*lines.done, *rest]])


class _Lines:
    """Puts the lines of one block after the other together."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._lists: list[int | None] = []
        """Of each list that is open: the number of its next item, None for bullets."""
        self._mark = ""
        self._cells: list[str] | None = None

    def take(self, token: "Token") -> None:
        """One token of the parser."""
        match token.type:
            case "inline" if self._cells is not None:
                self._cells.append(_words(token.children or ()).replace("\n", " "))
            case "inline":
                self._put(_words(token.children or ()).split("\n"))
            case "fence" | "code_block":
                self._put([f"  {line}" for line in token.content.splitlines()])
            case "html_block":
                self._put(_untagged(token.content).splitlines())
            case "hr":
                self._put(["—"])
            case _:
                self._structure(token)

    def _structure(self, token: "Token") -> None:
        match token.type:
            case "list_item_open":
                self._begin_item()
            case "tr_open":
                self._cells = []
            case "tr_close":
                self.done.append("  ".join(self._cells or ()))
                self._cells = None
            case "paragraph_close" | "heading_close" | "table_close" if not self._lists:
                self._end()
            case _:
                self._list(token)

    def _list(self, token: "Token") -> None:
        match token.type:
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_open":
                start = token.attrs.get("start", 1)
                self._lists.append(start if isinstance(start, int) else 1)
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
                if not self._lists:
                    self._end()

    def _begin_item(self) -> None:
        at = self._lists[-1] if self._lists else None
        self._mark = "- " if at is None else f"{at}. "
        if at is not None:
            self._lists[-1] = at + 1

    def _put(self, lines: Sequence[str]) -> None:
        indent = "  " * max(0, len(self._lists) - 1)
        for line in lines:
            self.done.append(f"{indent}{self._mark or ('  ' if self._lists else '')}{line}")
            self._mark = ""
        if not self._lists and len(lines) > 1:
            self._end()

    def _end(self) -> None:
        self.done.append("")


def _words(tokens: Sequence["Token"]) -> str:
    """The words of a paragraph, with the address behind each link that does not show it."""
    parts: list[str] = []
    link, start = "", 0
    for token in tokens:
        if token.type == "link_open":
            link, start = str(token.attrs.get("href", "")), len(parts)
        elif token.type == "link_close":
            parts.append("" if _says("".join(parts[start:]), link) else f" ({link})")
        else:
            parts.append(_piece(token))
    return "".join(parts)


def _piece(token: "Token") -> str:
    """What a token that is no link says."""
    match token.type:
        case "text" | "code_inline" | "text_special" | "image":
            return token.content
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "html_inline" if BREAK.fullmatch(token.content):
            return "\n"
    return ""


def _says(words: str, link: str) -> bool:
    """Whether the words are the address already."""
    bare = link.removeprefix("mailto:")
    return not bare or bare.rstrip("/") in words or bare.partition("://")[2].rstrip("/") == words


def _untagged(html: str) -> str:
    return TAG.sub("", BREAK.sub("\n", html))


def _without_double_blanks(lines: Sequence[str]) -> list[str]:
    return [*_squeezed([line.rstrip() for line in lines])]


def _squeezed(lines: Sequence[str]) -> Iterator[str]:
    blank = True
    for line in lines:
        if line or not blank:
            yield line
        blank = not line
