"""Words of raw text, and units inside runs of scripts that are written without spaces.

`words` follows the word boundaries of UAX #29, with two differences: a run of a script written without spaces
stays together (`units` cuts it by a vocabulary), and equal punctuation marks in a row are one token.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import cache
from itertools import groupby

from lexiboost.text.unicode import clean, letter_scripts, script_of_letter

UNSPACED_SCRIPTS = frozenset({"Thai", "Laoo", "Khmr", "Mymr", "Tibt", "Hani", "Hira", "Kana", "Bopo"})

# UAX #29's MidLetter and MidNumLet, then MidNum and MidNumLet: they join only what stands on both sides.
BETWEEN_LETTERS = ":·.'’‘․﹒＇．՟״‧"
BETWEEN_DIGITS = ",;.'’٫٬،"
TSHEG = "་"
_ZERO_WIDTH_SPACE = "\u200b"
_KANA_MARKS = "ーｰ々〆"
_FORMAT_LETTERS = "_\u200c\u200d\u180e"
# All assigned letters, marks and numbers lie below, but for the supplementary variation selectors.
_CODES = (*range(0x33480), *range(0xE0100, 0xE01F0))

_LONGEST_ENTRY = 32
_UNKNOWN_COST = 25.0


def is_unspaced(variety: str) -> bool:
    """Whether the variety's script is written without spaces between words."""
    return letter_scripts(variety.rpartition("_")[2]) <= UNSPACED_SCRIPTS


def words(text: str, variety: str) -> tuple[str, ...]:
    """Cuts raw text into words, numbers and punctuation marks, cleaned as by `unicode.clean`.

    No character is lost but white space and what `clean` removes. In a variety written without spaces a
    zero-width space parts words; in others it is an accident and goes.
    """
    if is_unspaced(variety):
        text = text.replace(_ZERO_WIDTH_SPACE, " ")
    return tuple(match.group() for match in _word_pattern().finditer(clean(text)))


def units(word: str, vocabulary: Collection[str] | Mapping[str, float], variety: str) -> tuple[str, ...]:
    """Cuts a run of an unspaced script into entries of `vocabulary` (Viterbi over unigram costs).

    Args:
        word: one word as `words` or a reader gives it; returned whole where the variety's script has spaces.
        vocabulary: known words; a mapping gives each its cost (negative log-probability, below 25), a set
            or other collection gives all the same, so that the fewest and, from the left, the longest
            entries win. Entries of more than 32 characters are never found.
        variety: the word's variety.

    Returns: Units that put together give `word` (but for the tsheg between Tibetan units). No cut falls
        inside a grapheme cluster, a Thai or Lao vowel sign's syllable, a Khmer or Myanmar stack, or a run
        of other scripts. What no entry covers stays one unit, except that Han characters stand alone.
    """
    if not is_unspaced(variety):
        return (word,)
    clusters = [match.group() for match in _cluster_pattern().finditer(word)]
    if len(clusters) < 2:
        return (word,)
    costs = vocabulary if isinstance(vocabulary, Mapping) else None
    ends = _best_ends(clusters, vocabulary, costs)
    pieces: list[tuple[str, bool]] = []
    start = 0
    while start < len(clusters):
        piece = "".join(clusters[start : ends[start]])
        pieces.append((piece, piece in vocabulary))
        start = ends[start]
    joined = _join_unknown(pieces)
    return tuple(unit for unit in joined if unit != TSHEG) or (word,)


def _best_ends(
    clusters: list[str], vocabulary: Collection[str], costs: Mapping[str, float] | None
) -> list[int]:
    """For each cluster, where the unit that begins there ends in the cheapest way to reach the word's end."""
    best = [0.0] * (len(clusters) + 1)
    ends = [0] * len(clusters)
    for start in range(len(clusters) - 1, -1, -1):
        best[start], ends[start] = _UNKNOWN_COST + best[start + 1], start + 1
        if clusters[start] == TSHEG:
            best[start] = best[start + 1]
        piece = ""
        for end in range(start + 1, len(clusters) + 1):
            piece += clusters[end - 1]
            if len(piece) > _LONGEST_ENTRY:
                break
            if piece in vocabulary:
                cost = best[end] + (1.0 if costs is None else costs[piece])
                if cost <= best[start]:
                    best[start], ends[start] = cost, end
    return ends


def _join_unknown(pieces: list[tuple[str, bool]]) -> list[str]:
    def stands_alone(piece: tuple[str, bool]) -> bool:
        return piece[1] or piece[0] == TSHEG or script_of_letter(piece[0][0]) == "Hani"

    units: list[str] = []
    for alone, run in groupby(pieces, key=stands_alone):
        texts = [text for text, _ in run]
        units += texts if alone else ["".join(texts)]
    return units


@cache
def _word_pattern() -> re.Pattern[str]:
    letter, digit, mark, unspaced = _character_classes()
    run = rf"[{unspaced}][{unspaced}{mark}]*(?:{TSHEG}[{unspaced}][{unspaced}{mark}]*)*"
    core = rf"[{letter}{mark}{digit}]+"
    between_letters = rf"(?<=[{letter}{mark}])[{re.escape(BETWEEN_LETTERS)}](?=[{letter}])"
    between_digits = rf"(?<=[{digit}])[{re.escape(BETWEEN_DIGITS)}](?=[{digit}])"
    joined = rf"{core}(?:(?:{between_letters}|{between_digits}){core})*"
    return re.compile(rf"{run}|{joined}|([^\s])\1*[{mark}]*")


@cache
def _cluster_pattern() -> re.Pattern[str]:
    _, _, mark, unspaced = _character_classes()
    leading_vowel = "[เแโใไເແໂໃໄ]"
    trailing_vowel = "[ะาำๅະາຳ]"
    stacked = rf"(?<=[\u17d2\u1039])[{unspaced}][{mark}]*"
    killed = rf"[{unspaced}][\u1037]?\u103a[{mark}]*"
    cluster = rf"{leading_vowel}?[{unspaced}][{mark}]*(?:{stacked}|{killed})*{trailing_vowel}*"
    return re.compile(rf"{cluster}|{TSHEG}|[^{unspaced}{TSHEG}]+|.", re.DOTALL)


@cache
def _character_classes() -> tuple[str, ...]:
    """Bodies of regular-expression classes: letters of spaced scripts, digits, marks, other letters."""
    return tuple(_ranges(codes) for codes in character_codes())


@cache
def character_codes() -> tuple[list[int], list[int], list[int], list[int]]:
    """Code points of letters of spaced scripts, digits, marks, and letters of scripts without spaces."""
    kinds: dict[str, list[int]] = {"letter": [], "digit": [], "mark": [], "unspaced": []}
    for code in _CODES:
        char = chr(code)
        major = unicodedata.category(char)[0]
        if major == "M":
            kinds["mark"].append(code)
        elif major == "L" or char in _FORMAT_LETTERS:
            in_unspaced = char in _KANA_MARKS or script_of_letter.__wrapped__(char) in UNSPACED_SCRIPTS
            kinds["unspaced" if in_unspaced else "letter"].append(code)
        elif major == "N":
            kinds["digit"].append(code)
    return kinds["letter"], kinds["digit"], kinds["mark"], kinds["unspaced"]


def _ranges(codes: list[int]) -> str:
    groups = groupby(enumerate(codes), key=lambda pair: pair[1] - pair[0])
    runs = [[code for _, code in group] for _, group in groups]
    return "".join(f"\\U{run[0]:08x}-\\U{run[-1]:08x}" for run in runs)
