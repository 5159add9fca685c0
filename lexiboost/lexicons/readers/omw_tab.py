"""Open Multilingual Wordnet, one language a file: `<synset>\t<lang>:lemma\t<word>`, joined on the synset.

Follows the tab format of https://omwn.org (F. Bond and R. Foster, "Linking and Extending an Open Multilingual
Wordnet", ACL 2013): the first line is `# name, language, address, licence`, other types than `lemma` are
definitions, examples and forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import find_file, plain_name, read_lines
from lexiboost.lexicons.pos import to_upos
from lexiboost.lexicons.readers.base import ENGLISH, Reading, Side

ROW = re.compile(r"\d{8}-[nvars]\t[a-z]{2,3}:[^\t]*\t.*")


class _Row(NamedTuple):
    synset: str
    language: str
    kind: str
    word: str


def read(path: Path, *, source: Side, target: Side) -> Reading:
    """Joins a language's file with the English one beside it (`fin.tab` with `eng.tab`) on the synset.

    Every pair of words that share a synset is one entry, in the order of the file; its part of speech is
    that of the synset. A word whose synset the other file does not have is rejected as `no_translation`, a
    row that is no lemma as `not_a_lemma`.

    Args:
        path: the file of either side.
        source: English by default.
        target: the language of the file by default; the English file needs it.

    Raises:
        InputError: a row of other than three columns, or the other side's file is not there.
    """
    rows = list(_rows(path))
    if not rows:
        raise InputError("no row of a wordnet", path=path)
    language, source = rows[0].language, source or ENGLISH
    reversed_ = language in source.codes
    side = target if reversed_ else source
    if not side:
        raise InputError("is one side of the lexicon; say the other with `target`", path=path)
    words: dict[str, list[str]] = {row.synset: [] for row in rows}
    other = side.code
    other_file = sibling(path, language, side)
    if other_file is None:
        raise InputError(f"has no {side.code} file of the same kind beside it to join it with", path=path)
    for row in _rows(other_file):
        if row.kind == "lemma" and row.synset in words:
            words[row.synset].append(row.word)
            other = row.language
    reading = Reading("omw", _licence(path), *((language, other) if reversed_ else (other, language)))
    for row in rows:
        if row.kind != "lemma":
            reading.rejected["not_a_lemma"] += 1
        elif not words[row.synset]:
            reading.rejected["no_translation"] += 1
        else:
            upos = to_upos(row.synset[-1:])
            for word in words[row.synset]:
                pair = (row.word, word) if reversed_ else (word, row.word)
                reading.add(*pair, upos, upos)
    return reading


def sibling(path: Path, language: str, side: Side) -> Path | None:
    """The file of another language that is named as this one, in its folder or in that language's own.

    Args:
        path: a file. language: its code, as the name has it. side: the other language.
    """
    name = plain_name(path)
    names = [re.sub(rf"\b{language}\b", code, name) for code in sorted(side.codes)]
    folders = [path.parent, *(path.parent.parent / code for code in sorted(side.codes))]
    found = (find_file(folder / name) for folder in folders for name in names if name != plain_name(path))
    return next(filter(None, found), None)


def _rows(path: Path) -> Iterator[_Row]:
    for number, line in read_lines(path):
        if not line.strip() or line.startswith("#"):
            continue
        columns = line.split("\t")
        language, colon, kind = columns[1].partition(":") if len(columns) == 3 else ("", "", "")
        if not (colon and language.isalpha()):
            raise InputError(
                "not three columns (synset, language:type, word) with a language code in the second",
                path=path,
                line=number,
            )
        yield _Row(columns[0], language, kind, columns[2].replace("_", " "))


def _licence(path: Path) -> str:
    header = next(read_lines(path), (1, ""))[1].split("\t")
    return header[3].strip() if header[0].startswith("#") and len(header) > 3 else ""
