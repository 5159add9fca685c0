"""Apertium bilingual dictionaries (`.dix`): `<e><p><l>..</l><r>..</r></p></e>` with `<s n=..>` tags."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element

from lexiboost.artifacts.files import plain_name
from lexiboost.lexicons.pos import to_upos
from lexiboost.lexicons.readers.base import Reading
from lexiboost.lexicons.readers.xml import parse_xml

NAME = re.compile(r"apertium-[a-z]+-[a-z]+\.(?P<source>[a-z]{2,3})-(?P<target>[a-z]{2,3})\.dix")


def read(path: Path) -> Reading:
    """Reads every entry of the sections; `r="LR"` and `r="RL"` translate one way only and are kept.

    Paradigm definitions (`<pardefs>`) are not entries. An entry made of a regular expression or of a paradigm
    reference alone, or ignored (`i="yes"`), is rejected and counted.

    Raises:
        InputError: not well-formed XML, or XML with entities of its own.
    """
    name = NAME.fullmatch(plain_name(path))
    source, target = (name["source"], name["target"]) if name else ("", "")
    reading = Reading("apertium", "GPL-3.0", source, target)
    for section in parse_xml(path).iter("section"):
        for entry in section.findall("e"):
            _add(reading, entry)
    return reading


def _add(reading: Reading, entry: Element) -> None:
    if entry.get("i") == "yes" or entry.find("re") is not None:
        reading.rejected["not_a_word"] += 1
        return
    pair, identity = entry.find("p"), entry.find("i")
    if pair is not None:
        left, right = pair.find("l"), pair.find("r")
    else:
        left = right = identity
    if left is None or right is None:
        reading.rejected["not_a_word"] += 1
        return
    reading.add(_surface(left), _surface(right), _pos(left), _pos(right))


def _surface(side: Element) -> str:
    """The words of a side: `<b/>` is a space, `<g>` groups words, `<s>` are tags."""
    return " ".join(_raw(side).split())


def _raw(element: Element) -> str:
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
