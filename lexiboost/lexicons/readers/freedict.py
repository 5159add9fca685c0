"""FreeDict dictionaries: TEI P5 `<entry>` with `<orth>`, `<pos>` and translations in `<quote>` or `<def>`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from lexiboost.artifacts.files import content_name
from lexiboost.lexicons.pos import to_upos
from lexiboost.lexicons.readers.base import Reading
from lexiboost.lexicons.readers.xml import elements

NAME = re.compile(r"(?P<source>[a-z]{3})-(?P<target>[a-z]{3})\.tei")
_LICENCES = ((r"(?i)ver(?:sion|\.) 3", "GPL-3.0+"), (r"General Public License|GPL", "GPL-2.0+"))
_SENSE_NUMBER = re.compile(r"\b\d+\.\s")
# A form entered for its lemma's gloss ("Plural of ufagio: broom") says less than an entry of its own.
_FORM_SCORE = 0.25
MAX_PAIRS = 10_000
"""Headwords times translations that one entry may have."""


def read(path: Path) -> Reading:
    """Reads one dictionary in its own direction (`swh-eng` gives Swahili -> English).

    Notes, examples and etymologies inside a sense are not translations and are not read, but for the gloss of
    an inflected form's entry ("Plural of ufagio: broom"), which is taken at a lower score. An entry without a
    translation is rejected as `no_translation`, one of more than `MAX_PAIRS` pairs as `many_translations`.

    Raises:
        InputError: not well-formed XML, or XML with entities of its own.
    """
    name = NAME.fullmatch(content_name(path))
    source, target = (name["source"], name["target"]) if name else ("", "")
    reading = Reading("freedict", "", source, target)
    header = False
    for element in elements(path, ("availability", "entry")):
        if element.tag == "entry":
            for entry in element.iter("entry"):
                _add(reading, entry)
        elif not header:
            header, reading.licence = True, _licence(element)
    return reading


def _add(reading: Reading, entry: Element) -> None:
    headwords = [_text(orth) for form in entry.findall("form") for orth in form.iter("orth")]
    pos = next((to_upos(_text(tag)) for tag in entry.iter("pos")), "")
    translations = [t for sense in entry.iter("sense") for t in _translations(sense)]
    score = 1.0
    if not translations:
        translations = [g for sense in entry.iter("sense") for g in _gloss_of_lemma(sense)]
        score = _FORM_SCORE
    if not headwords or not translations:
        reading.rejected["no_translation"] += 1
    elif len(headwords) * len(translations) > MAX_PAIRS:
        reading.rejected["many_translations"] += 1
    else:
        for headword in headwords:
            for translation in translations:
                reading.add(headword, translation, pos, pos, score)


def _translations(sense: Element) -> Iterator[str]:
    """Translations directly in a sense (nested senses come up on their own)."""
    for child in sense:
        if child.tag == "cit" and child.get("type", "trans") in ("trans", "translation"):
            yield from (_text(quote) for quote in child.findall("quote"))
        elif child.tag == "def":
            yield _text(child)


def _gloss_of_lemma(sense: Element) -> Iterator[str]:
    for note in sense.findall("note"):
        reference = note.find("ref")
        if reference is None or not (reference.tail or "").lstrip().startswith(":"):
            continue
        gloss = " ".join((reference.tail or "").split()).removeprefix(":")
        yield from (part for part in map(str.strip, _SENSE_NUMBER.split(gloss)) if part)


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _licence(availability: Element) -> str:
    text = _text(availability)
    return next((name for pattern, name in _LICENCES if re.search(pattern, text)), "")
