"""What web pages carry beside text: section 2.2 of Raffel et al. (2020, "Exploring the Limits ...", C4)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from lexiboost.text.cleaning.step import Step, drop_lines, reject, reject_below
from lexiboost.text.fold import characters_per_word

# Sentence_Terminal of the Unicode Character Database, with the semicolon that NFC makes of the Greek
# question mark, and the ellipsis.
_ANYWHERE = "!.?…‼⁇⁈⁉。．｡！？"
_OF_SCRIPT = {
    "Arab": "؟۔؝؞",
    "Armn": "։՜՞",
    "Beng": "।॥",
    "Deva": "।॥",
    "Ethi": "።፧፨",
    "Grek": ";",
    "Gujr": "।॥",
    "Guru": "।॥",
    "Khmr": "។៕៖",
    "Mong": "᠃᠉",
    "Mtei": "꯫",
    "Mymr": "။၊",
    "Nkoo": "߹",
    "Olck": "᱾᱿",
    "Orya": "।॥",
    "Sinh": "෴",
    "Syrc": "܀܁܂",
    "Tfng": "⵰",
    "Tibt": "།༎༑",
}
_UNMARKED = frozenset({"Thai", "Laoo"})
_JAVASCRIPT = "javascript"
_POLICY = (
    "terms of use",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "use of cookies",
    "use cookies",
)
_LOREM_IPSUM = "lorem ipsum"
_CITATION = re.compile(r"\[(?:\d{1,3}|edit|citation needed)\]")


@dataclass(frozen=True)
class WebSettings:
    """The rules of C4, each on or off; all of them are published but for the script's own marks.

    Attributes:
        terminal_punctuation: lines must end in a mark that ends sentences in the variety's script, or in
            a closing quotation mark or bracket. Thai and Lao have no such mark: off there.
        min_line_words: lines with fewer words are removed (published: 5; the first release said 3).
        javascript: lines that speak of Javascript are removed.
        policy: lines that speak of terms of use, cookies and the like (in English) are removed.
        curly_brackets: documents with a `{` are rejected, as program text.
        lorem_ipsum: documents with this filler are rejected.
        citations: `[1]`, `[edit]` and `[citation needed]` are cut out.
        min_sentences: documents with fewer marks that end a sentence are rejected (published: 3; off where
            the script has none).
    """

    terminal_punctuation: bool = True
    min_line_words: float | None = 5
    javascript: bool = True
    policy: bool = True
    curly_brackets: bool = True
    lorem_ipsum: bool = True
    citations: bool = True
    min_sentences: int | None = 3


def web_steps(settings: WebSettings, variety: str) -> list[Step]:
    """`curly_bracket`, `lorem_ipsum`, `citations`, `javascript_line`, `policy_line`, `short_line`,
    `no_terminal_punctuation`, `few_sentences`."""
    steps: list[Step] = []
    if settings.curly_brackets:
        steps.append(reject("curly_bracket", lambda page: "{" in page.text))
    if settings.lorem_ipsum:
        steps.append(reject("lorem_ipsum", lambda page: _LOREM_IPSUM in page.text.casefold()))
    if settings.citations:
        steps.append(Step("citations", lambda page: _CITATION.sub("", page.text)))
    if settings.javascript:
        steps.append(drop_lines("javascript_line", lambda line: _JAVASCRIPT in line.casefold()))
    if settings.policy:
        steps.append(drop_lines("policy_line", lambda line: any(said in line.casefold() for said in _POLICY)))
    if settings.min_line_words is not None:
        least = settings.min_line_words
        steps.append(drop_lines("short_line", lambda line: line_words(line, variety) < least))
    return [*steps, *_sentence_steps(settings, variety)]


def _sentence_steps(settings: WebSettings, variety: str) -> list[Step]:
    marks = terminal_marks(variety)
    steps: list[Step] = []
    if not marks:
        return steps
    if settings.terminal_punctuation:
        steps.append(drop_lines("no_terminal_punctuation", lambda line: not ends_sentence(line, marks)))
    ends = re.compile(f"[{re.escape(marks)}]+")
    return steps + reject_below(
        "few_sentences", lambda page: len(ends.findall(page.text)), settings.min_sentences
    )


def terminal_marks(variety: str) -> str:
    """The marks that end a sentence in the variety's script, "" where it has none."""
    script = variety.rpartition("_")[2]
    return "" if script in _UNMARKED else _ANYWHERE + _OF_SCRIPT.get(script, "")


def ends_sentence(line: str, marks: str) -> bool:
    """Whether a line ends in one of the marks or a quotation mark, brackets behind it not counted."""
    if line.endswith(('"', "”", "’", "»", "「", "」", "』", "“")):
        return True
    while line and unicodedata.category(line[-1]) in ("Pe", "Pf", "Pi"):
        line = line[:-1]
    return line.endswith(tuple(marks))


def line_words(line: str, variety: str) -> float:
    """Words of a line, as `Page.word_count` counts them."""
    words = line.split()
    size = characters_per_word(variety)
    return len(words) if size == 1 else sum(map(len, words)) / size
