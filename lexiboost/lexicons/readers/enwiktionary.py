"""English Wiktionary translation lists (M. Buchmeier's): `word {pos} (gloss) :: target, target`."""

from __future__ import annotations

import re
from pathlib import Path

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import content_name, read_lines
from lexiboost.lexicons.pos import to_upos
from lexiboost.lexicons.readers.base import Reading

NAME = re.compile(r"(?P<source>[a-z]{2,3})-(?P<target>[a-z]{2,3})\.txt")
FIRST_LINE = re.compile(r"# \S+ :: \S+")
MAX_UNCLOSED = 8
"""Brackets left open in a line beyond which it is damaged."""
_LONGEST_LINE = 2**20
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
    """Reads a list; every translation of a line is one entry.

    `SEE:` cross-references are rejected as `cross_reference`, lines with many brackets that nothing closes as
    `unclosed_bracket`.

    Raises:
        InputError: a line without ` :: `, or one of more than 1 MiB.
    """
    name = NAME.fullmatch(content_name(path))
    source, target = (name["source"], name["target"]) if name else ("", "")
    reading = Reading("enwiktionary", "CC BY-SA 3.0", source, target)
    for number, line in read_lines(path, longest=_LONGEST_LINE):
        if not line.strip() or (number <= 20 and line.startswith("# ") and " :: " in line):
            continue
        head, separator, translations = line.partition(" :: ")
        if not separator:
            raise InputError("no ` :: ` between the word and its translations", path=path, line=number)
        word, pos = _head(head)
        if "SEE:" in head or translations.startswith("SEE:"):
            reading.rejected["cross_reference"] += 1
            continue
        if any(_unclosed(translations, pair) > MAX_UNCLOSED for pair in ("{}", "[]")):
            reading.rejected["unclosed_bracket"] += 1
            continue
        for translation in split_top_level(_MARKS.sub(" ", translations)):
            reading.add(word, " ".join(translation.split()), pos, pos)
    return reading


def _head(head: str) -> tuple[str, str]:
    """The word before the first `{pos}`, and its UPOS; the whole head where there is none."""
    start = head.find("{", 1)
    end = head.find("}", start)
    if start < 0 or end < 0:
        return head, ""
    return head[:start].rstrip(), to_upos(head[start + 1 : end])


def _unclosed(text: str, pair: str) -> int:
    """Opening brackets after the last closing one: each makes the search for marks run to the line's end."""
    return text.count(pair[0], text.rfind(pair[1]) + 1)
