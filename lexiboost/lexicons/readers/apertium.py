"""Apertium bilingual dictionaries (`.dix`): `<e><p><l>..</l><r>..</r></p></e>` with `<s n=..>` tags.

Follows the dictionary format of M. Forcada et al., "Documentation of the Open-Source Shallow-Transfer Machine
Translation Platform Apertium" (2010), section 3.1.2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

from lexiboost.artifacts.files import content_name
from lexiboost.lexicons.pos import to_upos
from lexiboost.lexicons.readers.base import MAX_CELL, Reading
from lexiboost.lexicons.readers.xml import elements

NAME = re.compile(r"apertium-[a-z]+-[a-z]+\.(?P<source>[a-z]{2,3})-(?P<target>[a-z]{2,3})\.dix")
WAYS = ("LR", "RL")
"""From left to right, from right to left."""
MAX_READINGS = 64
"""Surfaces that an entry may have through its paradigms."""


class _Pair(NamedTuple):
    left: str = ""
    right: str = ""
    left_pos: str = ""
    right_pos: str = ""


def read(path: Path, use: str = "") -> Reading:
    """Reads every entry of the sections.

    The parts of an entry (`<p>`, `<i>`, `<par>`) follow each other in its words: `<i>` is the same on both
    sides, and a paradigm reference adds the words that the paradigm's own entries have, one entry for each
    (most have tags alone and add none). Entries with `r="LR"` or `r="RL"`, of a section or of a paradigm,
    translate one way only: of one of `WAYS` those of the other are rejected as `one_way`. For use both ways
    all are kept, as the other way they are still translations, if not the ones that Apertium would choose.

    Also rejected and counted are entries made of a regular expression or of a paradigm reference alone,
    ignored ones (`i="yes"`), both as `not_a_word`, and those of more than `MAX_READINGS` readings as
    `many_readings`.

    Args:
        path: the file.
        use: the way it will be used, one of `WAYS`; "" for both.

    Raises:
        InputError: not well-formed XML, or XML with entities of its own.
    """
    name = NAME.fullmatch(content_name(path))
    source, target = (name["source"], name["target"]) if name else ("", "")
    reading = Reading("apertium", "GPL-3.0", source, target)
    paradigms: dict[str, list[_Pair]] = {}
    for element in elements(path, ("e", "pardef")):
        if element.tag == "pardef":
            paradigms[element.get("n", "")] = _paradigm(element, paradigms, use)
        elif _is_barred(element, use):
            reading.rejected["one_way"] += 1
        else:
            _add(reading, element, paradigms)
    return reading


def _is_barred(entry: Element, use: str) -> bool:
    return bool(use) and entry.get("r", use) != use


def _paradigm(pardef: Element, paradigms: Mapping[str, list[_Pair]], use: str) -> list[_Pair]:
    """What a paradigm adds to a word: nothing to it where it has no words, no word where all are barred."""
    entries = [e for e in pardef.findall("e") if e.get("i") != "yes" and e.find("re") is None]
    pairs: dict[_Pair, None] = {}
    for entry in entries:
        if not _is_barred(entry, use):
            pairs.update(dict.fromkeys(_readings(entry, paradigms)))
    if not pairs and not any(_is_barred(entry, use) for entry in entries):
        return [_Pair()]
    return list(pairs)[: MAX_READINGS + 1]


def _add(reading: Reading, entry: Element, paradigms: Mapping[str, list[_Pair]]) -> None:
    has_words = entry.find("p") is not None or entry.find("i") is not None
    if entry.get("i") == "yes" or entry.find("re") is not None or not has_words:
        reading.rejected["not_a_word"] += 1
        return
    pairs = _readings(entry, paradigms)
    if not pairs:
        barred = any(paradigms.get(part.get("n", "")) == [] for part in entry.findall("par"))
        reading.rejected["one_way" if barred else "not_a_word"] += 1
    elif len(pairs) > MAX_READINGS:
        reading.rejected["many_readings"] += 1
    else:
        for pair in pairs:
            reading.add(" ".join(pair.left.split()), " ".join(pair.right.split()), *pair[2:])


def _readings(entry: Element, paradigms: Mapping[str, list[_Pair]]) -> list[_Pair]:
    """The pairs that an entry stands for; none where a `<p>` lacks a side, one over the limit if too many."""
    pairs = [_Pair()]
    for part in entry:
        if part.tag == "par":
            ends = paradigms.get(part.get("n", ""), [_Pair()])
        elif part.tag in ("p", "i"):
            left, right = (part, part) if part.tag == "i" else (part.find("l"), part.find("r"))
            if left is None or right is None:
                return []
            ends = [_Pair(_raw(left), _raw(right), _pos(left), _pos(right))]
        else:
            continue
        joined = (_join(start, end) for start in pairs for end in ends)
        pairs = list(dict.fromkeys(joined))[: MAX_READINGS + 1]
    return pairs


def _join(start: _Pair, end: _Pair) -> _Pair:
    # Paradigms of paradigms double their words each time; what is too long for a cell need not grow further.
    return _Pair(
        (start.left + end.left)[: MAX_CELL + 1],
        (start.right + end.right)[: MAX_CELL + 1],
        start.left_pos or end.left_pos,
        start.right_pos or end.right_pos,
    )


def _raw(element: Element) -> str:
    """The words of a side: `<b/>` is a space, `<g>` groups words, `<s>` are tags."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == "b":
            parts.append(" ")
        elif child.tag == "g":
            parts.append(_raw(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _pos(side: Element) -> str:
    return next((upos for upos in (to_upos(tag.get("n", "")) for tag in side.iter("s")) if upos), "")
