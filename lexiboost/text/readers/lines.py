"""Raw text, one sentence or paragraph a line; or `identifier<TAB>text` in a `.tsv` file."""

from __future__ import annotations

from pathlib import Path

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import plain_name, read_lines
from lexiboost.text.segment import words
from lexiboost.text.sentence import Sentence


def read_text(path: str | Path, *, variety: str) -> list[Sentence]:
    """Reads and tokenizes the lines that hold at least one word or sign.

    `source_id` is `<folder>/<file>:<line number>`, or `<folder>/<file>:<identifier>` for a `.tsv`.

    Raises:
        InputError: no such file, no text in it, or a `.tsv` line without a tab.
    """
    name = plain_name(path)
    prefix = f"{Path(path).parent.name}/{Path(name).stem}"
    sentences: list[Sentence] = []
    for number, line in read_lines(path):
        identifier, text = str(number), line
        if name.endswith(".tsv") and line.strip():
            identifier, tab, text = line.partition("\t")
            if not tab:
                raise InputError("'identifier<TAB>text' is expected", path=path, line=number)
        tokens = words(text, variety)
        if tokens:
            sentences.append(Sentence(words=tokens, variety=variety, source_id=f"{prefix}:{identifier}"))
    if not sentences:
        raise InputError("no text in it", path=path)
    return sentences
