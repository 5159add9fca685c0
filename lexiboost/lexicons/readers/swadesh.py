"""PanLex Swadesh lists in one table: uid, iso639, script, concept, eng (glosses with ` | `), form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import read_lines
from lexiboost.lexicons.readers.base import Reading

HEADER = ["uid", "iso639", "script", "concept", "eng", "form"]
# Signs of a phonetic transcription that no orthography of these lists uses.
_TRANSCRIPTION = re.compile(r"[0-9%~\u02d0]")
# The uid is at most eight characters, so the language code ends before this column.
_CODE_WITHIN = 20
_LONGEST_LINE = 2**20


def read(path: Path, codes: Iterable[str]) -> Reading:
    """Reads the rows of one language; each English gloss is one entry.

    Args:
        path: the table.
        codes: every ISO 639 code that the language goes by.

    Raises:
        InputError: another header, or a row of the language with other than six columns.
    """
    reading = Reading("panlex_swadesh", "CC0 1.0", "eng", "")
    fields = [f"\t{code}\t" for code in codes]
    for number, line in read_lines(path, longest=_LONGEST_LINE):
        if number == 1:
            if line.split("\t") != HEADER:
                raise InputError(f"the header is not {' '.join(HEADER)}", path=path, line=1)
            continue
        start = line[:_CODE_WITHIN]
        if not any(field in start for field in fields):
            continue
        columns = line.split("\t")
        if len(columns) != 6:
            raise InputError(f"{len(columns)} columns where six belong", path=path, line=number)
        reading.target = columns[1]
        for gloss in columns[4].split(" | "):
            if _TRANSCRIPTION.search(columns[5]):
                reading.rejected["transcription"] += 1
            else:
                reading.add(gloss, columns[5])
    return reading


def has_language(path: Path, codes: Iterable[str]) -> bool:
    """Whether the table has rows of the language that goes by any of these ISO 639 codes."""
    fields = [f"\t{code}\t" for code in codes]
    return any(any(field in line[:_CODE_WITHIN] for field in fields) for _, line in read_lines(path))
