from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexiboost.morphology import Paradigms
from lexiboost.synthesis.engine import Engine
from lexiboost.synthesis.inflect import Inflector
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.source import GivenNames, TextEncoder
from lexiboost.synthesis.text_shards import TEXT_SCHEMA, text_batch
from tests.synthesis.handmade import make_lexicon
from tests.synthesis.rawtext import read_text

LEXICON = make_lexicon(("e-mail", "sähköposti"), ("dog", "koira"), ("know", "p q"), ("cat", "kissa"))
TABLE = Paradigms.from_rows([("koira", "koirat", "N;PL"), ("koira", "koira", "N;SG")])
LINES = ['"E-mail dogs!"', "", "I  know Łódź"]


def analyse(word):
    return (word[:-1], "", "N;PL") if word in ("dogs", "cats") else (word, "", "")


def drawn(lines=LINES, copies=(0,), lexicon=LEXICON, **options):
    corpus = TextEncoder("eng_Latn", analyse).encode(lines, file="news.txt", first=10)
    engine = Engine(lexicon, SynthesisSettings(mode="inflect", **options), seed=5, inflector=Inflector(TABLE))
    text = engine.draw(corpus, copies)
    return text, text_batch(text, corpus, lines, variety="fin_Latn", kind="pseudo_mono", seed=5)


def test_a_row_holds_text_source_and_where_every_word_came_from():
    rows = drawn()[1].to_pylist()
    assert rows == [
        {
            "text": '"sähköposti koirat!"',
            "source": '"E-mail dogs!"',
            "source_id": "news.txt:10",
            "variety": "fin_Latn",
            "kind": "pseudo_mono",
            "copy": 0,
            "seed": 5,
            # " sähköposti (12 bytes, as ä and ö have two) koirat ! "
            "word_end": [1, 13, 20, 21, 22],
            # " 0 E 1 - 2 mail 3 dogs 4 ! 5 " 6
            "source_position": [0, 1, 4, 5, 6],
            "origin": ["kept", "lemma", "inflected", "kept", "kept"],
            "lexicon_row": [-1, 0, 1, -1, -1],
            "cell": ["", "", "N;PL", "", ""],
            "inflection": ["", "", "table", "", ""],
        },
        {
            "text": "",
            "source": "",
            "source_id": "news.txt:11",
            "variety": "fin_Latn",
            "kind": "pseudo_mono",
            "copy": 0,
            "seed": 5,
            **{name: [] for name in TEXT_SCHEMA.names[7:]},
        },
        {
            "text": "I p q Łódź",
            "source": "I  know Łódź",
            "source_id": "news.txt:12",
            "variety": "fin_Latn",
            "kind": "pseudo_mono",
            "copy": 0,
            "seed": 5,
            "word_end": [1, 3, 5, 13],
            "source_position": [0, 1, 1, 2],
            "origin": ["kept", "lemma", "lemma", "kept"],
            "lexicon_row": [-1, 2, 2, -1],
            "cell": ["", "", "", ""],
            "inflection": ["", "", "", ""],
        },
    ]


def test_each_inflected_word_has_its_cell_and_what_gave_its_form():
    learned = {("kissa", "N;PL"): ("kissat", "inflector")}
    engine = Engine(
        LEXICON, SynthesisSettings(mode="inflect"), seed=5, inflector=Inflector(TABLE, None, learned)
    )
    corpus = TextEncoder("eng_Latn", analyse).encode(["dog cats dogs cats"], file="f")
    batch = text_batch(engine.draw(corpus), corpus, [""], variety="fin_Latn", kind="pseudo_mono", seed=5)
    assert batch["text"].to_pylist() == ["koira kissat koirat kissat"]
    assert batch["cell"].to_pylist() == [["", "N;PL", "N;PL", "N;PL"]]
    assert batch["inflection"].to_pylist() == [["", "inflector", "table", "inflector"]]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["dogs", "CAT", "e-mail", "know", "żółć", "!", "ก", " ", "  "])).map(
            "".join
        ),
        max_size=6,
    ),
    st.integers(1, 3),
)
def test_the_ends_of_words_cut_them_out_of_the_text(lines, copies):
    text, batch = drawn(lines, range(copies))
    batch.validate(full=True)
    outputs = read_text(text)
    assert batch.num_rows == len(outputs) == copies * len(lines)
    for row, output in zip(batch.to_pylist(), outputs, strict=True):
        data, begin, found = row["text"].encode(), 0, []
        for end in row["word_end"]:
            begin += data[begin : begin + 1] == b" "
            found.append(data[begin:end].decode())
            begin = end
        assert tuple(found) == output.words
        assert begin == len(data)
        assert row["source"] == lines[output.sentence]


def test_copies_follow_one_another_each_beside_its_source():
    lexicon = make_lexicon(*(("dog", f"k{i}") for i in range(5)))
    _, batch = drawn(["dog dog dog", "dog"], [4, 0, 2], lexicon)
    assert batch["copy"].to_pylist() == [4, 4, 0, 0, 2, 2]
    assert batch["source"].to_pylist() == ["dog dog dog", "dog"] * 3
    assert batch["source_id"].to_pylist() == ["news.txt:10", "news.txt:11"] * 3
    assert len(set(batch["text"].to_pylist()[::2])) > 1
    for k, copy in enumerate([4, 0, 2]):
        assert drawn(["dog dog dog", "dog"], [copy], lexicon)[1] == batch.slice(2 * k, 2)


@pytest.mark.parametrize("copies", [[0], [0, 3]])
def test_a_batch_reads_back_as_it_was_written(tmp_path, copies):
    _, batch = drawn(LINES * 20, copies)
    assert batch.schema == TEXT_SCHEMA
    with pq.ParquetWriter(tmp_path / "text.parquet", TEXT_SCHEMA) as writer:
        writer.write_batch(batch)
        writer.write_batch(drawn(LINES, [1])[1])
    table = pq.read_table(tmp_path / "text.parquet")
    assert table.schema.equals(TEXT_SCHEMA)
    assert table.to_pylist() == [*batch.to_pylist(), *drawn(LINES, [1])[1].to_pylist()]


def test_batches_of_one_engine_make_one_table():
    encoder, engine = TextEncoder("eng_Latn"), Engine(LEXICON, SynthesisSettings(), seed=5)
    batches = []
    for first, line in enumerate(LINES, 10):
        corpus = encoder.encode([line], file="news.txt", first=first)
        text = engine.draw(corpus)
        batches.append(text_batch(text, corpus, [line], variety="fin_Latn", kind="pseudo_mono", seed=5))
    table = pa.Table.from_batches(batches)
    assert table["text"].to_pylist() == ['"sähköposti dogs!"', "", "I p q Łódź"]
    assert table["source_id"].to_pylist() == ["news.txt:10", "news.txt:11", "news.txt:12"]


def test_no_lines_make_no_rows():
    _, batch = drawn([], [0])
    assert (batch.num_rows, batch.schema) == (0, TEXT_SCHEMA)


def test_names_that_are_given_are_kept():
    corpus = TextEncoder("eng_Latn").encode(["a", "b"], file="f")
    corpus = replace(corpus, names=GivenNames(["x", "y"]))
    text = Engine(LEXICON, SynthesisSettings(), seed=0).draw(corpus, [0, 1])
    batch = text_batch(text, corpus, ["a", "b"], variety="fin_Latn", kind="pseudo_mono", seed=0)
    assert batch["source_id"].to_pylist() == ["x", "y", "x", "y"]
