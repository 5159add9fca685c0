import lzma
import re

import conllu
import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.text.readers.conllu import read_conllu
from lexiboost.text.unicode import clean

SAMPLE = """\
# sent_id = 1
# text = Vámonos al mar
1-2\tVámonos\t_\t_\t_\t_\t_\t_\t_\t_
1\tVamos\tir\tVERB\t_\tMood=Imp|Number=Plur\t0\troot\t_\t_
2\tnos\tnosotros\tPRON\t_\tCase=Acc\t1\tobj\t_\t_
3-4\tal\t_\t_\t_\t_\t_\t_\t_\t_
3\ta\ta\tADP\t_\t_\t5\tcase\t_\t_
4\tel\tel\tDET\t_\tDefinite=Def\t5\tdet\t_\t_
5\tmar\tmar\tNOUN\t_\t_\t1\tobl\t_\t_
5.1\tva\tir\tVERB\t_\t_\t_\t_\t_\t_

# sent_id = 2
1\t2 001\t_\tNUM\t_\tNumType=Card\t0\troot\t_\t_
2\t_\t_\tSYM\t_\t_\t1\tdep\t_\t_
"""


@pytest.fixture
def write(tmp_path):
    def write(text, name="UD_Spanish-X/test.conllu"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_syntactic_words_are_read_and_ranges_and_empty_nodes_are_not(write):
    first, second = read_conllu(write(SAMPLE), variety="spa_Latn")
    assert first.words == ("Vamos", "nos", "a", "el", "mar")
    assert first.lemmas == ("ir", "nosotros", "a", "el", "mar")
    assert first.upos == first.tags == ("VERB", "PRON", "ADP", "DET", "NOUN")
    assert first.feats == ("Mood=Imp|Number=Plur", "Case=Acc", "", "Definite=Def", "")
    assert first.heads == (0, 1, 5, 5, 1)
    assert first.relations == ("root", "obj", "case", "det", "obl")
    assert first.bundles is None
    assert (first.source_id, second.source_id) == ("UD_Spanish-X/test:1", "UD_Spanish-X/test:2")
    assert second.words == ("2 001", "_")
    assert second.lemmas == ("", "_")


def test_a_last_sentence_without_a_blank_line_is_kept(write):
    assert len(read_conllu(write(SAMPLE.rstrip("\n")), variety="spa_Latn")) == 2


def test_sentences_without_upos_have_no_tags(write):
    path = write("1\tcanem\tcanis\t_\t_\tN;ACC;SG\t0\t_\t_\t_\n\n")
    [sentence] = read_conllu(path, variety="lat_Latn")
    assert (sentence.upos, sentence.tags) == (None, None)
    assert sentence.feats == ("N;ACC;SG",)


@pytest.mark.parametrize(
    ("cells", "heads", "relations"),
    [
        ("2\troot 0\t_", (2, 0), ("root", "")),
        ("_\troot 1\tobj", None, None),
        ("0\t_ 1\t_", None, None),
        ("9999999\troot 1\tobj", None, None),
        ("²\troot 1\tobj", None, None),
    ],
)
def test_without_relations_or_a_number_for_each_head_there_is_no_tree(write, cells, heads, relations):
    lines = [f"{i}\ta\ta\tX\t_\t_\t{cell}\t_\t_\n" for i, cell in enumerate(cells.split(" "), 1)]
    [sentence] = read_conllu(write("".join(lines)), variety="x")
    assert (sentence.heads, sentence.relations) == (heads, relations)


def test_words_are_cleaned(write):
    path = write("1\tso\u00adft\te\u0301\tADJ\t_\t_\t0\troot\t_\t_\n")
    [sentence] = read_conllu(path, variety="eng_Latn")
    assert (sentence.words, sentence.lemmas) == (("soft",), ("é",))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1\ta\ta\tX", "4 tab-separated columns"),
        ("1\ta\ta\tX\t_\t_\t0\troot\t_\t_\t_", "11 tab-separated columns"),
        ("2\ta\ta\tX\t_\t_\t0\troot\t_\t_", "word id '2' where 1 is due"),
        ("a-b\ta\ta\tX\t_\t_\t0\troot\t_\t_", "word id 'a-b' where 1 is due"),
        ("1\ta\ta\tNomen\t_\t_\t0\troot\t_\t_", "unknown UPOS 'Nomen'"),
        ("1\t\u200b\ta\tX\t_\t_\t0\troot\t_\t_", "empty word"),
    ],
)
def test_a_bad_line_is_an_error_that_names_file_and_line(write, line, message):
    path = write(f"# sent_id = 1\n{line}\n")
    with pytest.raises(InputError, match=f"{re.escape(str(path))}:2: {message}"):
        read_conllu(path, variety="x")


def test_a_file_without_sentences_is_an_error(write):
    with pytest.raises(InputError, match="no sentence"):
        read_conllu(write("# only a comment\n\n"), variety="x")


@pytest.mark.data
@pytest.mark.parametrize("treebank", ["UD_French-Sequoia", "UD_Ukrainian-IU", "UD_Kazakh-KTB"])
def test_real_treebanks_are_read_as_the_conllu_library_reads_them(data_dir, treebank):
    path = data_dir / "ud" / treebank / "test.conllu.xz"
    with lzma.open(path, "rt", encoding="utf-8") as stream:
        expected = conllu.parse(stream.read())
    sentences = read_conllu(path, variety="x")
    assert len(sentences) == len(expected)
    for sentence, tokens in zip(sentences, expected, strict=True):
        kept = [token for token in tokens if isinstance(token["id"], int)]
        assert sentence.words == tuple(clean(token["form"]) for token in kept)
        assert sentence.upos == tuple(token["upos"] for token in kept)
        features = ["|".join(f"{k}={v}" for k, v in (token["feats"] or {}).items()) for token in kept]
        assert sentence.feats == tuple(features)
        assert sentence.heads == tuple(token["head"] for token in kept)
        assert sentence.relations == tuple(token["deprel"] for token in kept)
