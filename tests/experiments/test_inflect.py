"""The stage `inflect`: gaps of the table, filled by the better of two inflectors, and who uses the forms."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from lexiboost.artifacts.manifest import Artifact, Job, Workdir
from lexiboost.experiments.context import Context
from lexiboost.experiments.jobs.inflect import fill, inflect_job
from lexiboost.experiments.jobs.lexicon import lexicon_job
from lexiboost.experiments.read import read_config
from lexiboost.morphology import Paradigms, Row
from lexiboost.synthesis.inflect import WAYS
from lexiboost.tasks.inflection.choice import Choice
from lexiboost.tasks.inflection.forms import FORMS, LearnedForm, read_forms
from lexiboost.tasks.inflection.inflector import Inflector as Network
from lexiboost.tasks.inflection.settings import InflectionConfig
from tests.experiments.tiny import Program, get_config
from tests.synthesis.handmade import make_lexicon
from tests.tasks.inflection.toy import SMALL

TINY = InflectionConfig(
    enabled=True,
    settings=replace(SMALL, dim=16, steps=2, batch=4),
    held_out=0.2,
    development=60,
    precision=0.5,
    cells=50,
    paradigms=20,
)


class Answers:
    """A network that gives what it was made with."""

    def __init__(self, answers: dict[str, tuple[str, float]]) -> None:
        self.answers = answers

    def inflect(self, lemmas: list[str], bundles: list[str], beam: int) -> list[tuple[str, float]]:
        return [self.answers[lemma] for lemma in lemmas]


def test_only_forms_from_the_threshold_on_are_used_and_marked() -> None:
    network = Answers({"koira": ("koirat", 0.9), "kissa": ("kissit", 0.4), "x": ("", 1.0), "y": ("yt", 0.8)})
    choice = Choice("inflector", 0.9, 0.5, 0.1, threshold=0.8, kept=0.7)
    gaps = [(lemma, "N;NOM;PL") for lemma in ("koira", "kissa", "x", "y")]
    assert fill(network, choice, gaps, 4, []) == [  # type: ignore[arg-type]
        LearnedForm("koira", "N;NOM;PL", "koirat", 0.9, "inflector"),
        LearnedForm("y", "N;NOM;PL", "yt", 0.8, "inflector"),
    ]
    lower = replace(choice, threshold=0.1)  # never what is rather wrong than right
    assert "kissa" not in [row.lemma for row in fill(network, lower, gaps, 4, [])]  # type: ignore[arg-type]


def test_rules_that_were_chosen_are_made_of_all_rows_that_may_be_learned_from() -> None:
    rows = [Row(f"{stem}a", f"{stem}at", "N;NOM;PL") for stem in ("koir", "kiss", "lapp")]
    choice = Choice("rules", 0.1, 0.5, 0.1, threshold=0.5, kept=0.7)
    made = fill(Answers({}), choice, [("kukka", "N;NOM;PL"), ("x", "V")], 4, rows)  # type: ignore[arg-type]
    assert [(row.form, row.origin) for row in made] == [("kukkat", "rules")]
    assert made[0].confidence == 3 / 4  # three rows end so, one is discounted


def prepared(data: Path, root: Path, config: InflectionConfig) -> tuple[Workdir, Job]:
    experiment = get_config()
    experiment.data_dir = str(data)
    context = Context(replace(read_config(experiment), inflection=config))
    store, lexicon = Workdir(root), lexicon_job(context, "tur_Latn")
    store.make(lexicon)
    job = inflect_job(context, "tur_Latn", lexicon)
    assert job is not None
    return store, job


def made(data: Path, root: Path, config: InflectionConfig) -> tuple[Artifact, Artifact]:
    """What was learned, and the forms that were made by it."""
    store, job = prepared(data, root, config)
    return store.make(job.inputs["inflector"]), store.make(job)


def test_the_stage_fills_gaps_by_the_better_inflector_and_says_which(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    learned, artifact = made(data, tmp_path / "work", TINY)
    counts = learned.counts()
    # After two steps the network knows nothing: the rules are right more often.
    assert counts["development_rules"] > counts["development_inflector"]
    assert "tur_Latn: inflection by the suffix rules (development rows right: " in capsys.readouterr().out
    assert json.loads(learned.path("choice.json").read_text(encoding="utf-8"))["origin"] == "rules"
    threshold, counts = counts["threshold"], artifact.counts()
    assert counts["origin"] == "rules"
    forms = read_forms(artifact.path(FORMS))
    assert len(forms) == counts["forms"] <= counts["gaps"]
    assert counts["gaps_of_synthesis"] <= min(counts["gaps"], TINY.cells)
    assert counts["gaps"] <= counts["gaps_of_synthesis"] + TINY.paradigms
    table = Paradigms.from_rows(
        tuple(line.split("\t"))  # type: ignore[misc]
        for line in (data / "unimorph" / "tur.tsv").read_text(encoding="utf-8").splitlines()
        if line.strip()
    )
    assert len({(row.lemma, row.bundle) for row in forms}) == len(forms)
    for row in forms:
        assert not table.inflect(row.lemma, row.bundle)
        assert row.confidence >= max(threshold, 0.5)
        assert row.origin == "rules"
    lemma, bundle = table.rows[0].lemma, table.rows[0].bundle
    assert Network.load(learned.path("inflector")).inflect([lemma], [bundle])[0][0] is not None


@pytest.mark.parametrize(("folder", "names"), [("x", ("tasks/x",)), ("sigmorphon2023", ())])
def test_lemmas_of_evaluation_sets_are_left_out_of_training(
    data: Path, tmp_path: Path, folder: str, names: tuple[str, ...]
) -> None:
    """Of sets that are named, and of the shared tasks' without a word."""
    lines = (data / "unimorph" / "tur.tsv").read_text(encoding="utf-8").splitlines()
    lemma, form, bundle = next(line for line in lines if line.strip()).split("\t")
    without = prepared(data, tmp_path / "work", TINY)
    named = [without[0].digest(job) for job in (without[1], without[1].inputs["inflector"])]
    (data / "tasks" / folder).mkdir()
    (data / "tasks" / folder / "tur.tst").write_text(f"{lemma}\t{bundle}\t{form}\n", encoding="utf-8")
    store, job = prepared(data, tmp_path / "work", replace(TINY, without=names))
    learning = job.inputs["inflector"]
    assert store.digest(job) != named[0] and store.digest(learning) != named[1]
    artifact = store.make(learning)
    cells = sum(line.split("\t")[0] == lemma for line in lines)
    assert artifact.counts()["left_out_for_tests"] == cells > 0
    learned = (artifact.path("inflector") / "rows.tsv").read_text(encoding="utf-8").splitlines()
    assert learned
    assert lemma not in {line.split("\t")[0] for line in learned}


def test_another_lexicon_or_more_cells_do_not_learn_again(data: Path, tmp_path: Path) -> None:
    store, job = prepared(data, tmp_path / "work", TINY)
    path = data / "lexicons" / "mini" / "en_tr.tsv"
    path.write_text(path.read_text(encoding="utf-8") + "zebra\tzebra\n", encoding="utf-8")
    changed, other = prepared(data, tmp_path / "work", replace(TINY, cells=7))
    assert changed.digest(other) != store.digest(job)
    assert changed.digest(other.inputs["inflector"]) == store.digest(job.inputs["inflector"])


def test_a_variety_without_table_has_no_such_job(data: Path, tmp_path: Path) -> None:
    (data / "unimorph" / "tur.tsv").unlink()
    experiment = get_config()
    experiment.data_dir = str(data)
    context = Context(replace(read_config(experiment), inflection=TINY))
    assert inflect_job(context, "tur_Latn", lexicon_job(context, "tur_Latn")) is None


def test_a_table_with_next_to_no_lemmas_teaches_nothing(data: Path, tmp_path: Path) -> None:
    path = data / "unimorph" / "tur.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    few = sorted({line.split("\t")[0] for line in lines if line.strip()})[:3]
    kept = [line + "\n" for line in lines if line.split("\t")[0] in few]
    path.write_text("".join(kept), encoding="utf-8")
    _, artifact = made(data, tmp_path / "work", TINY)
    assert artifact.counts()["forms"] == 0
    assert read_forms(artifact.path(FORMS)) == []


SETTINGS = (
    "--config.inflection.enabled",
    "--config.inflection.held_out=0.2",
    "--config.inflection.precision=0.3",
    "--config.inflection.settings.dim=16",
    "--config.inflection.settings.steps=2",
    "--config.inflection.settings.batch=4",
    "--config.arms=english_only,lexicon_inflected,lexicon_labelled",
)


def thinned(data: Path, variety: str) -> list[str]:
    """Takes every second lemma out of a table; returns these."""
    path = data / "unimorph" / f"{variety}.tsv"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    lost = list(dict.fromkeys(line.split("\t")[0] for line in lines))[::2]
    kept = [line + "\n" for line in lines if line.split("\t")[0] not in lost]
    path.write_text("".join(kept), encoding="utf-8")
    return lost


def test_switched_on_its_forms_reach_pseudo_text_with_their_origin(data: Path, run: Program) -> None:
    thinned(data, "tur")
    settings = (f"--config.data_dir={data}", *SETTINGS)
    ended = run(*settings, stage="synthesize")
    assert "run the stage `lexicon` first" in ended.error
    for stage in ("lexicon", "inflect", "synthesize"):
        ended = run(*settings, stage=stage)
        assert (ended.status, ended.err) == (0, "")
    assert "by table" in ended.out and "by rules" in ended.out and "by inflector" in ended.out
    (forms,) = run.workdir.glob(f"inflect/*/{FORMS}")
    made = {(row.bundle, row.form.casefold()) for row in read_forms(forms)}
    seen: set[tuple[str, str]] = set()
    for path in run.workdir.glob("synthesize/*/text.parquet"):
        counts = json.loads((path.parent / "counts.json").read_text(encoding="utf-8"))
        table = pq.read_table(path)
        assert ("inflection" in table.column_names) == (counts["mode"] == "inflect")
        if counts["mode"] != "inflect":
            assert "inflection" not in counts
            continue
        ways: Counter[str] = Counter()
        for row in table.to_pylist():
            for word, cell, way in zip(row["words"], row["cell"], row["inflection"], strict=True):
                assert (way is None) == (not cell)
                ways.update([way] if way else [])
                seen |= {(cell, word.casefold())} if way == "rules" else set()
        assert counts["inflection"]["words"] == {way: ways[way] for way in WAYS}
    assert seen & made


def test_switched_on_dictionaries_know_its_forms_backwards(data: Path, run: Program) -> None:
    thinned(data, "tur")
    settings = (f"--config.data_dir={data}", *SETTINGS)
    for stage in ("lexicon", "inflect"):
        assert run(*settings, stage=stage).status == 0
    (lexicon,), (forms_file,) = run.workdir.glob("lexicon/*/"), run.workdir.glob(f"inflect/*/{FORMS}")
    learned = forms_file.parent
    config = get_config()
    config.data_dir = str(data)
    context = Context(replace(read_config(config), inflection=TINY))
    made = context.learned(learned)
    plain, filled = context.dictionary("tur_Latn", lexicon), context.dictionary("tur_Latn", lexicon, learned)
    forms = [row.form for row in made]
    before, after = plain.look_up_all(forms), filled.look_up_all(forms)
    assert {hit.how for hit in after} >= {"learned"}
    for old, new in zip(before, after, strict=True):
        assert new == old or (new.how == "learned" and old.how not in ("exact", "table"))
    paradigms, table = context.paradigms("tur_Latn"), context.filled_table("tur_Latn", learned)
    assert paradigms is not None and table is not None
    assert len(table) > len(paradigms)
    assert all(table.analyse(form) for form in forms)
    assert all(table.analyse(row.form) == paradigms.analyse(row.form) for row in paradigms.rows)


def test_switched_on_a_whole_run_gives_scores_and_tagging_uses_it_too(data: Path, run: Program) -> None:
    thinned(data, "tur")
    settings = (f"--config.data_dir={data}", *SETTINGS, "--config.arms=english_only,lookup,lexicon_inflected")
    ended = run(*settings)
    assert (ended.status, ended.err) == (0, "")
    assert "inflect: 3 jobs" in ended.out  # the look-up needs the forms
    assert (run.workdir / "results.csv").is_file()
    page = (run.workdir / "report" / "index.html").read_text(encoding="utf-8")
    heads = "".join(f'<th scope="col">By {way}</th>' for way in WAYS)
    assert f'<th scope="col">Variety</th><th scope="col">Inflected</th>{heads}' in page
    inflected = next(run.workdir.glob("inflect/*/forms.parquet")).parent.name
    reading = [
        ("tokenize", "vocabulary"),
        ("evaluate", "lookup seed 0"),
        ("evaluate", "lexicon_inflected seed 0"),
    ]
    for stage, name in reading:
        (manifest,) = [
            found
            for path in run.workdir.glob(f"{stage}/*/manifest.json")
            if (found := json.loads(path.read_text(encoding="utf-8")))["name"] == name
        ]
        assert manifest["inputs"]["inflect tur_Latn"] == inflected


def test_switched_off_the_stage_says_how_to_switch_it_on(run: Program) -> None:
    ended = run(stage="inflect")
    assert ended.status == 0
    assert ended.out == "inflect: nothing to do; switch it on with --config.inflection.enabled\n"


def test_english_words_outside_the_table_are_analysed_only_when_switched_on(data: Path) -> None:
    lost = thinned(data, "eng")
    config = get_config()
    config.data_dir = str(data)
    off = Context(read_config(config))
    on = Context(replace(read_config(config), inflection=TINY))
    lexicon = make_lexicon(*((lemma, "x") for lemma in lost), target="tur_Latn")
    nouns = [lemma for lemma in lost if lemma.isalpha() and lemma[-1] in "bdgklmnprt"]
    plain, learned = off.analyser(lexicon), on.analyser(lexicon)
    assert plain is not None and learned is not None
    assert all(plain(f"{noun}s") == (f"{noun}s", "", "") for noun in nouns)
    found = [learned(f"{noun}s") for noun in nouns]
    assert sum(lemma == noun for (lemma, _, _), noun in zip(found, nouns, strict=True)) > 0.8 * len(nouns)
