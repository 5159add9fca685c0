"""Bad data and settings through the real program: one line, status 2, nothing half-written."""

from __future__ import annotations

import json
import lzma
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.experiments.tiny import MINI, Program

LEXICON = Path("lexicons/mini/en_tr.tsv")
TURKISH = Path("tasks/mini/tr-TR.jsonl")
ENGLISH = Path("tasks/mini/en-US.jsonl")
TEXT = Path("text/eng/mini.txt")
QUICK = ("--config.arms=majority", "--config.baseline=majority")
"""No network to train, but a test set to read."""


def rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def change_row(path: Path, number: int, **changes: Any) -> None:
    found = rows(path)
    found[number - 1] |= changes
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf-8")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def compress(path: Path, content: bytes) -> None:
    path.unlink()
    path.with_name(path.name + ".xz").write_bytes(content)


Damage = Callable[[Path], None]


def removed(name: Path) -> Damage:
    return lambda data: (data / name).unlink()


def written(name: Path, content: bytes) -> Damage:
    def damage(data: Path) -> None:
        (data / name).write_bytes(content)

    return damage


LEXICON_DAMAGE: dict[str, tuple[Damage, list[str]]] = {
    "no lexicon of the target": (
        removed(LEXICON),
        ["no lexicon", "tur_Latn", "lexicons/<source>/en_tur.tsv"],
    ),
    "empty lexicon": (written(LEXICON, b""), ["en_tr.tsv"]),
    "lexicon of white space": (written(LEXICON, b"\n  \n\n"), ["en_tr.tsv"]),
    "three columns where two belong": (
        lambda data: append(data / LEXICON, "house\tev\tNOUN\tsomething else\n"),
        [f"en_tr.tsv:{lines_of(MINI / LEXICON) + 1}: ", "something else"],
    ),
    "one column": (written(LEXICON, b"house\ncat\ndog\n"), ["en_tr.tsv"]),
    "broken UTF-8 in the lexicon": (
        written(LEXICON, b"water\tsu\tNOUN\nhouse\tev\xff\n"),
        ["en_tr.tsv:2: ", "not UTF-8"],
    ),
    "lexicon in UTF-16": (written(LEXICON, "house\tev\n".encode("utf-16")), ["en_tr.tsv", "not UTF-8"]),
    "corrupt xz": (
        lambda data: compress(
            data / LEXICON, lzma.compress((data / LEXICON).read_bytes())[:2000] + b"junk" * 50
        ),
        ["en_tr.tsv.xz", "damaged compressed file"],
    ),
    "not xz at all": (
        lambda data: compress(data / LEXICON, b"house\tev\n"),
        ["en_tr.tsv.xz", "damaged compressed file"],
    ),
    "no word in common": (
        written(LEXICON, b"".join(b"qzx%c\tevz%c\tNOUN\n" % (i, i) for i in range(97, 117))),
        ["no word in common", "en_tr.tsv", "tur_Latn"],
    ),
    "source text missing": (removed(TEXT), ["text/eng/mini.txt", "no such file"]),
    "broken UTF-8 in the source text": (
        written(TEXT, b"wake me up\nat \xe9t\xe9\n"),
        ["mini.txt:2: ", "not UTF-8"],
    ),
    "training data missing": (removed(ENGLISH), ["eng_Latn", "tur_Latn"]),
    "training data without a training row": (
        lambda data: (data / ENGLISH).write_text(
            "".join(json.dumps(row) + "\n" for row in rows(data / ENGLISH) if row["partition"] == "test"),
            encoding="utf-8",
        ),
        ["en-US.jsonl", "'train'"],
    ),
    "inflection table with one column": (
        written(Path("unimorph/tur.tsv"), b"ev\tevler\tN;PL\nev\n"),
        ["unimorph/tur.tsv:2: "],
    ),
    "no test data of the target": (removed(TURKISH), ["tur_Latn", "eng_Latn"]),
    "no dataset": (lambda data: shutil.rmtree(data / "tasks"), ["tasks/mini", "no such dataset"]),
}


@pytest.mark.parametrize("kind", LEXICON_DAMAGE)
def test_bad_training_material_is_named_before_anything_is_trained(
    run: Program, data: Path, kind: str
) -> None:
    damage, named = LEXICON_DAMAGE[kind]
    damage(data)
    line = run(f"--config.data_dir={data}").error
    for part in named:
        assert part in line
    assert run.half_written() == []
    assert not [name for name in run.made() if name.startswith(("pretrain", "results.csv"))]


TEST_DAMAGE: dict[str, tuple[Damage, list[str]]] = {
    "empty test file": (written(TURKISH, b""), ["tr-TR.jsonl", "empty file"]),
    "no test row": (
        lambda data: (data / TURKISH).write_text(
            json.dumps(rows(data / TURKISH)[0] | {"partition": "dev"}) + "\n", encoding="utf-8"
        ),
        ["tr-TR.jsonl", "'test'"],
    ),
    "unknown intent": (
        lambda data: change_row(data / TURKISH, 9, intent="moon_landing"),
        ["tr-TR.jsonl", "'moon_landing'"],
    ),
    "malformed JSON": (
        lambda data: append(data / TURKISH, '{"id": "x", \n'),
        [f"tr-TR.jsonl:{lines_of(MINI / TURKISH) + 1}: ", "not valid JSON"],
    ),
    "unbalanced brackets": (
        lambda data: change_row(data / TURKISH, 5, annot_utt="[time : yarın", utt="yarın"),
        ["tr-TR.jsonl:5: ", "unbalanced"],
    ),
    "annotation of another utterance": (
        lambda data: change_row(data / TURKISH, 6, annot_utt="bambaşka bir cümle"),
        ["tr-TR.jsonl:6: ", "bambaşka"],
    ),
    "missing key": (lambda data: change_row(data / TURKISH, 3, intent=None), ["tr-TR.jsonl:3: ", "'intent'"]),
    "unknown partition": (
        lambda data: change_row(data / TURKISH, 2, partition="held-out"),
        ["tr-TR.jsonl:2: ", "held-out"],
    ),
    "an id twice": (
        lambda data: change_row(data / TURKISH, 2, id=rows(data / TURKISH)[0]["id"]),
        ["tr-TR.jsonl:2: ", "twice"],
    ),
    "broken UTF-8 in the test set": (
        lambda data: (data / TURKISH).write_bytes((data / TURKISH).read_bytes() + b'{"id": "\xc3\x28"}\n'),
        [f"tr-TR.jsonl:{lines_of(MINI / TURKISH) + 1}: ", "not UTF-8"],
    ),
}


@pytest.mark.parametrize("kind", TEST_DAMAGE)
def test_a_bad_test_set_is_named_with_its_row(run: Program, data: Path, kind: str) -> None:
    damage, named = TEST_DAMAGE[kind]
    damage(data)
    line = run(f"--config.data_dir={data}", *QUICK).error
    for part in named:
        assert part in line
    assert run.half_written() == []
    assert not [name for name in run.made() if name.startswith(("evaluate", "results.csv"))]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--config.data_dir=/no/such/place"], ["/no/such/place", "--config.data_dir", "LEXIBOOST_DATA"]),
        (["--config.task.dataset=massif"], ["tasks/massif", "no such dataset"]),
        (["--config.targets=turkisch"], ["turkisch"]),
        (["--config.targets=tr-TR,tur_Latn"], ["config.targets", "tur_Latn", "twice"]),
        (["--config.targets=en-US"], ["config.targets", "en-US", "source language"]),
        (["--config.targets=deu_Latn"], ["deu_Latn", "tur_Latn"]),
        (["--config.development=tr-TR"], ["config.targets", "config.development", "tur_Latn"]),
        (["--config.source.variety=xyzzy"], ["xyzzy"]),
        (["--config.source.text=text/eng/none.txt"], ["text/eng/none.txt", "no such file"]),
        (["--config.lexicons=wiktionary"], ["no lexicon", "wiktionary"]),
        (["--config.platform=tpu"], ["config.platform=tpu", "only cpu", "--config.platform=cpu"]),
        (["--config.task.name=upos"], ["treebank", "ud/"]),
        (
            ["--config.arms=english_only,best", "--config.best.synthesis=guess"],
            ["config.best.synthesis", "'guess'"],
        ),
    ],
    ids=lambda value: value[-1],
)
def test_a_setting_that_does_not_fit_the_data_is_refused_before_anything_is_written(
    run: Program, arguments: list[str], named: list[str]
) -> None:
    line = run(*arguments).error
    for part in named:
        assert part in line
    assert not run.workdir.exists()


def test_an_unknown_language_is_answered_with_the_nearest(run: Program) -> None:
    assert "tur_Latn" in run("--config.targets=tur_Latm").error
