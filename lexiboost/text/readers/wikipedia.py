"""Wikipedia's XML dumps (`pages-articles.xml`, mediawiki.org/wiki/Help:Export), articles as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from lexiboost.text.document import Document
from lexiboost.text.readers.records import START, Mark, Raw, Reader, RejectedError, Source, document
from lexiboost.text.readers.wikitext import WikitextCleaner
from lexiboost.text.readers.xml import raw_elements

_PAGE, _HEAD = frozenset({"page"}), frozenset({"siteinfo", "page"})
_UNSEEN_NAMESPACES = ("6", "14")
"""Files and categories: a link to them stands for a picture, or shows at the page's foot."""
_CANONICAL = ("File", "Image", "Category")


class WikipediaReader(Reader[Document]):
    """A document an article, named by its page id: of several revisions the last.

    Redirects, pages of other namespaces and contents that are no wikitext are rejected by these names.
    `metadata` has `title`, `timestamp` and `revision`.

    Raises:
        LexiboostError: mwparserfromhell is not installed.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._cleaner: WikitextCleaner | None = None

    def records(self, mark: Mark = START) -> Iterator[Raw]:
        """See `Reader`."""
        return raw_elements(self.source.path, _PAGE, mark)

    def parse(self, raw: Raw, number: int) -> Document:
        """See `Reader`."""
        page: Element = raw.content
        revision = page.findall("revision")[-1:]
        if not revision:
            raise RejectedError("malformed_page", "a <page> without <revision>")
        if page.findtext("ns", "0").strip() != "0":
            raise RejectedError("other_namespace")
        if page.find("redirect") is not None:
            raise RejectedError("redirect")
        if revision[0].findtext("model", "wikitext") != "wikitext":
            raise RejectedError("other_model")
        if self._cleaner is None:
            self._cleaner = WikitextCleaner(_unseen_links(self.source))
        text = self._cleaner.text(revision[0].findtext("text") or "")
        metadata = {
            "title": page.findtext("title", ""),
            "timestamp": revision[0].findtext("timestamp", ""),
            "revision": revision[0].findtext("id", ""),
        }
        return document(text, self.source, page.findtext("id", str(number)).strip(), metadata)


def _unseen_links(source: Source) -> frozenset[str]:
    """The wiki's own names of the namespaces whose links are no text."""
    first = next(raw_elements(source.path, _HEAD), None)
    names = set(_CANONICAL)
    if first is not None and isinstance(first.content, Element):
        for namespace in first.content.iterfind("namespaces/namespace"):
            if namespace.get("key") in _UNSEEN_NAMESPACES and namespace.text:
                names.add(namespace.text)
    return frozenset(name.casefold() for name in names)
