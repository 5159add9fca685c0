"""English Wiktionary translation lists (M. Buchmeier's): `word {pos} (gloss) :: target, target`."""

from __future__ import annotations

import re
from pathlib import Path

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import plain_name, read_lines
from lexiboost.lexicons.pos import to_upos
from lexiboost.lexicons.readers.base import Reading

NAME = re.compile(r"(?P<source>[a-z]{2,3})-(?P<target>[a-z]{2,3})\.txt")
FIRST_LINE = re.compile(r"# \S+ :: \S+")
_HEAD = re.compile(r"(?P<word>.+?)\s*\{(?P<pos>[^}]*)\}.*")
# Transliterations between slashes, and the dictionary's {m}, {f}, {p} marks.
_MARKS = re.compile(r"(?<!\S)/[^/]+/(?=[\s,;]|$)|\{[^}]*\}|\[[^\]]*\]")


def split_top_level(text: str) -> list[str]:
    """Splits at commas and semicolons that stand in no bracket."""
    parts, depth, start = [], 0, 0
    for i, char in enumerate(text):
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth = max(0, depth - 1)
        elif char in ",;" and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    return [*parts, text[start:]]


def read(path: Path) -> Reading:
    """Reads a list; every translation of a line is one entry. `SEE:` cross-references are rejected.

    Raises:
        InputError: a line without ` :: `.
    """
    name = NAME.fullmatch(plain_name(path))
    source, target = (name["source"], name["target"]) if name else ("", "")
    reading = Reading("enwiktionary", "CC BY-SA 3.0", source, target)
    for number, line in read_lines(path):
        if not line.strip() or (number <= 20 and line.startswith("# ") and " :: " in line):
            continue
        head, separator, translations = line.partition(" :: ")
        if not separator:
            raise InputError("no ` :: ` between the word and its translations", path=path, line=number)
        match = _HEAD.fullmatch(head)
        word, pos = (match["word"], to_upos(match["pos"])) if match else (head, "")
        if "SEE:" in head or translations.startswith("SEE:"):
            reading.rejected["cross_reference"] += 1
            continue
        for translation in split_top_level(_MARKS.sub(" ", translations)):
            reading.add(word, " ".join(translation.split()), pos, pos)
    return reading
