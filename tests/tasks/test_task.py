from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from lexiboost.artifacts.errors import ConfigError, InputError, UnknownLanguageError
from lexiboost.tasks.task import intent_task, tagging_task


def _massive(path: Path, locale: str, partitions: tuple[str, ...] = ("train", "dev", "test")) -> None:
    lines = [
        json.dumps(
            {
                "id": str(i),
                "locale": locale,
                "partition": partition,
                "intent": "alarm_set",
                "utt": f"wake me {partition}",
                "annot_utt": f"wake me [time : {partition}]",
            }
        )
        for i, partition in enumerate(partitions)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(lines) + "\n"
    if path.suffix == ".xz":
        path.write_bytes(lzma.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")


def _conllu(folder: Path, split: str, word: str = "go") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    columns = ["1", word, word, "VERB", "_", "_", "0", "root", "_", "_"]
    (folder / f"{split}.conllu").write_text(f"# sent_id = {split}\n" + "\t".join(columns) + "\n\n")


def test_intent_corpora_are_found_by_locale_plain_or_compressed(tmp_path: Path) -> None:
    folder = tmp_path / "tasks" / "mine"
    _massive(folder / "en-US.jsonl", "en-US")
    _massive(folder / "tr-TR.jsonl.xz", "tr-TR", ("test",))
    (folder / "README.md").write_text("x")
    (folder / "qqq-ZZ.jsonl").write_text("x")
    task = intent_task(tmp_path, "mine")
    assert (task.name, task.metrics[0]) == ("intents", "intent_accuracy")
    assert set(task.corpora) == {"eng_Latn", "tur_Latn"}
    turkish = task.corpus("tr-TR")
    assert (turkish.variety, turkish.dataset) == ("tur_Latn", "mine")
    assert turkish.files["test"] == folder / "tr-TR.jsonl.xz"
    (sentence,) = turkish.read("test")
    assert (sentence.words, sentence.label) == (("wake", "me", "test"), "alarm_set")
    assert sentence.tags == ("O", "O", "B-time")
    assert [s.words[-1] for s in task.corpus("eng_Latn").read("dev")] == ["dev"]
    with pytest.raises(InputError, match="'train'"):
        turkish.read("train")


def test_a_corpus_is_found_by_any_code_of_its_variety(tmp_path: Path) -> None:
    _massive(tmp_path / "tasks" / "mine" / "tr-TR.jsonl", "tr-TR")
    task = intent_task(tmp_path, "mine")
    assert task.corpus("tr") is task.corpus("tur") is task.corpus("tur_Latn")
    with pytest.raises(ConfigError, match=r"fi-FI \(fin_Latn\).*tur_Latn"):
        task.corpus("fi-FI")
    with pytest.raises(UnknownLanguageError):
        task.corpus("no such language")


def test_a_missing_or_empty_dataset_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="mine"):
        intent_task(tmp_path, "mine")
    (tmp_path / "tasks" / "mine").mkdir(parents=True)
    with pytest.raises(InputError, match="mine"):
        intent_task(tmp_path, "mine")


def test_treebanks_are_found_in_ud_and_then_in_masakhapos(tmp_path: Path) -> None:
    _conllu(tmp_path / "ud" / "UD_Turkish-BOUN", "test")
    _conllu(tmp_path / "ud" / "UD_Wolof-WTB", "test", "dem")
    masakha = tmp_path / "tasks" / "masakhapos"
    for code in ("wol", "yor"):
        (masakha / code).mkdir(parents=True)
        (masakha / code / "test.tsv").write_text("lo VERB\n. PUNCT\n")
    task = tagging_task(tmp_path, {})
    assert (task.name, task.metrics) == ("upos", ("accuracy",))
    assert {v: c.dataset for v, c in task.corpora.items()} == {
        "tur_Latn": "UD_Turkish-BOUN",
        "wol_Latn": "UD_Wolof-WTB",
        "yor_Latn": "yor",
    }
    (sentence,) = task.corpus("yo").read("test")
    assert (sentence.words, sentence.tags) == (("lo", "."), ("VERB", "PUNCT"))
    (sentence,) = task.corpus("tr").read("test")
    assert (sentence.words, sentence.tags, sentence.variety) == (("go",), ("VERB",), "tur_Latn")


def test_of_several_treebanks_the_first_by_name_is_taken_unless_one_is_chosen(tmp_path: Path) -> None:
    for name in ("UD_Turkish-IMST", "UD_Turkish-BOUN", "UD_Turkish-Kenet"):
        _conllu(tmp_path / "ud" / name, "test")
    assert tagging_task(tmp_path, {}).corpus("tr").dataset == "UD_Turkish-BOUN"
    chosen = tagging_task(tmp_path, {"tr": "ud/UD_Turkish-Kenet"})
    assert chosen.corpus("tr").dataset == "UD_Turkish-Kenet"


def test_errors_of_treebanks_name_the_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no treebank"):
        tagging_task(tmp_path, {})
    _conllu(tmp_path / "ud" / "UD_Turkish-BOUN", "dev")
    with pytest.raises(InputError, match="UD_Turkish-Kenet"):
        tagging_task(tmp_path, {"tr": "ud/UD_Turkish-Kenet"})
    with pytest.raises(InputError, match=r"UD_Turkish-BOUN.*no test data for tur_Latn"):
        tagging_task(tmp_path, {}).corpus("tr").read("test")


def test_the_embedded_corpora_are_an_intent_task(mini_dir: Path) -> None:
    task = intent_task(mini_dir, "mini")
    assert {"eng_Latn", "tur_Latn", "kaz_Cyrl", "hin_Deva", "urd_Arab", "fin_Latn", "swa_Latn"} >= set(
        task.corpora
    )
    assert task.corpus("en").read("train") and task.corpus("tr").read("test")
