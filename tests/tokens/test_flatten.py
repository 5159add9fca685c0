import numpy as np
import pyarrow as pa

from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.shards import iterate_rows, shard_table
from lexiboost.synthesis.source import encode_source
from lexiboost.synthesis.substitute import Synthesizer
from lexiboost.text.sentence import Sentence
from lexiboost.tokens.flatten import LabelIds, flatten_sentences, flatten_shard
from tests.synthesis.handmade import make_lexicon, say

IDS = LabelIds.of(["alarm", "music"], ["O", "B-time", "I-time"])
LEXICON = make_lexicon(
    ("wake", "herätä"), ("five", "viisi x"), ("five", "viidet"), ("play", "soita"), ("x", "wake")
)
SENTENCES = [
    Sentence(("Wake", "me", "at", "five"), "eng_Latn", "a", tags=("O", "O", "O", "B-time"), label="alarm"),
    Sentence(("play", "five", "x"), "eng_Latn", "b", tags=("O", "B-time", "I-unheard"), label="unheard"),
    say("wake me", source_id="c"),
]


def shard(sentences=SENTENCES, copies=range(3), **settings):
    corpus = encode_source(sentences)
    text = Synthesizer(corpus, LEXICON, SynthesisSettings(fraction=0.6, **settings), seed=2).draw(copies)
    return shard_table(text, corpus, variety="fin_Latn", kind="pseudo_labelled", seed=2)


def key(text, unit):
    return text.keys[unit - 1] if unit else None


def naive(table):
    """(own key, gloss key, tag id, kept) of every word, row by row."""
    words = []
    for row in iterate_rows(table):
        for i, word in enumerate(row["words"]):
            gloss = ("eng_Latn", row["source_words"][row["source_position"][i]])
            kept = row["origin"][i] == "kept"
            tag = IDS.tags.get(row["tags"][i], -1) if row["tags"] is not None else -1
            words.append((gloss if kept else ("fin_Latn", word), gloss, tag, kept))
    return words


def read(text):
    columns = (text.units_W, text.gloss_W, text.tags_W, text.kept_W)
    return [(key(text, u), key(text, g), int(t), bool(k)) for u, g, t, k in zip(*columns, strict=True)]


def test_a_shard_is_read_as_it_is_row_by_row():
    table = shard()
    text = flatten_shard(table, "eng_Latn", IDS)
    assert read(text) == naive(table)
    assert text.lengths_M.tolist() == [len(words) for words in table["words"].to_pylist()]
    assert text.labels_M.tolist() == [0, -1, -1] * 3
    assert len(set(text.keys)) == len(text.keys)
    assert any(text.kept_W) and not all(text.kept_W)


def test_slices_and_concatenated_shards_are_read_alike():
    table = shard()
    both = pa.concat_tables([table.slice(4), shard(copies=[7]), table.slice(1, 2)])
    assert read(flatten_shard(both, "eng_Latn", IDS)) == naive(both)
    part = table.slice(2, 5)
    assert read(flatten_shard(part, "eng_Latn", IDS)) == naive(part)


def test_a_translation_that_looks_like_an_english_word_is_another_unit():
    text = flatten_shard(shard(copies=range(8)), "eng_Latn", IDS)
    assert {("fin_Latn", "wake"), ("eng_Latn", "wake")} <= set(text.keys)


def test_real_sentences_are_their_own_gloss_with_their_tags_and_classes():
    text, owners = flatten_sentences(SENTENCES, "eng_Latn", IDS)
    words = [word for sentence in SENTENCES for word in sentence.words]
    assert [key(text, unit) for unit in text.units_W] == [("eng_Latn", word) for word in words]
    assert text.gloss_W.tolist() == text.units_W.tolist()
    assert text.tags_W.tolist() == [0, 0, 0, 1, 0, 1, -1, -1, -1]
    assert text.labels_M.tolist() == [0, -1, -1]
    assert text.lengths_M.tolist() == [4, 3, 2]
    assert not text.kept_W.any()
    assert owners.unit_W.tolist() == list(range(9)) and not owners.inside_W.any()


def test_units_of_thai_and_japanese_carry_the_first_words_tag_and_owners_lead_back():
    thai = Sentence(("ปลุกฉัน", "ตีห้า"), "tha_Thai", "t", tags=("O", "B-time"))
    text, owners = flatten_sentences([thai, thai], "tha_Thai", IDS, {"ปลุก", "ฉัน", "ตีห้า"})
    assert text.lengths_M.tolist() == [3, 3]
    assert text.tags_W.tolist() == [0, -1, 1] * 2
    assert owners.unit_W.tolist() == [0, 2, 3, 5]

    japanese = Sentence(tuple("五時に"), "jpn_Jpan", "j", tags=("B-time", "I-time", "O"))
    text, owners = flatten_sentences([japanese], "jpn_Jpan", IDS, {"五時", "に"})
    assert [word for _, word in text.keys] == ["五時", "に"]
    assert text.tags_W.tolist() == [1, 0]
    assert (owners.unit_W.tolist(), owners.inside_W.tolist()) == ([0, 0, 1], [False, True, False])


def test_a_word_has_one_id_throughout():
    text, _ = flatten_sentences([say("a b a"), say("b")], "eng_Latn", IDS)
    assert text.units_W.tolist() == [1, 2, 1, 2]
    assert np.asarray(text.keys).tolist() == [["eng_Latn", "a"], ["eng_Latn", "b"]]
