"""Shards of pairs read back as words that stand for each other."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.synthesis.engine import Engine
from lexiboost.synthesis.pseudo_parallel import LinkedWords, read_linked_words
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.source import TextEncoder
from lexiboost.synthesis.text_shards import text_batch, text_schema
from lexiboost.tokens.pairs import Words
from tests.synthesis.handmade import make_lexicon

LINES = ["Wake me up, (please)!", "Der café, it's 5-x.", "...", "ab cat"]
ENTRIES = [("wake me up", "herätä minut"), ("please", "olkää hyvä"), ("café", "kahvila"), ("cat", "貓")]


@pytest.fixture
def shard(tmp_path: Path) -> Path:
    engine = Engine(make_lexicon(*ENTRIES), SynthesisSettings(), seed=0)
    corpus = TextEncoder("eng_Latn").encode(LINES, file="t")
    drawn = engine.draw(corpus, range(2))
    batch = text_batch(drawn, corpus, LINES, variety="fin_Latn", kind="pseudo_parallel", seed=0)
    path = tmp_path / "text-00000.parquet"
    pq.write_table(pa.Table.from_batches([batch], schema=text_schema(varied=False)), path)
    return path


def written(side: Words) -> list[str]:
    """The sentences, put together again."""
    assert side.glued_W is not None
    spaced = [
        word if glued else f" {word}" for word, glued in zip(side.words, side.glued_W.tolist(), strict=True)
    ]
    bounds = side.offsets_M1.tolist()
    return ["".join(spaced[a:b]).removeprefix(" ") for a, b in pairwise(bounds)]


def test_words_of_both_sides_stand_where_they_stood(shard: Path) -> None:
    (found,) = read_linked_words(shard)
    assert written(found.source) == LINES * 2
    assert written(found.target) == pq.read_table(shard)["text"].to_pylist()


def links(found: LinkedWords, sentence: int) -> list[tuple[str, str]]:
    begin = int(found.source.offsets_M1[sentence])
    places = range(*found.target.offsets_M1[sentence : sentence + 2].tolist())
    return [(found.target.words[i], found.source.words[begin + int(found.position_W[i])]) for i in places]


def test_words_are_linked_to_those_they_stand_for(shard: Path) -> None:
    (found,) = read_linked_words(shard)
    assert links(found, 0) == [
        *(("Herätä", "Wake"), ("minut", "Wake"), (",", ","), ("(", "(")),
        *(("olkää", "please"), ("hyvä", "please"), (")", ")"), ("!", "!")),
    ]
    assert links(found, 7) == [("ab", "ab"), ("貓", "cat")]
    assert ("kahvila", "café") in links(found, 5)


def test_shards_of_another_variety_or_cut_by_other_rules_are_refused(shard: Path) -> None:
    with pytest.raises(InputError, match="its variety is fin_Latn, not tur_Latn"):
        list(read_linked_words(shard, target="tur_Latn"))
    table = pq.read_table(shard)
    shorter = table.set_column(1, "source", [["ab"] * len(table)])
    pq.write_table(shorter, shard)
    with pytest.raises(InputError, match="is the source not eng_Latn"):
        list(read_linked_words(shard))
