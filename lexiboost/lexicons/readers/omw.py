"""Open Multilingual Wordnet joined on the synset: `eng-xxx.tsv` with English, target, POS letter, synset."""

from __future__ import annotations

import re
from pathlib import Path

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import content_name, read_lines
from lexiboost.lexicons.pos import to_upos
from lexiboost.lexicons.readers.base import Reading

NAME = re.compile(r"(?P<source>[a-z]{3})-(?P<target>[a-z]{3})\.tsv")
SYNSET = re.compile(r"\d{8}-[nvars]")


def read(path: Path) -> Reading:
    """Reads a join file. A pair that several synsets hold occurs several times: cleaning sums its scores.

    Raises:
        InputError: a row of other than four columns.
    """
    name = NAME.fullmatch(content_name(path))
    source, target = (name["source"], name["target"]) if name else ("", "")
    reading = Reading("omw", "CC BY-SA 3.0", source, target)
    for number, line in read_lines(path):
        if not line:
            continue
        columns = line.split("\t")
        if len(columns) != 4:
            raise InputError(
                f"{len(columns)} columns where four belong (English, target, POS letter, synset)",
                path=path,
                line=number,
            )
        upos = to_upos(columns[2])
        reading.add(columns[0].replace("_", " "), columns[1].replace("_", " "), upos, upos)
    return reading
