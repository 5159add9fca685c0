"""Plain text of wikitext, parsed by mwparserfromhell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from lexiboost.artifacts.errors import LexiboostError
from lexiboost.text.readers.records import RejectedError

LONGEST = 4 * 2**20
"""Characters that an article may have; MediaWiki itself allows 2 MiB."""

_UNSEEN_TAGS = frozenset(
    {
        "ce",
        "chem",
        "code",
        "gallery",
        "graph",
        "hiero",
        "imagemap",
        "includeonly",
        "indicator",
        "mapframe",
        "maplink",
        "math",
        "noinclude",
        "pre",
        "ref",
        "references",
        "score",
        "script",
        "section",
        "source",
        "style",
        "syntaxhighlight",
        "table",
        "templatedata",
        "templatestyles",
        "timeline",
    }
)
_BREAKS = frozenset({"br", "hr", "p", "div", "li", "dd", "dt", "blockquote", "poem"})
_LANGUAGE_LINK = re.compile(r"[a-z]{2,3}(?:-[a-z]+)*")
_SWITCH = re.compile(r"__[^\W\d_]+(?:_[^\W\d_]+)*__")
_EMPTY_BRACKETS = re.compile(r"[(（][^\S\n]*(?:[,;:،؛、，；][^\S\n]*)*[)）]")
_LEADING_SIGNS = re.compile(r"(?<=[(（])[^\S\n]*(?:[,;،؛、，；][^\S\n]*)+")
_SPACES = re.compile(r"[^\S\n]+")
_BEFORE_SIGN = re.compile(r" +(?=[,.;:!?)])")


class WikitextCleaner:
    """Turns wikitext into paragraphs.

    Templates, tables, references, formulas, comments and links to files, categories and the same page in
    other languages are left out; links, headings, lists and marked text keep what a reader sees.

    Args:
        unseen_links: case-folded names of the namespaces whose links are no text.

    Raises:
        LexiboostError: mwparserfromhell is not installed.
    """

    def __init__(self, unseen_links: frozenset[str]) -> None:
        self.unseen_links = unseen_links
        self._library = _library()
        self._nodes = self._library.nodes

    def text(self, wikitext: str) -> str:
        """Paragraphs parted by newlines; raises `RejectedError` where it is too long or cannot be parsed."""
        if len(wikitext) > LONGEST:
            raise RejectedError("too_long")
        try:
            parsed = self._library.parse(wikitext)
            text = "".join(self._seen(parsed))
        except (self._library.parser.ParserError, RecursionError, ValueError):
            raise RejectedError("unparsable") from None
        paragraphs = (line.strip() for line in _tidy(text).split("\n"))
        return "\n".join(paragraph for paragraph in paragraphs if paragraph)

    def _seen(self, code: Any) -> Iterator[str]:
        """What a reader sees of each node."""
        nodes = self._nodes
        for node in code.nodes:
            if isinstance(node, nodes.Text):
                yield node.value
            elif isinstance(node, nodes.Wikilink):
                yield from self._link(node)
            elif isinstance(node, nodes.Tag):
                yield from self._tag(node)
            elif isinstance(node, nodes.Heading):
                yield "\n"
                yield from self._seen(node.title)
                yield "\n"
            elif isinstance(node, nodes.ExternalLink):
                if node.title is not None:
                    yield from self._seen(node.title)
            elif isinstance(node, nodes.HTMLEntity):
                yield node.normalize()

    def _link(self, node: Any) -> Iterator[str]:
        title = str(node.title).strip()
        prefix, colon, _ = title.partition(":")
        if colon and (
            prefix.strip().replace("_", " ").casefold() in self.unseen_links
            or (node.text is None and _LANGUAGE_LINK.fullmatch(prefix))
        ):
            return
        if node.text is not None:
            yield from self._seen(node.text)
        else:
            yield title.removeprefix(":")

    def _tag(self, node: Any) -> Iterator[str]:
        name = str(node.tag).strip().casefold()
        if name in _UNSEEN_TAGS:
            return
        if name in _BREAKS:
            yield "\n"
        if node.contents is not None and not node.self_closing:
            yield from self._seen(node.contents)
        if name in _BREAKS and node.wiki_markup is None:
            yield "\n"


def _tidy(text: str) -> str:
    """The text without what removed templates leave behind."""
    text = _EMPTY_BRACKETS.sub("", _SWITCH.sub("", text))
    text = _LEADING_SIGNS.sub("", text)
    return _BEFORE_SIGN.sub("", _SPACES.sub(" ", text))


def _library() -> ModuleType:
    try:
        import mwparserfromhell
    except ImportError:
        raise LexiboostError(
            'reading Wikipedia dumps takes mwparserfromhell: pip install "lexiboost[wikipedia]"'
        ) from None
    return mwparserfromhell
