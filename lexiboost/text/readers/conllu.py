"""CoNLL-U treebanks (universaldependencies.org/format.html), read as sequences of syntactic words.

A parser of its own: only seven of the ten columns are needed here, and it reads a treebank several times
faster than one that builds trees.
"""

from __future__ import annotations

import re
from pathlib import Path

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import plain_name, read_lines
from lexiboost.text.sentence import Sentence
from lexiboost.text.unicode import clean

UPOS = frozenset(
    [
        "ADJ",
        "ADP",
        "ADV",
        "AUX",
        "CCONJ",
        "DET",
        "INTJ",
        "NOUN",
        "NUM",
        "PART",
        "PRON",
        "PROPN",
        "PUNCT",
        "SCONJ",
        "SYM",
        "VERB",
        "X",
    ]
)

_COLUMNS = 10
_Row = tuple[str, str, str, str, str, str]
_HEAD = re.compile(r"[0-9]{1,6}")
_NOT_A_WORD = re.compile(r"[0-9]+[-.][0-9]+")


def read_conllu(path: str | Path, *, variety: str) -> list[Sentence]:
    """Reads a treebank file: words, lemmas, UPOS (also as `tags`), FEATS, heads and relations.

    Multiword tokens (`3-4`) are skipped in favour of their syntactic words, empty nodes (`5.1`) are
    skipped. A lemma `_` is "" unless the word is `_` itself; FEATS `_` is "". Where a whole sentence has
    UPOS `_`, `upos` and `tags` are None; `heads` and `relations` are None where a head of the sentence is
    no number or it has no relations at all. Words may hold spaces where the treebank's do. `source_id` is
    `<folder>/<file>:<n>`, n from 1.

    Raises:
        InputError: no such file, no sentence, a line of other than ten columns, word ids that do not count
            up, an empty word, or an unknown UPOS.
    """
    prefix = f"{Path(path).parent.name}/{plain_name(path).removesuffix('.conllu')}"
    sentences: list[Sentence] = []
    rows: list[_Row] = []
    for number, line in read_lines(path):
        if not line.strip():
            if rows:
                sentences.append(_sentence(rows, variety, f"{prefix}:{len(sentences) + 1}"))
                rows = []
        elif not line.startswith("#"):
            row = _parse_word(line, len(rows) + 1, path, number)
            if row is not None:
                rows.append(row)
    if rows:
        sentences.append(_sentence(rows, variety, f"{prefix}:{len(sentences) + 1}"))
    if not sentences:
        raise InputError("no sentence; a CoNLL-U file with ten columns is expected", path=path)
    return sentences


def _parse_word(line: str, expected: int, path: str | Path, number: int) -> _Row | None:
    """Returns word, lemma, UPOS, FEATS, head and relation, or None for a line that is no syntactic word's."""
    columns = line.split("\t")
    if len(columns) != _COLUMNS:
        raise InputError(
            f"{len(columns)} tab-separated columns where CoNLL-U has {_COLUMNS}", path=path, line=number
        )
    identifier, form, lemma, upos, _, feats, head, relation, *_ = columns
    if identifier != str(expected):
        if _NOT_A_WORD.fullmatch(identifier):
            return None
        raise InputError(f"word id {identifier!r} where {expected} is due", path=path, line=number)
    word = clean(form).strip()
    if not word:
        raise InputError("empty word", path=path, line=number)
    if upos not in UPOS and upos != "_":
        raise InputError(f"unknown UPOS {upos!r}", path=path, line=number)
    if lemma == "_" and form != "_":
        lemma = ""
    return word, clean(lemma).strip(), upos, "" if feats == "_" else feats, head, relation


def _sentence(rows: list[_Row], variety: str, source_id: str) -> Sentence:
    words, lemmas, upos, feats, heads, relations = zip(*rows, strict=True)
    parsed = set(relations) != {"_"} and all(map(_HEAD.fullmatch, heads))
    known = None if set(upos) == {"_"} else tuple(upos)
    return Sentence(
        words=tuple(words),
        variety=variety,
        source_id=source_id,
        lemmas=tuple(lemmas),
        upos=known,
        tags=known,
        feats=tuple(feats),
        heads=tuple(map(int, heads)) if parsed else None,
        relations=tuple("" if name == "_" else name for name in relations) if parsed else None,
    )
