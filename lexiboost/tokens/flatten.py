"""Sentences and shards as `FlatText`: unit ids, label ids and glosses, ready to be packed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lexiboost.text.sentence import Sentence
from lexiboost.tokens.rows import NONE, FlatText
from lexiboost.tokens.units import unitize


class LabelIds(NamedTuple):
    """Ids of sentence classes and word tags; what is not in them is -1."""

    labels: Mapping[str, int]
    tags: Mapping[str, int]

    @staticmethod
    def of(labels: Sequence[str], tags: Sequence[str]) -> LabelIds:
        """Ids in the order given."""
        return LabelIds({n: i for i, n in enumerate(labels)}, {n: i for i, n in enumerate(tags)})


class Owners(NamedTuple):
    """How to carry tags from units back to words.

    For each of the W words: its unit among all units of all sentences, and whether it continues that unit.
    """

    unit_W: NDArray[np.int64]
    inside_W: NDArray[np.bool_]


def flatten_sentences(
    sentences: Sequence[Sentence], variety: str, ids: LabelIds, vocabulary: Collection[str] = ()
) -> tuple[FlatText, Owners]:
    """Flattens real sentences of one variety; a unit of several words carries the first one's tag.

    Args:
        sentences: non-empty sentences.
        variety: their variety.
        ids: label ids.
        vocabulary: words by which scripts without spaces are cut.
    """
    keys: dict[tuple[str, str], int] = {}
    units: list[int] = []
    tags: list[int] = []
    lengths: list[int] = []
    owners: list[int] = []
    inside: list[bool] = []
    for sentence in sentences:
        cut = unitize(sentence.words, variety, vocabulary)
        base = len(units)
        units += [keys.setdefault((variety, unit), len(keys) + 1) for unit in cut.units]
        unit_tags = [NONE] * len(cut.units)
        if sentence.tags is not None:
            for owner, continues, tag in zip(cut.owner, cut.inside, sentence.tags, strict=True):
                if not continues:
                    unit_tags[owner] = ids.tags.get(tag, NONE)
        tags += unit_tags
        lengths.append(len(cut.units))
        owners += [base + owner for owner in cut.owner]
        inside += cut.inside
    unit_ids = np.array(units, dtype=np.int32)
    labels = [ids.labels.get(s.label, NONE) if s.label is not None else NONE for s in sentences]
    flat = FlatText(
        keys=list(keys),
        units_W=unit_ids,
        lengths_M=np.array(lengths, dtype=np.int64),
        tags_W=np.array(tags, dtype=np.int16),
        labels_M=np.array(labels, dtype=np.int16),
        kept_W=np.zeros(len(unit_ids), dtype=bool),
        gloss_W=unit_ids.copy(),
    )
    return flat, Owners(np.array(owners, dtype=np.int64), np.array(inside, dtype=bool))


def flatten_shard(table: pa.Table, source: str, ids: LabelIds) -> FlatText:
    """Flattens a shard of pseudo-text of one variety; words it kept are units of the source variety.

    Args:
        table: a shard as `lexiboost.synthesis.shards` writes it.
        source: the variety of the source sentences.
        ids: label ids.
    """
    variety = table["variety"][0].as_py()
    words = table["words"].combine_chunks()
    lengths = np.diff(np.asarray(words.offsets)).astype(np.int64)
    kept = pc.equal(_flat(table, "origin"), "kept").to_numpy(zero_copy_only=False)
    texts, codes = _encode(words.flatten())
    glosses, gloss_codes = _encode(_glosses(table, lengths))

    keys: dict[tuple[str, str], int] = {}
    gloss_ids = np.array([keys.setdefault((source, word), len(keys) + 1) for word in glosses], dtype=np.int32)
    own = np.zeros(len(texts), dtype=np.int32)
    for code in np.unique(codes[~kept]).tolist():
        own[code] = keys.setdefault((variety, texts[code]), len(keys) + 1)
    gloss_W = gloss_ids[gloss_codes]
    return FlatText(
        keys=list(keys),
        units_W=np.where(kept, gloss_W, own[codes]).astype(np.int32),
        lengths_M=lengths,
        tags_W=_tag_ids(table, lengths, ids),
        labels_M=_ids_of(table["label"].combine_chunks(), ids.labels),
        kept_W=kept,
        gloss_W=gloss_W,
    )


def _flat(table: pa.Table, column: str) -> pa.Array:
    return table[column].combine_chunks().flatten()


def _encode(values: pa.Array) -> tuple[list[str], NDArray[np.int64]]:
    encoded = values.dictionary_encode()
    return encoded.dictionary.to_pylist(), encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)


def _glosses(table: pa.Table, lengths: NDArray[np.int64]) -> pa.Array:
    """The source word that each output word stands for."""
    sources = table["source_words"].combine_chunks()
    begin = np.asarray(sources.offsets)[:-1].astype(np.int64)
    position = _flat(table, "source_position").to_numpy(zero_copy_only=False)
    return sources.flatten().take(
        pa.array(np.repeat(begin - int(np.asarray(sources.offsets)[0]), lengths) + position)
    )


def _tag_ids(table: pa.Table, lengths: NDArray[np.int64], ids: LabelIds) -> NDArray[np.int16]:
    tagged = np.repeat(table["tags"].is_valid().to_numpy(), lengths)
    result = np.full(len(tagged), NONE, dtype=np.int16)
    result[tagged] = _ids_of(_flat(table, "tags"), ids.tags)
    return result


def _ids_of(values: pa.Array, ids: Mapping[str, int]) -> NDArray[np.int16]:
    encoded = values.dictionary_encode()
    table = np.array(
        [*(ids.get(name, NONE) for name in encoded.dictionary.to_pylist()), NONE], dtype=np.int16
    )
    codes = encoded.indices.fill_null(len(table) - 1).to_numpy(zero_copy_only=False)
    return table[codes]
