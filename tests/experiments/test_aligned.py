"""`best` may learn function words from a page of parallel text; the other arms never see it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from lexiboost.synthesis.shards import read_shard
from tests.experiments.test_tagging import treebank, treebanks  # noqa: F401
from tests.experiments.tiny import Program

ARMS = ("--config.arms=lexicon_labelled,best,lookup,majority", "--config.baseline=majority")
BEST = ("--config.task.name=upos", "--config.targets=tr", "--config.best.aligned=true", *ARMS)
PAGE = (
    ("blurb dog", "zort köpek"),
    ("blurb house", "zort ev"),
    ("dog", "köpek"),
    ("blurb book", "zort kitap"),
)


@pytest.fixture
def data(treebanks: Path) -> Path:  # noqa: F811
    """Treebanks whose English has an article that the lexicon lacks, and a page in both languages."""
    train = [[("blurb", "DET"), ("house", "NOUN"), ("blurb", "DET"), ("dog", "NOUN")]] * 30
    treebank(treebanks / "ud" / "UD_English-Mini", train, "train")
    folder = treebanks / "text" / "udhr2"
    folder.mkdir(parents=True)
    for name, side in (("eng", 0), ("tur", 1)):
        lines = "".join(f"{pair[side]}\n" for pair in PAGE * 3)
        (folder / f"{name}.txt").write_text(lines, encoding="utf-8")
    return treebanks


def articles(run: Program) -> dict[str, set[str]]:
    """Mode of labelled text -> what stands for the article."""
    found: dict[str, set[str]] = {}
    for path in run.workdir.glob("synthesize/*/text.parquet"):
        name = json.loads((path.parent / "manifest.json").read_text(encoding="utf-8"))["name"]
        if "pseudo_labelled" in name:
            for row in read_shard(path).to_pylist():
                words = zip(row["words"], row["tags"], strict=True)
                found.setdefault(name.split()[1], set()).update(w for w, tag in words if tag == "DET")
    return found


def scores(run: Program) -> dict[str, dict[str, str]]:
    with (run.workdir / "results.csv").open(encoding="utf-8", newline="") as stream:
        return {row["arm"]: row for row in csv.DictReader(stream) if row["variety"] == "tur_Latn"}


def test_best_learns_the_article_and_the_other_arms_do_not(run: Program, data: Path) -> None:
    ended = run(*BEST, f"--config.data_dir={data}")
    assert (ended.status, ended.err) == (0, "")
    modes = articles(run)
    assert modes.pop("substitute") == {"blurb"}
    assert modes.keys() == {"substitute+aligned", "inflect+aligned", "random+aligned"}
    assert all(words == {"zort"} for words in modes.values())
    (aligned,) = [
        json.loads(p.read_text(encoding="utf-8")) for p in run.workdir.glob("lexicon/*/aligned.json")
    ]
    assert aligned.keys() == {"zort"} and aligned["zort"]["blurb"] > 0.8
    seen = {arm: row["seen"] for arm, row in scores(run).items()}
    assert seen == {"majority": "none", "lexicon_labelled": "lexicon", "lookup": "lexicon", "best": "text"}


def test_a_new_row_has_its_origin_and_the_old_ones_stay(run: Program, data: Path) -> None:
    assert run(*BEST, f"--config.data_dir={data}").status == 0
    plain, more = sorted(map(pd.read_parquet, run.workdir.glob("lexicon/*/lexicon.parquet")), key=len)
    new = more[more["origin"] == "udhr2"]
    assert new[["source", "target", "licence"]].to_numpy().tolist() == [["blurb", "zort", "public domain"]]
    pd.testing.assert_frame_equal(more.drop(new.index).reset_index(drop=True), plain)


def test_the_look_up_arm_is_the_same_with_and_without_the_page(run: Program, data: Path) -> None:
    assert run(*BEST, f"--config.data_dir={data}", "--config.best.partner=lookup").status == 0
    with_page = scores(run)["lookup"]
    assert run(*BEST, f"--config.data_dir={data}", "--config.best.aligned=false").status == 0
    assert scores(run)["lookup"] == with_page


@pytest.mark.parametrize("missing", ["eng", "tur"])
def test_without_a_page_the_lexicon_is_as_it_was(run: Program, data: Path, missing: str) -> None:
    (data / "text" / "udhr2" / f"{missing}.txt").unlink()
    assert run(*BEST, f"--config.data_dir={data}").status == 0
    assert articles(run)["substitute+aligned"] == {"blurb"}


def test_an_empty_page_is_named(run: Program, data: Path) -> None:
    (data / "text" / "udhr2" / "tur.txt").write_text("\n", encoding="utf-8")
    assert "udhr2/tur.txt" in run(*BEST, f"--config.data_dir={data}").error
