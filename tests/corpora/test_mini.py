"""The embedded corpora are what their README says, and their generators give them again."""

from __future__ import annotations

import importlib.util
import json
import lzma
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from lexiboost.morphology.features import canonical, dimension, parse
from lexiboost.morphology.schema import UNKNOWN_DIMENSION

MINI = Path(__file__).resolve().parents[2] / "corpora" / "mini"
TABLES = ("eng", "fin", "hin", "kaz", "swa", "tur", "urd")
LOCALES = ("en-US", "tr-TR", "kk-KZ", "hi-IN", "ur-PK", "fi-FI", "sw-KE")


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, MINI / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


mini = load("validate")
ENGLISH, TURKISH, URDU = (
    next(language for language in mini.LANGUAGES if language.locale == locale)
    for locale in ("en-US", "tr-TR", "ur-PK")
)


@pytest.fixture(scope="module")
def report() -> object:
    return mini.validate(MINI)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "mini"
    shutil.copytree(MINI, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def utterances(locale: str, partition: str) -> list[dict[str, str]]:
    lines = (MINI / "tasks" / "mini" / f"{locale}.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["partition"] == partition]


def turkish_problems(folder: Path) -> list[str]:
    found = mini.Report()
    mini.check_language(folder, TURKISH, mini.lines_of(folder / "core_vocabulary.tsv"), found)
    return found.problems


def request(annotated: str, **changes: str) -> dict[str, str]:
    plain = re.sub(r"\[\w+ : ([^\]]*)\]", r"\1", annotated)
    row = {"id": "0", "locale": "en-US", "partition": "test", "scenario": "transport", "intent": "taxi_call"}
    return row | {"utt": plain, "annot_utt": annotated} | changes


def test_all_seven_languages_are_there_without_a_problem(report):
    assert report.problems == []
    assert tuple(report.figures) == LOCALES


@pytest.mark.parametrize("locale", LOCALES[1:])
def test_the_lexicon_leaves_at_least_a_tenth_of_the_test_words_uncovered(report, locale):
    assert 0.2 < report.figures[locale]["share covered"] < 0.9


@pytest.mark.parametrize("locale", LOCALES)
def test_every_intent_is_tested_at_least_eight_times(locale):
    intents = [row["intent"] for row in utterances(locale, "test")]
    assert len(intents) >= 120
    assert len(set(intents)) == 12
    assert min(intents.count(intent) for intent in intents) >= 8


def test_english_dev_and_test_have_words_and_phrasings_that_train_lacks():
    train = utterances("en-US", "train")
    known = {word for row in train for word in row["utt"].split()}
    for partition in ("dev", "test"):
        rows = utterances("en-US", partition)
        words = [word for row in rows for word in row["utt"].split()]
        assert 0.1 < sum(word not in known for word in words) / len(words) < 0.4
        assert not {row["utt"] for row in rows} & {row["utt"] for row in train}


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_the_generator_gives_the_english_files_again_byte_for_byte(tmp_path, hash_seed):
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, str(MINI / "make" / "build.py"), str(tmp_path)]
    subprocess.run(command, env=environment, check=True)
    written = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert [str(path) for path in written] == [
        "tasks/mini/en-US.jsonl",
        "text/eng/mini.txt",
        "unimorph/eng.tsv",
    ]
    for path in written:
        assert (tmp_path / path).read_bytes() == (MINI / path).read_bytes(), path


@pytest.mark.parametrize("code", [code for code in TABLES if code != "eng"])
def test_the_rules_give_the_rows_of_the_inflection_table_again(code):
    # Only the rows are asked for: run as programs, some of the scripts write over the table itself.
    program = f"import sys, {code}_tables as t; sys.stdout.write(chr(10).join(map(chr(9).join, t.table())))"
    environment = os.environ | {
        "PYTHONPATH": str(MINI / "make"),
        "PYTHONHASHSEED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
    table = (MINI / "unimorph" / f"{code}.tsv").read_bytes()
    assert table.endswith(b"\n")
    assert sorted(set(done.stdout.split(b"\n"))) == sorted(table[:-1].split(b"\n"))


@pytest.mark.parametrize("code", TABLES)
def test_inflection_features_are_those_of_the_schema(code):
    rows = (MINI / "unimorph" / f"{code}.tsv").read_text(encoding="utf-8").splitlines()
    features = {feature for bundle in {row.split("\t")[2] for row in rows} for feature in parse(bundle)}
    unknown = {feature for feature in features if dimension(feature) == UNKNOWN_DIMENSION}
    # The published Hindi and Urdu tables tell their politeness levels apart by these names.
    assert {feature for feature in unknown if not re.fullmatch(r"LGSPEC\d", feature)} == set()


@pytest.mark.data
@pytest.mark.parametrize("code", ["eng", "hin", "kaz", "swa", "tur", "urd"])
def test_inflected_forms_agree_with_the_published_table_where_both_have_the_cell(data_dir, code):
    ours = [
        line.split("\t")
        for line in (MINI / "unimorph" / f"{code}.tsv").read_text(encoding="utf-8").splitlines()
    ]
    lemmas = {lemma for lemma, _, _ in ours}
    published: dict[tuple[str, str], set[str]] = {}
    with lzma.open(data_dir / "unimorph" / f"{code}.tsv.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if len(cells) >= 3 and cells[0] in lemmas:
                published.setdefault((cells[0], canonical(cells[2])), set()).add(cells[1])
    both = [
        (form, published[lemma, canonical(bundle)])
        for lemma, form, bundle in ours
        if (lemma, canonical(bundle)) in published
    ]
    assert len(both) >= 100
    assert sum(form in forms for form, forms in both) / len(both) > 0.85


@pytest.mark.parametrize(
    ("lemma", "form", "features"),
    [
        ("take", "took", "V;PST"),
        ("take", "taking", "V;V.PTCP;PRS"),
        ("stop", "stopped", "V;PST"),
        ("study", "studies", "V;PRS;3;SG"),
        ("child", "children", "N;PL"),
        ("party", "parties", "N;PL"),
        ("wife", "wives", "N;PL"),
        ("beach", "beaches", "N;PL"),
        ("birthday", "birthdays", "N;PL"),
    ],
)
def test_english_forms_are_spelt_right(lemma, form, features):
    rows = (MINI / "unimorph" / "eng.tsv").read_text(encoding="utf-8").splitlines()
    assert f"{lemma}\t{form}\t{features}" in rows


def test_slots_become_bio_tags_and_back():
    annotated = "meet [person : my boss] [date : tomorrow] [time : morning]"
    pairs = [
        ("meet", "O"),
        ("my", "B-person"),
        ("boss", "I-person"),
        ("tomorrow", "B-date"),
        ("morning", "B-time"),
    ]
    assert mini.bio(annotated) == pairs
    assert mini.annotate(pairs) == annotated


def test_a_right_request_has_no_problem():
    assert list(mini.row_problems(request("a cab to [place_name : king street] 2"), ENGLISH)) == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (request("a cab", utt="a taxi"), "does not strip"),
        (request("a cab to [city : rome]"), "unknown slots ['city']"),
        (request("a cab to [place_name :  rome]"), "not rebuilt"),
        (request("a cab to[place_name : rome]"), "not rebuilt"),
        (request("a cab", intent="taxi"), "intent taxi"),
        (request("a cab", scenario="music"), "of scenario music"),
        (request("a Cab"), "not lower case"),
        (request("a cab!"), "characters ['!']"),
        (request("a сab"), "characters ['с']"),
        (request("cafe\u0301"), "not NFC"),
        (request("a cab", locale="tr-TR"), "locale tr-TR"),
        (request("a cab", partition="validation"), "partition validation"),
        ({"utt": "a cab"}, "keys"),
    ],
)
def test_a_faulty_request_is_reported(row, problem):
    assert problem in " ".join(mini.row_problems(row, ENGLISH))


def test_only_english_may_have_training_requests():
    assert "partition train" in list(
        mini.row_problems(request("bir", locale="tr-TR", partition="train"), TURKISH)
    )


def test_urdu_spelt_with_arabic_letters_is_reported():
    assert URDU.strange("کیا") == []
    assert URDU.strange("\u0643يا") == ["\u0643", "\u064a"]


def test_near_duplicates_are_found_among_test_requests_and_against_training():
    rows = [
        request("wake me up at seven tomorrow"),
        request("wake me up at seven tomorrow please", partition="train"),
        request("what is on the radio"),
    ]
    assert [problem.split(" | ")[0] for problem in mini.near_duplicates(rows)] == [
        "near duplicates: wake me up at seven tomorrow"
    ]


def test_coverage_counts_words_inside_the_longest_entry():
    # Covered: "living room" (2), "light" (1); not: "off", "lights".
    share = mini.covered_share(["living room light off", "lights"], {"living room", "room", "light"})
    assert share == pytest.approx(3 / 5)


@pytest.mark.parametrize(
    ("file", "line", "problem"),
    [
        ("lexicons/mini/en_tr.tsv", "milk\tsüt", "three non-empty cells"),
        ("lexicons/mini/en_tr.tsv", "milk\t\tNOUN", "three non-empty cells"),
        ("lexicons/mini/en_tr.tsv", "milk\tsüt\tNN", "NN is not a UPOS tag"),
        ("lexicons/mini/en_tr.tsv", "milk\tсүт\tNOUN", "characters"),
        ("unimorph/tur.tsv", "ev\tevin\tn;gen", "features n;gen"),
        ("unimorph/tur.tsv", "ev\tevin", "want lemma, form and features"),
        ("unimorph/tur.tsv", "ev\tэвин\tN;GEN;SG", "characters"),
    ],
)
def test_a_faulty_line_is_reported_with_its_file(copy, file, line, problem):
    with (copy / file).open("a", encoding="utf-8") as handle:
        handle.write(line + "\n")
    problems = turkish_problems(copy)
    assert any(found.startswith(Path(file).name) and problem in found for found in problems), problems


@pytest.mark.parametrize("file", ["lexicons/mini/en_tr.tsv", "unimorph/tur.tsv", "tasks/mini/tr-TR.jsonl"])
def test_a_repeated_line_is_reported(copy, file):
    path = copy / file
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    path.write_text(path.read_text(encoding="utf-8") + first + "\n", encoding="utf-8")
    assert any("repeats" in problem for problem in turkish_problems(copy))


def test_a_lexicon_that_lacks_core_words_is_reported(copy):
    path = copy / "lexicons" / "mini" / "en_tr.tsv"
    rows = [row for row in path.read_text(encoding="utf-8").splitlines() if not row.endswith("\tVERB")]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert any("core entries" in problem for problem in turkish_problems(copy))


def test_a_lexicon_of_all_test_words_is_reported(copy):
    words = {word for row in utterances("tr-TR", "test") for word in row["utt"].split()}
    with (copy / "lexicons" / "mini" / "en_tr.tsv").open("a", encoding="utf-8") as handle:
        handle.writelines(f"word\t{word}\tNOUN\n" for word in sorted(words))
    assert any("covers 100%" in problem for problem in turkish_problems(copy))


def test_sentences_without_a_capital_or_a_core_word_are_reported(tmp_path):
    path = tmp_path / "mini.txt"
    path.write_text("no capital here.\nSome milk.\n", encoding="utf-8")
    report = mini.Report()
    mini.check_text(path, ["milk\tNOUN", "bread\tNOUN"], ENGLISH, report)
    assert report.problems == [
        "mini.txt: 2 sentences, want 1500",
        "mini.txt:1: not a cased, punctuated sentence: no capital here.",
        "mini.txt: the core word 'bread\\tNOUN' does not occur",
    ]


@pytest.mark.parametrize("file", ["lexicons/mini/en_sw.tsv", "unimorph/urd.tsv", "tasks/mini/fi-FI.jsonl"])
def test_the_command_fails_where_a_file_is_missing(copy, file):
    (copy / file).unlink()
    done = subprocess.run(
        [sys.executable, str(MINI / "validate.py"), str(copy)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert f"{file} is missing" in done.stdout
