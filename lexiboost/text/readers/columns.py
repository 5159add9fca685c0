"""Two-column files: `token TAG` a line, a blank line between sentences (as CoNLL 2003 and MasakhaNER)."""

from __future__ import annotations

from pathlib import Path

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import plain_name, read_lines
from lexiboost.text.sentence import Sentence
from lexiboost.text.unicode import clean

_EMPTY_WORD = "\ufffd"


def read_columns(path: str | Path, *, variety: str) -> list[Sentence]:
    """Reads sentences of words and `tags`; the tag is what follows the line's last white space.

    A `#` is a word like any other, and a word may hold spaces. A word that is empty or invisible becomes
    U+FFFD, so that its tag still counts. `source_id` is `<folder>/<file>:<n>`, n from 1.

    Raises:
        InputError: no such file, no sentence, or a line without white space before a tag.
    """
    prefix = f"{Path(path).parent.name}/{Path(plain_name(path)).stem}"
    sentences: list[Sentence] = []
    rows: list[tuple[str, str]] = []

    def close() -> None:
        if rows:
            words, tags = zip(*rows, strict=True)
            source_id = f"{prefix}:{len(sentences) + 1}"
            sentences.append(Sentence(words=words, variety=variety, source_id=source_id, tags=tags))
            rows.clear()

    for number, line in read_lines(path):
        if not line.strip():
            close()
            continue
        form, separator, tag = line.rstrip().replace("\t", " ").rpartition(" ")
        if not separator:
            raise InputError(f"'token TAG' is expected, found {line!r}", path=path, line=number)
        rows.append((clean(form).strip() or _EMPTY_WORD, tag))
    close()
    if not sentences:
        raise InputError("no sentence; lines of 'token TAG' are expected", path=path)
    return sentences
