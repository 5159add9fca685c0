"""The sentences of task files, whatever their format, to be kept out of text for training."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import read_lines
from lexiboost.text.inputs import find_inputs
from lexiboost.text.readers.columns import read_columns
from lexiboost.text.readers.conllu import UPOS
from lexiboost.text.readers.massive import read_massive
from lexiboost.text.readers.records import unpacked
from lexiboost.text.stream import stream

TEXT_COLUMN = "text"
_HEAD_BYTES, _HEAD_LINES = 2**16, 200
_MASSIVE = frozenset({"utt", "annot_utt"})
_TAG = re.compile(rf"O|[BIESLUM]-\S+|{'|'.join(sorted(UPOS))}")
_COLUMNS_SHARE = 0.9


@dataclass(frozen=True)
class EvaluationSet:
    """Attributes: sentences: of a task file. rejected: reason -> records of it that gave none."""

    sentences: tuple[str, ...]
    rejected: Mapping[str, int]


def read_evaluation_sets(paths: Sequence[str], variety: str) -> dict[str, EvaluationSet]:
    """Reads task files, by their labels (`find_inputs`): all their sentences, of whatever partition.

    A file may be MASSIVE's JSON lines, `token TAG` columns, a `.tsv` table whose first line names a column
    `text` (SIB-200), or of any format that `stream` knows: CoNLL-U, plain lines, JSON lines, Parquet.

    Args:
        paths: files, folders and shell patterns.
        variety: of the sentences.

    Raises:
        InputError: a file that cannot be read, is of none of these formats, or has no sentence.
    """
    return {label: _read(path, variety) for path, label in find_inputs(paths)} if paths else {}


def _read(path: Path, variety: str) -> EvaluationSet:
    head = _head(path)
    rejected: Mapping[str, int] = {}
    if _is_massive(head):
        found = [" ".join(each.words) for each in read_massive(path, variety=variety)]
    elif _is_table(head):
        found = list(_table(path))
    elif _is_columns(head, path):
        found = [" ".join(each.words) for each in read_columns(path, variety=variety)]
    else:
        documents = stream(path, variety=variety)
        found = [line for document in documents for line in document.text.split("\n")]
        rejected = dict(sorted(documents.rejected.items()))
    found = [text for text in found if text.strip()]
    if not found:
        raise InputError("no sentence in it", path=path)
    return EvaluationSet(tuple(found), rejected)


def _head(path: Path) -> list[str]:
    """The first lines that are whole and not blank; what is not UTF-8 is left to the readers."""
    with unpacked(path) as file:
        data = file.read(_HEAD_BYTES)
    lines = data.decode("utf-8-sig", "replace").splitlines()
    whole = lines if len(data) < _HEAD_BYTES else lines[:-1]
    return list(islice((line for line in whole if line.strip()), _HEAD_LINES))


def _is_massive(head: list[str]) -> bool:
    if not head or not head[0].lstrip().startswith("{"):
        return False
    try:
        row = json.loads(head[0])
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and row.keys() >= _MASSIVE


def _is_table(head: list[str]) -> bool:
    return bool(head) and "\t" in head[0] and TEXT_COLUMN in head[0].split("\t")


def _table(path: Path) -> Iterator[str]:
    """The cells of the column `text`."""
    place = width = 0
    for number, line in read_lines(path):
        cells = line.split("\t")
        if number == 1:
            place, width = cells.index(TEXT_COLUMN), len(cells)
        elif line.strip():
            if len(cells) != width:
                raise InputError(
                    f"{len(cells)} columns, but the first line has {width}", path=path, line=number
                )
            yield cells[place]


def _is_columns(head: list[str], path: Path) -> bool:
    """Whether the lines are `token TAG`; a few tokens may have spaces in them."""
    rows = [line.split() for line in head if not line.startswith("-DOCSTART-")]
    if not rows or not all(_TAG.fullmatch(row[-1]) for row in rows):
        return False
    if sum(len(row) == 2 for row in rows) >= _COLUMNS_SHARE * len(rows):
        return True
    if min(map(len, rows)) == max(map(len, rows)) > 2:
        raise InputError(
            f"{len(rows[0])} columns where 'token TAG' is expected; keep the first and the last",
            path=path,
            line=1,
        )
    return False
