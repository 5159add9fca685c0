"""The stage `inflect`: gaps of the table that synthesis meets, filled by the better of two inflectors."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.manifest import Artifact, Job, Workdir
from lexiboost.experiments.context import Context
from lexiboost.experiments.jobs.inflect import (
    FORMS,
    fill,
    inflect_job,
    needed_cells,
    read_forms,
    write_forms,
)
from lexiboost.experiments.jobs.lexicon import lexicon_job
from lexiboost.experiments.read import read_config
from lexiboost.morphology import Paradigms, Row
from lexiboost.synthesis.inflect import Inflected, Inflector
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.source import encode_source
from lexiboost.synthesis.substitute import Synthesizer
from lexiboost.tasks.inflection import Choice, InflectionConfig
from lexiboost.tasks.inflection import Inflector as Network
from tests.experiments.tiny import get_config
from tests.synthesis.handmade import make_lexicon, say
from tests.tasks.inflection.toy import SMALL

TINY = InflectionConfig(
    settings=replace(SMALL, dim=16, steps=2, batch=4), held_out=0.2, development=60, precision=0.5, cells=50
)
TABLE = Paradigms.from_rows(
    [
        ("talo", "talon", "N;GEN;SG"),
        ("talo", "talot", "N;NOM;PL"),
        ("kissa", "kissa", "N;NOM;SG"),
        ("kuu", "kuut", "N;NOM;PL"),
        ("juosta", "juoksi", "V;PST"),
        ("punainen", "punaisemman", "ADJ;CMPR"),
    ]
)
LEXICON = make_lexicon(
    ("house", "talo"),
    ("cat", "kissa"),
    ("moon", "kuu"),
    ("dog", "koira"),
    ("dog", "iso koira"),
    ("red", "juosta"),
)
CORPUS = encode_source(
    [
        say("cats dogs", lemmas="cat dog", upos="NOUN NOUN", bundles="N;PL N;PL"),
        say("dogs houses", lemmas="dog house", upos="NOUN NOUN", bundles="N;PL N;PL"),
        say("red", lemmas="red", upos="NOUN", bundles="N;PL"),
    ]
)


class Recorder(Inflector):
    """Notes which cells it cannot take from the table."""

    def _by_rules(self, lemma: str, cell: str) -> Inflected | None:
        asked.append((lemma, cell))
        return None


asked: list[tuple[str, str]] = []


def test_the_gaps_are_the_cells_that_synthesis_asks_for_and_the_table_lacks() -> None:
    asked.clear()
    settings = SynthesisSettings(mode="inflect", copies=20)
    Synthesizer(CORPUS, LEXICON, settings, seed=0, inflector=Recorder(TABLE)).draw(range(20))
    needed = needed_cells(CORPUS, LEXICON, TABLE)
    assert set(asked) == set(needed)
    # `koira` stands for two running words, `kissa` for one; `talo` has its form; `juosta` is a verb.
    assert needed == [("koira", "N;NOM;PL"), ("kissa", "N;NOM;PL")]


class Answers:
    """A network that gives what it was made with."""

    def __init__(self, answers: dict[str, tuple[str, float]]) -> None:
        self.answers = answers

    def inflect(self, lemmas: list[str], bundles: list[str], beam: int) -> list[tuple[str, float]]:
        return [self.answers[lemma] for lemma in lemmas]


def test_only_forms_from_the_threshold_on_are_used_and_marked(tmp_path: Path) -> None:
    network = Answers({"koira": ("koirat", 0.9), "kissa": ("kissit", 0.4), "x": ("", 1.0), "y": ("yt", 0.8)})
    choice = Choice("inflector", 0.9, 0.5, 0.1, threshold=0.8, kept=0.7)
    gaps = [(lemma, "N;NOM;PL") for lemma in ("koira", "kissa", "x", "y")]
    forms = fill(network, choice, gaps, 4)  # type: ignore[arg-type]
    write_forms(forms, tmp_path / FORMS)
    assert read_forms(tmp_path / FORMS) == [
        (Row("koira", "koirat", "N;NOM;PL"), 0.9, "inflector"),
        (Row("y", "yt", "N;NOM;PL"), 0.8, "inflector"),
    ]
    write_forms([], tmp_path / FORMS)
    assert read_forms(tmp_path / FORMS) == []


def test_another_file_is_no_table_of_forms(tmp_path: Path) -> None:
    (tmp_path / FORMS).write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match=r"forms\.parquet: not a readable table of forms"):
        read_forms(tmp_path / FORMS)


def prepared(data: Path, root: Path, config: InflectionConfig) -> tuple[Workdir, Job]:
    experiment = get_config()
    experiment.data_dir = str(data)
    context = Context(read_config(experiment))
    store, lexicon = Workdir(root), lexicon_job(context, "tur_Latn")
    store.make(lexicon)
    job = inflect_job(context, "tur_Latn", lexicon, config)
    assert job is not None
    return store, job


def made(data: Path, root: Path, config: InflectionConfig) -> Artifact:
    store, job = prepared(data, root, config)
    return store.make(job)


def test_the_stage_fills_gaps_by_the_better_inflector_and_says_which(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    artifact = made(data, tmp_path / "work", TINY)
    counts = artifact.counts()
    # After two steps the network knows nothing: the rules are right more often.
    assert counts["origin"] == "rules"
    assert counts["development_rules"] > counts["development_inflector"]
    assert "tur_Latn: inflection by the suffix rules (development rows right: " in capsys.readouterr().out
    assert json.loads(artifact.path("choice.json").read_text(encoding="utf-8"))["origin"] == "rules"
    forms = read_forms(artifact.path(FORMS))
    assert len(forms) == counts["forms"] <= min(counts["gaps"], TINY.cells)
    table = Paradigms.from_rows(
        tuple(line.split("\t"))  # type: ignore[misc]
        for line in (data / "unimorph" / "tur.tsv").read_text(encoding="utf-8").splitlines()
        if line.strip()
    )
    for row, confidence, origin in forms:
        assert not table.inflect(row.lemma, row.bundle)
        assert confidence >= counts["threshold"]
        assert origin == "rules"
    lemma, bundle = table.rows[0].lemma, table.rows[0].bundle
    assert Network.load(artifact.path("inflector")).inflect([lemma], [bundle])[0][0] is not None


def test_lemmas_of_evaluation_sets_are_left_out_of_training(data: Path, tmp_path: Path) -> None:
    lines = (data / "unimorph" / "tur.tsv").read_text(encoding="utf-8").splitlines()
    lemma, form, bundle = next(line for line in lines if line.strip()).split("\t")
    (data / "tasks" / "x").mkdir()
    (data / "tasks" / "x" / "tur.tst").write_text(f"{lemma}\t{bundle}\t{form}\n", encoding="utf-8")
    config = replace(TINY, without=("tasks/x",))
    store, job = prepared(data, tmp_path / "work", config)
    assert store.digest(job) != store.digest(prepared(data, tmp_path / "work", TINY)[1])
    artifact = store.make(job)
    cells = sum(line.split("\t")[0] == lemma for line in lines)
    assert artifact.counts()["left_out_for_tests"] == cells > 0
    learned = (artifact.path("inflector") / "rows.tsv").read_text(encoding="utf-8").splitlines()
    assert learned
    assert lemma not in {line.split("\t")[0] for line in learned}


def test_a_variety_without_table_has_no_such_job(data: Path, tmp_path: Path) -> None:
    (data / "unimorph" / "tur.tsv").unlink()
    experiment = get_config()
    experiment.data_dir = str(data)
    context = Context(read_config(experiment))
    assert inflect_job(context, "tur_Latn", lexicon_job(context, "tur_Latn"), TINY) is None
