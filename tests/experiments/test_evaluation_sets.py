"""Sentences of task files of every kind."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.experiments.evaluation_sets import read_evaluation_sets
from lexiboost.text.overlap import EvaluationIndex

SENTENCE = "Watoto wa shule wanacheza mpira uwanjani leo jioni pamoja."
WORDS = [*SENTENCE.removesuffix(".").split(), "."]
MASSIVE = {
    "id": "7",
    "locale": "sw-KE",
    "partition": "test",
    "intent": "play_game",
    "utt": " ".join(WORDS),
    "annot_utt": SENTENCE.replace("leo jioni", "[time : leo jioni]").replace(".", " ."),
}
CONLLU = (
    "1\tNaenda\t_\tVERB\t_\t_\t0\troot\t_\t_\n2-3\tdukani\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n"
    "2\tduka\t_\tNOUN\t_\t_\t1\tobl\t_\t_\n3\tni\t_\tADP\t_\t_\t2\tcase\t_\t_\n4\t.\t_\tPUNCT\t_\t_\t1\tpunct\t_\t_\n\n"
)


def columns(tag: str) -> str:
    return "".join(f"{word} {tag}\n" for word in WORDS)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("pos.txt", columns("NOUN"), " ".join(WORDS)),
        ("ner.txt", "-DOCSTART- O\n\n" + columns("O").replace("leo O", "leo B-DATE"), None),
        ("rare.txt", columns("X") + "1 000 NUM\n", None),
        ("tabs.txt", columns("O").replace(" ", "\t"), " ".join(WORDS)),
        ("sw-KE.jsonl", json.dumps(MASSIVE) + "\n", " ".join(WORDS)),
        ("sib.tsv", f"index_id\tcategory\ttext\n7\tsports\t{SENTENCE}\n", SENTENCE),
        ("lines.txt", f"{SENTENCE}\n", SENTENCE),
        ("swa.conllu", CONLLU, "Naenda dukani."),
        ("web.jsonl", json.dumps({"text": f"Kichwa\n{SENTENCE}"}) + "\n", None),
        ("swa-bible.tsv", f"b.GEN.1.1\t{SENTENCE}\n", SENTENCE),
    ],
)
def test_the_format_is_recognized(tmp_path: Path, name: str, content: str, expected: str | None) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with gzip.open(tmp_path / f"packed-{name}.gz", "wt", encoding="utf-8") as out:
        out.write(content)
    for path, label in ((name, name), (f"packed-{name}.gz", f"packed-{name}")):
        found = read_evaluation_sets([str(tmp_path / path)], "swa_Latn")
        assert list(found) == [label]
        if expected is not None:
            assert found[label].sentences == (expected,)
        text = SENTENCE if name != "swa.conllu" else "Naenda dukani."
        index = EvaluationIndex.of(found[label].sentences, "swa_Latn")
        assert index.find([text]) != [frozenset()]


def test_lines_that_end_like_tags_are_lines(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("PART X\nWATOTO WANACHEZA\n", encoding="utf-8")
    assert read_evaluation_sets([str(tmp_path / "a.txt")], "swa_Latn")["a.txt"].sentences == (
        "PART X",
        "WATOTO WANACHEZA",
    )


def test_all_files_of_a_folder_are_sets_and_what_they_reject_is_counted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{SENTENCE}\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(json.dumps({"text": SENTENCE}) + "\n{\n", encoding="utf-8")
    found = read_evaluation_sets([str(tmp_path)], "swa_Latn")
    assert list(found) == ["a.txt", "b.jsonl"]
    assert [dict(each.rejected) for each in found.values()] == [{}, {"malformed_json": 1}]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("conll03.txt", "EU NNP I-NP B-ORG\nrejects VBZ I-VP O\n", "4 columns"),
        ("sib.tsv", "index_id\tcategory\ttext\n7\tsports\n", "sib.tsv:2: 2 columns"),
        ("other.tsv", "a\tb\tc\n", "unknown columns"),
        ("empty.txt", "", "no sentence"),
        ("blank.txt", " \n\n", "no sentence"),
        ("other.jsonl", '{"utt": "x"}\n', "no key of text"),
        ("massive.jsonl", '{"utt": "x", "annot_utt": "x"}\n', "massive.jsonl:1"),
        ("latin1.txt", "é\n", "latin1.txt"),
    ],
)
def test_a_file_that_is_no_task_file_is_named(tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content, encoding="latin-1")
    with pytest.raises(InputError, match=said) as raised:
        read_evaluation_sets([str(tmp_path / name)], "swa_Latn")
    assert name in str(raised.value) and "\n" not in str(raised.value)


@pytest.mark.data
def test_real_task_files_give_as_many_sentences_as_published(data_dir: Path) -> None:
    tasks = data_dir / "tasks"
    paths = {
        tasks / "masakhapos" / "swa" / "test.txt.xz": 553,
        tasks / "sib200" / "swh_Latn" / "test.tsv.xz": 204,
    }
    for path, expected in paths.items():
        (found,) = read_evaluation_sets([str(path)], "swa_Latn").values()
        assert len(found.sentences) == expected
