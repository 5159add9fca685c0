import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lexiboost.artifacts.errors import InputError, StorageError
from lexiboost.morphology import Paradigms, SuffixRules
from lexiboost.synthesis.inflect import Inflector
from lexiboost.synthesis.pseudo import ORIGINS
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.shards import (
    SCHEMA,
    inflection_counts,
    iterate_rows,
    read_shard,
    replacement_counts,
    shard_table,
    write_shard,
)
from lexiboost.synthesis.source import encode_source
from lexiboost.synthesis.substitute import Synthesizer
from lexiboost.text.sentence import Sentence
from tests.synthesis.handmade import make_lexicon, read, say

LEXICON = make_lexicon(("wake", "herätä"), ("me", "minut"), ("at five", "viideltä"), ("five", "viisi x"))
SENTENCES = [
    Sentence(("Wake", "me", "at", "five"), "eng_Latn", "a", tags=("O", "O", "O", "B-time"), label="alarm"),
    Sentence(("five", "please"), "eng_Latn", "b", tags=("B-time", "I-time")),
]


def drawn(sentences=SENTENCES, copies=range(2)):
    corpus = encode_source(sentences)
    text = Synthesizer(corpus, LEXICON, SynthesisSettings(), seed=5).draw(copies)
    return text, shard_table(text, corpus, variety="fin_Latn", kind="pseudo_labelled", seed=5)


def test_a_shard_reads_back_as_it_was_written(tmp_path):
    _, table = drawn()
    write_shard(table, tmp_path / "x" / "text.parquet")
    back = read_shard(tmp_path / "x" / "text.parquet")
    assert back.equals(table) and back.schema.equals(SCHEMA)


def test_a_row_tells_where_every_word_came_from():
    _, table = drawn()
    first, second = list(iterate_rows(table))[:2]
    assert first == {
        "text": "Herätä minut at viisi x",
        "words": ["Herätä", "minut", "at", "viisi", "x"],
        "variety": "fin_Latn",
        "kind": "pseudo_labelled",
        "source_id": "a",
        "copy": 0,
        "seed": 5,
        "label": "alarm",
        "tags": ["O", "O", "O", "B-time", "I-time"],
        "source_words": ["Wake", "me", "at", "five"],
        "source_position": [0, 1, 2, 3, 3],
        "origin": ["substituted", "substituted", "kept", "substituted", "substituted"],
        "lexicon_row": [0, 1, -1, 3, 3],
        "cell": ["", "", "", "", ""],
    }
    assert (second["source_id"], second["label"], second["tags"]) == (
        "b",
        None,
        ["B-time", "I-time", "I-time"],
    )


def test_copies_follow_one_another_with_their_own_source_words():
    _, table = drawn()
    assert table["source_id"].to_pylist() == ["a", "b", "a", "b"]
    assert table["copy"].to_pylist() == [0, 0, 1, 1]
    assert table["source_words"][3].as_py() == ["five", "please"]


def test_untagged_text_has_no_tags():
    _, table = drawn([say("wake me")])
    assert table["tags"].to_pylist() == [None, None]


def test_sentences_without_tags_take_none_from_those_that_have():
    _, table = drawn([*SENTENCES, say("wake five")], range(1))
    assert table["tags"].to_pylist() == [
        ["O", "O", "O", "B-time", "I-time"],
        ["B-time", "I-time", "I-time"],
        None,
    ]


def test_replacements_are_counted_by_origin():
    text, _ = drawn()
    expected = [origin for output in read(text) for origin in output.origins]
    assert replacement_counts(text) == {origin: expected.count(origin) for origin in ORIGINS}


def test_an_absent_broken_or_foreign_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"nothing\.parquet: no such shard"):
        read_shard(tmp_path / "nothing.parquet")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(InputError, match=r"broken\.parquet: not a readable parquet"):
        read_shard(tmp_path / "broken.parquet")
    pq.write_table(pa.table({"text": ["x"]}), tmp_path / "other.parquet")
    with pytest.raises(InputError, match=r"other\.parquet: not a text shard: .*source_position"):
        read_shard(tmp_path / "other.parquet")


def test_a_shard_that_was_cut_short_is_an_input_error(tmp_path):
    path = tmp_path / "text.parquet"
    write_shard(drawn()[1], path)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InputError, match=str(path)):
        read_shard(path)


def test_a_full_disk_leaves_no_shard(tmp_path, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(StorageError, match=r"text\.parquet: the disk is full"):
        write_shard(drawn()[1], tmp_path / "text.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_shard_tells_on_request_what_gave_each_inflected_form(tmp_path):
    table = Paradigms.from_rows(
        [("talo", "talot", "N;PL"), ("katto", "katot", "N;PL"), ("pallo", "pallot", "N;PL")]
    )
    learned = {("kissa", "N;PL"): ("kissat", "inflector")}
    sentence = say(
        "houses cats radios run",
        lemmas="house cat radio run",
        upos="NOUN NOUN NOUN VERB",
        bundles="N;PL N;PL N;PL V",
    )
    lexicon = make_lexicon(("house", "talo"), ("cat", "kissa"), ("radio", "radio"), ("run", "juosta"))
    corpus = encode_source([sentence, sentence])
    text = Synthesizer(
        corpus,
        lexicon,
        SynthesisSettings(mode="inflect"),
        seed=0,
        inflector=Inflector(table, SuffixRules.fit(table), learned),
    ).draw(range(1))
    names = {"variety": "fin_Latn", "kind": "pseudo_labelled", "seed": 0}
    shard = shard_table(text, corpus, **names, ways=True)
    assert shard["text"].to_pylist() == ["talot kissat radiot juosta"] * 2
    assert shard["inflection"].to_pylist() == [["table", "inflector", "rules", None]] * 2
    assert inflection_counts(text) == {"table": 2, "rules": 2, "inflector": 2}
    write_shard(shard, tmp_path / "text.parquet")
    assert read_shard(tmp_path / "text.parquet").equals(shard)
    assert shard_table(text, corpus, **names).equals(shard.drop_columns(["inflection"]))
