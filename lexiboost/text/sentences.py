"""Sentences of raw text.

Follows the sentence boundaries of UAX #29 (rules SB1 to SB998) with these differences, as UAX #29 knows
neither words nor languages:

- every line break is a boundary;
- abbreviations, initials, dotted abbreviations, ordinals (`3. Oktober`), the number of a list's item and
  stops in short brackets do not end a sentence (`abbreviations`);
- a mark of the Latin scripts ends a sentence only before white space or the line's end (`a?b=c`, `3.5`),
  but for `!` and `?` before a letter of a script without spaces;
- after `!`, `?` or `…`, as after a full stop, no sentence begins with a small letter, unless the sentence
  before did, too, or ends in a word too long for an abbreviation and a bare `.` or `?`;
- a dash may open a sentence, an opening bracket does not close one, and `…` may end one;
- so may what a script has of its own: Tibetan shad, but not after words such as `and`; `;` of Greek; `:` of
  Armenian, whose `.` is a pause; a doubled Ethiopic word space; `|` typed for a danda. Burmese `၊` is a
  comma;
- Thai and Lao without marks are cut at a space between two long runs of letters, unless a conjunction
  follows.

The rules are written out here, as ICU knows UAX #29 alone and pure Python libraries of it are a thousand
times slower.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from lexiboost.text.abbreviations import Abbreviations, abbreviations
from lexiboost.text.segment import UNSPACED_SCRIPTS
from lexiboost.text.unicode import script_of_letter

__all__ = ["sentences"]

# Sentence_Break=STerm of Unicode 17, without the Burmese comma U+104A.
_TERMINATORS = (
    "!?\u0589\u061d-\u061f\u06d4\u0700-\u0702\u07f9\u0837\u0839\u083d\u083e\u0964\u0965\u104b\u1362\u1367\u1368\u166e"
    "\u1735\u1736\u17d4\u17d5\u1803\u1809\u1944\u1945\u1aa8-\u1aab\u1b4e\u1b4f\u1b5a\u1b5b\u1b5e\u1b5f\u1b7d-\u1b7f"
    "\u1c3b\u1c3c\u1c7e\u1c7f\u203c\u203d\u2047-\u2049\u2cf9-\u2cfb\u2e2e\u2e3c\u2e53\u2e54\u3002\ua4ff\ua60e\ua60f"
    "\ua6f3\ua6f7\ua876\ua877\ua8ce\ua8cf\ua92f\ua9c8\ua9c9\uaa5d-\uaa5f\uaaf0\uaaf1\uabeb\ufe12\ufe15\ufe16\ufe56"
    "\ufe57\uff01\uff1f\uff61\U00010a56\U00010a57\U00010f55-\U00010f59\U00010f86-\U00010f89\U00011047\U00011048"
    "\U000110be-\U000110c1\U00011141-\U00011143\U000111c5\U000111c6\U000111cd\U000111de\U000111df\U00011238"
    "\U00011239\U0001123b\U0001123c\U000112a9\U000113d4\U000113d5\U0001144b\U0001144c\U000115c2\U000115c3"
    "\U000115c9-\U000115d7\U00011641\U00011642\U0001173c-\U0001173e\U00011944\U00011946\U00011a42\U00011a43"
    "\U00011a9b\U00011a9c\U00011c41\U00011c42\U00011ef7\U00011ef8\U00011f43\U00011f44\U00016a6e\U00016a6f\U00016af5"
    "\U00016b37\U00016b38\U00016b44\U00016d6e\U00016d6f\U00016e98\U0001bc9f\U0001da88"
)
_STOPS = ".\u2024\ufe52\uff0e"
_ELLIPSIS = "…"
_TIBETAN_SHAD = "\u0f0d-\u0f11\u0f14"
_SHAD = frozenset("\u0f0d\u0f0e\u0f0f\u0f10\u0f11\u0f14")
_OWN_MARKS = {"Tibt": _TIBETAN_SHAD, "Grek": ";\u037e", "Armn": ":", "Ethi": "\u1361", "Beng": "\u09f7"}
_DANDA_SCRIPTS = frozenset({"Deva", "Beng", "Orya", "Guru", "Gujr"})
# Sentence_Break=SContinue, but for the dashes, which may open a sentence.
_CONTINUES = frozenset(",:;\u037e՝،؍߸᠂᠈、︐︑︓︔﹐﹑﹔﹕，：；､")
_DASHES = frozenset("-–—﹘﹣－︱︲")
# These marks stand inside words, numbers and addresses, too.
_NEEDS_SPACE = frozenset(".\u2024\ufe52!?;\u037e:|…‼⁇⁈⁉‽")
_CLOSERS = "\"'’”»›«‹“‘‟‛)\\]}〉》」』】〕〗〙〛〞〟﴾）］｝｠｣⟩⟫❯❞❜⁆⁾₎⟧⟭⸃⸅⸊⸍⸝⸡⸥⸧⸩༻༽"
_OPENING = "\"'“‘«‹„‚(「『（《〈【"
_INVISIBLE = "\u200b-\u200f\u2060\ufeff\u00ad\u0300-\u036f\ufe0e\ufe0f"

_WORD_BEFORE = re.compile(r"[^\s—…]*\Z")
# Articles that stay small where a sentence begins: Afrikaans, Dutch.
_ELIDED = re.compile(r"['’ʼ][a-z]\s+(?=[^\W\d_])")
_WORD = re.compile(r"[^\W\d_]+")
_DOTTED = re.compile(r"(?:[^\s\d.]{1,4}\.)+[^\s\d.]{1,5}\Z")
_JOINED_INITIALS = re.compile(r"(?:[^\W\d_]\.?-)+[^\W\d_]\Z")
_ITEM = re.compile(r"\(?(?:\d{1,3}|[^\W\d_]|[IVXivx]{1,4})\Z")
_ROMAN = re.compile(r"[IVXLC]{1,6}\Z")
_LONGEST_WORD = 40
_SURELY_WHOLE = 5
"""Letters of a word that is no abbreviation, as far as is known."""
_OPENING_OF_WORDS = "([{\"'«»„“”‘’‹›/–-"

# Syllables after which a shad parts clauses: and, -ing, for example, if, from, although.
_TIBETAN_CONNECTIVES = frozenset(["དང", "ཞིང", "ཤིང", "ཅིང", "ན", "ནས", "སྟེ", "ཏེ", "ཀྱང", "ཡང"])
_SPACE_SCRIPTS = frozenset({"Thai", "Laoo"})
_LONG_LEFT, _LONG_RIGHT = 40, 8
_ALPHABETS_WITHOUT_CASE = frozenset({"Hebr", "Arab", "Syrc", "Thaa", "Geor"})
# What a run that goes on with a sentence often begins with: and, but, or, by, which, that, such as.
_CONJUNCTIONS = (
    *(
        "และ",
        "แต่",
        "หรือ",
        "โดย",
        "ซึ่ง",
        "ที่",
        "เพื่อ",
        "เช่น",
        "ได้แก่",
        "ว่า",
        "จึง",
        "ก็",
        "ทั้ง",
        "รวม",
        "อัน",
        "ตลอดจน",
    ),
    *("จน", "แล้ว", "เนื่องจาก", "เพราะ", "กับ", "ทำให้", "ด้วย"),
    *("ແລະ", "ແຕ່", "ຫຼື", "ໂດຍ", "ຊຶ່ງ", "ເຊິ່ງ", "ທີ່", "ເພື່ອ", "ເຊັ່ນ", "ວ່າ", "ຈຶ່ງ", "ກໍ", "ພ້ອມ"),
)
_REPETITION_SIGNS = frozenset("ๆໆฯຯ")


def sentences(text: str, variety: str) -> tuple[str, ...]:
    """Cuts raw text into sentences by UAX #29 and what a language adds to it (see the module).

    Args:
        text: paragraphs or lines; of text that is wrapped at some width, join the lines first.
        variety: e.g. `eng_Latn`; decides on abbreviations and on marks of a script's own.

    Returns:
        The sentences without white space around them, none empty. But for white space no character is lost
        or changed.
    """
    rules = _rules(variety, "".join(sorted(_marks_of(variety).intersection(text))))
    found: list[str] = []
    for line in text.splitlines():
        start = 0
        for match in rules.marks.finditer(line):
            if match.end() < len(line) and rules.ends(line, start, match):
                found.append(line[start : match.end()])
                start = match.end()
        rest = line[start:]
        found += _long_runs(rest) if rules.by_spaces and not start else [rest]
    return tuple(sentence for sentence in map(str.strip, found) if sentence)


@dataclass(frozen=True, slots=True)
class _Rules:
    """What decides in one variety whether a mark ends its sentence."""

    marks: re.Pattern[str]
    first: re.Pattern[str]
    known: Abbreviations
    stop_is_pause: bool
    by_spaces: bool

    def ends(self, line: str, start: int, match: re.Match[str]) -> bool:
        """Whether the sentence that begins at `start` ends after the mark that matched."""
        marks, closers, spaces = match.group(1, 2, 3)
        last, end = marks[-1], match.end()
        after = line[end]
        if last in _SHAD:
            return bool(spaces) and _syllable_before(line, match.start()) not in _TIBETAN_CONNECTIVES
        if last in _NEEDS_SPACE and not spaces and not self._glued(last, after):
            return False
        if after in _CONTINUES or marks == "\u1361":
            return False
        if marks == "|" and line[match.start() - 1 : match.start()].isspace():
            return False
        if after in _DASHES and not self._opens(line, end):
            return False
        if last in _NEEDS_SPACE and self._goes_on(line, end) and not self._is_casual(line, start, match):
            return False
        return closers != "" or marks not in _STOPS or self._stop_ends(line, start, match)

    def _is_opener(self, word: re.Match[str]) -> bool:
        """Whether a word often begins sentences; a letter with a stop is another initial."""
        initial = len(word.group()) == 1 and word.string[word.end() : word.end() + 1] == "."
        return not initial and word.group().lower() in self.known.openers

    def _goes_on(self, line: str, position: int) -> bool:
        """SB8: whether the first letter, number or mark from here on is a small letter."""
        elided = _ELIDED.match(line, position)
        match = self.first.search(line, elided.end() if elided else position)
        return match is not None and _is_small(match.group())

    def _opens(self, line: str, position: int) -> bool:
        """Whether what a dash here precedes begins with a capital, as where another speaker begins."""
        match = self.first.search(line, position)
        return match is not None and match.group().isupper()

    def _glued(self, mark: str, after: str) -> bool:
        return mark in "!?" and (script_of_letter(after) in UNSPACED_SCRIPTS or after in _OPENING)

    def _is_casual(self, line: str, start: int, match: re.Match[str]) -> bool:
        """Whether a small letter may follow: this sentence begins with one, or ends in a whole word."""
        if match.group(2) or match.group(1) not in (".", "?"):
            return False
        word = _word_before(line, max(start, match.start() - _LONGEST_WORD), match.start())
        if len(word) >= _SURELY_WHOLE and word.isalpha():
            return True
        first = self.first.search(line, start, start + _LONGEST_WORD)
        return first is not None and _is_small(first.group()) and match.start() - start > 1

    def _stop_ends(self, line: str, start: int, match: re.Match[str]) -> bool:
        """Whether a single full stop ends the sentence."""
        if self.stop_is_pause:
            return False
        begin, stop, end = max(start, match.start() - _LONGEST_WORD), match.start(), match.end()
        word = _word_before(line, begin, stop)
        if not word or word[-1] in _CLOSERS:
            return True
        if begin == start and _ITEM.match(line[begin:stop].strip()):
            return False
        if _in_brackets(line, begin, end):
            return False
        after = _WORD.match(line, _past_opening(line, end))
        opens = after is not None and self._is_opener(after)
        if word[-1].isdigit():
            return opens or not (self.known.ordinals and word.isdigit() and len(word) <= 2)
        if _is_initial(word) or (self.known.ordinals and _ROMAN.match(word)):
            return opens
        key = word.lower()
        numbered = line[begin : stop - len(word)].rstrip()[-1:].isdigit()
        if key in self.known.final and (numbered or key not in self.known.inner):
            return line[_past_opening(line, end)].isupper()
        if key in self.known.before_number:
            return not line[end].isdigit()
        if key in self.known.inner or ("-" in key and key.rpartition("-")[2] in self.known.inner):
            return False
        return opens or not (_DOTTED.match(word) or _JOINED_INITIALS.match(word))


def _is_initial(word: str) -> bool:
    """A capital, or a lone letter of a script whose letters alone are no words."""
    word = unicodedata.normalize("NFC", word)
    return len(word) == 1 and (word.isupper() or script_of_letter(word) in _ALPHABETS_WITHOUT_CASE)


def _is_small(char: str) -> bool:
    # Georgian and Cherokee have small letters without capitals at the beginning of sentences.
    return char.islower() and script_of_letter(char) not in ("Geor", "Cher")


def _word_before(line: str, begin: int, stop: int) -> str:
    """What stands between white space and a mark, without opening quotes and brackets."""
    found = _WORD_BEFORE.search(line, begin, stop)
    return found.group().lstrip(_OPENING_OF_WORDS) if found else ""


def _past_opening(line: str, position: int) -> int:
    """The position of the first character from here on that is no opening quote or bracket."""
    while position + 1 < len(line) and line[position] in _OPENING:
        position += 1
    return position


def _in_brackets(line: str, begin: int, end: int) -> bool:
    """Whether a bracket that opened shortly before closes shortly after, as in `(lat. Iohannes)`."""
    opened = line.rfind("(", begin, end)
    return opened > line.rfind(")", begin, end) and line.find(")", end, end + _LONGEST_WORD) >= 0


def _syllable_before(line: str, position: int) -> str:
    return line[max(0, position - _LONGEST_WORD) : position].rstrip("་༌ ").rpartition("་")[2]


def _long_runs(sentence: str) -> list[str]:
    """Cuts at spaces between letters with `_LONG_LEFT` characters or more before and `_LONG_RIGHT` after."""
    pieces = sentence.split(" ")
    runs = [pieces[0]]
    for last, piece in pairwise(pieces):
        long = len(runs[-1]) >= _LONG_LEFT and len(piece) >= _LONG_RIGHT
        if long and _is_letter(last[-1:]) and _is_letter(piece[:1]) and not piece.startswith(_CONJUNCTIONS):
            runs.append(piece)
        else:
            runs[-1] += " " + piece
    return runs


def _is_letter(char: str) -> bool:
    return char != "" and char not in _REPETITION_SIGNS and script_of_letter(char) in _SPACE_SCRIPTS


@cache
def _marks_of(variety: str) -> frozenset[str]:
    """Characters that may end a sentence of the variety."""
    script = variety.rpartition("_")[2]
    own = _OWN_MARKS.get(script, "") + ("|" if script in _DANDA_SCRIPTS else "")
    every = re.compile(f"[{_TERMINATORS}{_STOPS}{_ELLIPSIS}{own}]")
    return frozenset(filter(every.match, map(chr, range(0x1E000))))


@lru_cache(maxsize=4096)
def _rules(variety: str, present: str) -> _Rules:
    """The rules for texts that hold no marks but `present`: searching for few is several times faster."""
    language, _, script = variety.rpartition("_")
    mark = f"[{re.escape(present)}]" if present else "(?!)"
    return _Rules(
        marks=re.compile(rf"({mark}+(?:\s[.]+(?=\s))*)[{_INVISIBLE}]*([{_CLOSERS}]*)[{_INVISIBLE}]*(\s*)"),
        first=re.compile(rf"[^\W_]|{mark}"),
        known=abbreviations(language, script),
        stop_is_pause=script == "Armn",
        by_spaces=script in _SPACE_SCRIPTS,
    )
