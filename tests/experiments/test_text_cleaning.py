"""Raw files in, clean text in shards out."""

from __future__ import annotations

import gzip
import json
import random
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lexiboost.experiments import cleaning_shards, text_cleaning
from lexiboost.experiments.cleaning_keys import PRESETS
from lexiboost.experiments.cleaning_state import ResumableCleaner
from lexiboost.stages import program
from lexiboost.text.document import Document
from lexiboost.text.ngrams import NgramIdentifier
from tests.experiments.tiny import ROOT, Program

CONFIG = ROOT / "configs" / "text.py"
GOOD = [
    "Mto mkubwa unapita karibu na kijiji chetu. Watoto huogelea humo kila siku!",
    "Mwalimu alisoma kitabu kizuri jana usiku. Je, wewe ulisoma nini?",
    "Soko la samaki hufunguliwa asubuhi na mapema.",
]
SHORT, CYRILLIC = "Habari yako", "Это предложение написано совсем другими буквами, а не латинскими."
TWICE = "MTO mkubwa unapita karibu na kijiji chetu; watoto huogelea humo, kila siku."
LEAKED = "Rais alitembelea shule mpya ya wasichana mjini Dodoma wiki iliyopita."


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    texts = [GOOD[0], SHORT, GOOD[1], TWICE, CYRILLIC, f"{GOOD[2]} {LEAKED}", LEAKED]
    rows = [json.dumps({"text": text}, ensure_ascii=False) for text in texts]
    rows.insert(2, "{broken")
    with gzip.open(folder / "web.jsonl.gz", "wt", encoding="utf-8") as out:
        out.write("\n".join(rows) + "\n")
    (folder / "test.txt").write_text("Maji NOUN\n\n" + tagged(LEAKED), encoding="utf-8")
    (folder / "other.txt").write_text(
        "Sentensi nyingine kabisa ambayo haipo katika maandishi yale.\n", "utf-8"
    )
    return folder


def tagged(sentence: str) -> str:
    return "".join(f"{word} NOUN\n" for word in sentence.removesuffix(".").split()) + ". PUNCT\n"


def clean(run: Program, text: Path, *arguments: str, workdir: Path | None = None) -> Any:
    return run.raw(
        f"--config={CONFIG}",
        f"--workdir={workdir or run.workdir}",
        f"--config.text={text}",
        "--config.variety=swa_Latn",
        *arguments,
        stage="text",
    )


def evaluated(files: Path) -> str:
    return f"--config.evaluation={files / 'test.txt'},{files / 'other.txt'}"


def shards(workdir: Path) -> list[Path]:
    return sorted(workdir.glob("text/*/text-*.parquet"))


def rows(workdir: Path) -> list[dict[str, Any]]:
    return [row for path in shards(workdir) for row in pq.read_table(path).to_pylist()]


def texts(workdir: Path) -> list[str]:
    return [row["text"] for row in rows(workdir)]


def read(workdir: Path, name: str) -> Any:
    (path,) = workdir.glob(f"text/*/{name}")
    return json.loads(path.read_text(encoding="utf-8"))


def test_what_is_kept_is_written_and_what_went_is_counted_by_reason(run: Program, files: Path) -> None:
    ended = clean(run, files / "web.jsonl.gz", evaluated(files), "--config.licence=ODC-By 1.0")
    assert (ended.status, ended.err) == (0, "")
    assert rows(run.workdir) == [
        {"text": text, "source_id": f"web.jsonl:{n}", "variety": "swa_Latn", "kind": "real"}
        for n, text in ((0, GOOD[0]), (3, GOOD[1]), (6, GOOD[2]))
    ]
    counts = read(run.workdir, "counts.json")
    assert counts["documents"] == {
        "read": 7,
        "kept": 3,
        "rejected": {"other_script": 1, "too_short": 1, "evaluation_overlap": 1, "duplicate_document": 1},
    }
    assert counts["records_rejected"] == {"malformed_json": 1}
    assert (counts["rows"], counts["shards"]) == (3, 1)
    assert counts["characters"] == sum(map(len, GOOD))
    assert counts["evaluation"] == {
        "test.txt": {"sentences": 2, "records_rejected": {}, "removed": 2},
        "other.txt": {"sentences": 1, "records_rejected": {}, "removed": 0},
    }
    manifest = read(run.workdir, "manifest.json")
    assert manifest["settings"]["licence"] == "ODC-By 1.0"
    assert manifest["counts"] == counts
    assert list(manifest["shards"]) == ["text-00000.parquet"]
    assert "documents 7 = 3 kept + 1 duplicate_document" in ended.out
    assert "test.txt: 2 sentences, 2 removed" in ended.out
    assert "records rejected: 1 malformed_json" in ended.out


def test_documents_are_cut_into_sentences_that_name_their_document(run: Program, files: Path) -> None:
    assert clean(run, files / "web.jsonl.gz", "--config.sentences=true").status == 0
    assert [(row["source_id"], row["text"]) for row in rows(run.workdir)][:4] == [
        ("web.jsonl:0:1", "Mto mkubwa unapita karibu na kijiji chetu."),
        ("web.jsonl:0:2", "Watoto huogelea humo kila siku!"),
        ("web.jsonl:3:1", "Mwalimu alisoma kitabu kizuri jana usiku."),
        ("web.jsonl:3:2", "Je, wewe ulisoma nini?"),
    ]


def test_samples_show_what_each_rule_removed_where_they_are_asked_for(run: Program, files: Path) -> None:
    assert clean(run, files / "web.jsonl.gz").status == 0
    assert not list(run.workdir.glob("text/*/samples.txt"))
    assert clean(run, files / "web.jsonl.gz", "--config.samples=2").status == 0
    (path,) = run.workdir.glob("text/*/samples.txt")
    said = path.read_text(encoding="utf-8")
    assert f"== too_short: 1 documents, 1 lines\n[web.jsonl:1]\n    {SHORT}\n" in said
    assert f"[web.jsonl:5]\n    {CYRILLIC}\n" in said


def test_a_preset_and_single_keys_choose_the_rules(run: Program, files: Path) -> None:
    everything = 7
    for arguments, kept in (
        (["--config.cleaning.preset=off"], everything),
        (["--config.cleaning.preset=off", "--config.cleaning.length.min_words=5"], everything - 1),
        (["--config.cleaning.preset=off", "--config.cleaning.script.on=true"], everything - 1),
        (["--config.cleaning.length.on=false", "--config.cleaning.script.on=false"], everything - 1),
        (["--config.cleaning.length.min_words=off", "--config.cleaning.duplicates.on=false"], everything - 1),
    ):
        assert clean(run, files / "web.jsonl.gz", *arguments).status == 0
        newest = max(run.workdir.glob("text/*/counts.json"), key=lambda path: path.stat().st_mtime_ns)
        assert json.loads(newest.read_text("utf-8"))["documents"]["kept"] == kept, arguments


def test_an_identifier_of_our_own_removes_other_languages(run: Program, files: Path, tmp_path: Path) -> None:
    english = ["The river flows past the village every day.", "She read a good book last night at home."]
    NgramIdentifier.fit({"swa_Latn": [*GOOD, LEAKED] * 5, "eng_Latn": english * 10}).save(tmp_path / "lid")
    (files / "mixed.txt").write_text("\n".join([GOOD[0], english[0], GOOD[1]]), encoding="utf-8")
    assert clean(run, files / "mixed.txt", f"--config.identifier={tmp_path / 'lid'}").status == 0
    assert texts(run.workdir) == GOOD[:2]
    assert read(run.workdir, "counts.json")["documents"]["rejected"] == {"other_language": 1}


WORDS = ("mto", "mji", "shule", "kitabu", "mwalimu", "watoto", "soko", "samaki", "maji", "nyumba", "jua")


def corpus(path: Path, documents: int = 400) -> Path:
    """Documents of a few lines, in which lines, documents and almost the same documents come again."""
    draw = random.Random(5)
    lines = [" ".join(draw.choices(WORDS, k=80)).capitalize() + "." for _ in range(900)]
    made: list[list[str]] = []
    for _ in range(documents):
        text = draw.sample(lines, k=draw.randint(1, 4))
        again = draw.choice(made) if made else text
        changed = [line.replace("mto", "Mto", 1).replace("mji", "jua", 1) for line in again]
        made.append(draw.choices([text, again, changed, [*changed, *text[:1]]], [5, 1, 1, 1])[0])
    path.write_text("".join(json.dumps({"text": "\n".join(text)}) + "\n" for text in made), encoding="utf-8")
    return path


RULES = (
    "--config.cleaning.quality.on=false",
    "--config.cleaning.repetition.on=false",
    "--config.cleaning.duplicates.lines=true",
    "--config.cleaning.duplicates.near.on=true",
    "--config.sentences=true",
    "--config.samples=3",
    "--config.shard=37",
)


def result(workdir: Path) -> dict[str, bytes]:
    (folder,) = workdir.glob("text/*")
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def dying(call: Callable[..., Any], time: int) -> Callable[..., Any]:
    """Ends the run, as Ctrl-C does, at the n-th call."""
    calls = iter(range(10**9))

    def called(*arguments: Any) -> Any:
        if next(calls) == time:
            raise KeyboardInterrupt
        return call(*arguments)

    return called


@pytest.mark.parametrize(
    ("module", "function", "time"),
    [(cleaning_shards, "poll", time) for time in (0, 3, 90, 251, 399)]
    + [(cleaning_shards, "write_shard", time) for time in (0, 1, 5)]
    + [(cleaning_shards, "save_progress", time) for time in (0, 1, 4)]
    + [(text_cleaning, "write_json", time) for time in (0, 1)],
)
def test_a_run_that_was_cut_short_goes_on_and_ends_with_the_same_bytes(
    run: Program,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
    function: str,
    time: int,
) -> None:
    text = corpus(tmp_path / "web.jsonl")
    # Or a slow disk would have the run write down less often where it is.
    monkeypatch.setattr(cleaning_shards, "_SAVING", float("inf"))
    assert clean(run, text, *RULES, workdir=tmp_path / "whole").status == 0
    whole = result(tmp_path / "whole")
    assert len(whole) > 9 and min(
        json.loads(whole["counts.json"])["documents"]["rejected"][reason]
        for reason in ("duplicate_document", "duplicate_line", "near_duplicate")
    )
    with monkeypatch.context() as patch:
        patch.setattr(module, function, dying(getattr(module, function), time))
        assert clean(run, text, *RULES).status == program.INTERRUPTED
    before = {path: path.stat().st_mtime_ns for path in shards(run.workdir)}
    assert clean(run, text, *RULES).status == 0
    assert result(run.workdir) == whole
    again = [path for path, made in before.items() if path.stat().st_mtime_ns != made]
    assert len(again) <= (function == "save_progress")
    assert "done before" in clean(run, text, *RULES).out


def test_a_killed_process_leaves_nothing_behind(run: Program, tmp_path: Path) -> None:
    text = corpus(tmp_path / "web.jsonl")
    assert clean(run, text, *RULES, workdir=tmp_path / "whole").status == 0
    arguments = [f"--config={CONFIG}", f"--workdir={run.workdir}", f"--config.text={text}"]
    arguments += ["--config.variety=swa_Latn", *RULES]
    script = f"""
import os, signal
from lexiboost.experiments import cleaning_shards as shards
from lexiboost.stages import program
groups, written = shards._groups, []
def killed(rows):
    for group in groups(rows):
        yield group
        written.append(group)
        if len(written) == 4:
            os.kill(os.getpid(), signal.SIGKILL)
shards._groups = killed
program.main("text", "", ["text", *{arguments!r}])
"""
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert run.half_written() and len(shards(run.workdir)) == 3
    assert clean(run, text, *RULES).status == 0
    assert result(run.workdir) == result(tmp_path / "whole")


def test_a_damaged_record_of_progress_is_not_believed(
    run: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = corpus(tmp_path / "web.jsonl")
    assert clean(run, text, *RULES, workdir=tmp_path / "whole").status == 0
    with monkeypatch.context() as patch:
        patch.setattr(cleaning_shards, "write_shard", dying(cleaning_shards.write_shard, 3))
        assert clean(run, text, *RULES).status == program.INTERRUPTED
    (path,) = run.workdir.glob("text/*/.progress")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert clean(run, text, *RULES).status == 0
    assert result(run.workdir) == result(tmp_path / "whole")


def test_shards_of_any_size_hold_the_same_rows(run: Program, tmp_path: Path) -> None:
    text = corpus(tmp_path / "web.jsonl", 100)
    found = []
    for size in (1, 7, 10**6):
        assert clean(run, text, *RULES, f"--config.shard={size}", workdir=tmp_path / f"{size}").status == 0
        found.append(rows(tmp_path / f"{size}"))
        assert len(shards(tmp_path / f"{size}")) == -(-len(found[-1]) // size)
    assert found[0] == found[1] == found[2]


def test_other_files_or_settings_make_another_folder_and_the_same_elsewhere_does_not(
    run: Program, files: Path, tmp_path: Path
) -> None:
    text = files / "other.txt"
    assert clean(run, text).status == 0
    (tmp_path / "moved").mkdir()
    (tmp_path / "moved" / "other.txt").write_bytes(text.read_bytes())
    assert "done before" in clean(run, tmp_path / "moved" / "other.txt").out
    assert clean(run, text, evaluated(files)).status == program.USER_ERROR  # nothing is left
    assert clean(run, text, "--config.cleaning.length.min_words=4").status == 0
    text.write_text(GOOD[0], encoding="utf-8")
    assert clean(run, text).status == 0
    assert len(list(run.workdir.glob("text/*/manifest.json"))) == 3


def test_memory_does_not_grow_with_the_text(tmp_path: Path) -> None:
    class Endless:
        """60 MB of documents."""

        def __init__(self) -> None:
            self.number, self.position, self.rejected = 0, dict[str, Any](), dict[str, int]()

        def __iter__(self) -> Endless:
            return self

        def __next__(self) -> Document:
            self.number += 1
            if self.number > 30_000:
                raise StopIteration
            return Document(f"{self.number} {GOOD[0] * 27}", f"web:{self.number}")

    cleaner = ResumableCleaner(PRESETS["off"], "swa_Latn")
    pool = pa.default_memory_pool()
    held = pool.bytes_allocated()
    tracemalloc.start()
    try:
        done, _ = cleaning_shards.write_shards(
            tmp_path,
            cleaner,
            lambda start: Endless(),  # type: ignore[arg-type, return-value]
            lambda document: [(document.text, document.source_id)],
            10**9,
        )
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (done.shards, done.rows) == (1, 30_000) and done.characters > 60e6
    assert peak < 20e6
    assert pool.bytes_allocated() - held < 20e6


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--config.text="], ["config.text is missing"]),
        (["--config.variety="], ["config.variety is missing"]),
        (["--config.variety=klingonish"], ["klingonish"]),
        (["--config.text=nowhere.txt"], ["nowhere.txt"]),
        (["--config.format=docx"], ["docx", "jsonl"]),
        (["--config.cleaning.preset=gofer"], ["config.cleaning.preset='gofer'", "gopher"]),
        (["--config.cleaning.length.min_wrods=3"], ["config.cleaning.length.min_words"]),
        (["--config.cleaning.length.min_words=few"], ["config.cleaning.length.min_words='few'", "a number"]),
        (["--config.cleaning.web=true"], ["config.cleaning.web", "a group"]),
        (["--config.identifier=nowhere.bin"], ["nowhere.bin"]),
        (["--config.cleaning.language.on=true"], ["config.cleaning.language", "--config.identifier"]),
        (
            ["--config.identifier=x", "--config.cleaning.preset=off"],
            ["config.identifier", "language.on=true"],
        ),
        (["--config.evaluation=nowhere.txt"], ["nowhere.txt"]),
        (["--config.shard=0"], ["config.shard=0"]),
        (["--config.samples=-1"], ["config.samples=-1"]),
        (["--config.overlap_words=0"], ["config.overlap_words=0"]),
        (["--config.tekst=x"], ["config.tekst", "config.text"]),
        (["--workdir="], ["--workdir is missing"]),
    ],
)
def test_bad_settings_end_in_one_line(
    run: Program, files: Path, arguments: list[str], said: list[str]
) -> None:
    ended = clean(run, files / "web.jsonl.gz", *arguments)
    assert all(part in ended.error for part in said), ended.error
    assert not shards(run.workdir)


def test_an_identifier_that_cannot_tell_the_variety_is_refused(
    run: Program, files: Path, tmp_path: Path
) -> None:
    NgramIdentifier.fit({"fin_Latn": ["terve maailma"], "eng_Latn": ["hello world"]}).save(tmp_path / "lid")
    lid = f"--config.identifier={tmp_path / 'lid'}"
    assert "accept" in clean(run, files / "web.jsonl.gz", lid).error
    accepting = clean(run, files / "web.jsonl.gz", lid, "--config.cleaning.language.accept=fin_Latn")
    assert "accept" not in accepting.err


def test_hostile_files_end_in_one_line(run: Program, tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(b"%d maneno mengi\n" % n for n in range(5000)))
    for name, data in (
        ("cut.txt.gz", whole[: len(whole) // 2]),
        ("nul.txt", b"a\0b\n"),
        ("latin1.txt", "é\n".encode("latin-1") * 9),
    ):
        (tmp_path / name).write_bytes(data)
        assert name in clean(run, tmp_path / name).error
        assert run.half_written() == []


def test_a_text_of_which_nothing_is_left_is_an_error_that_says_where_the_counts_are(
    run: Program, tmp_path: Path
) -> None:
    (tmp_path / "short.txt").write_text("Habari\nNzuri\n", encoding="utf-8")
    said = clean(run, tmp_path / "short.txt").error
    assert "short.txt" in said and "counts.json" in said
    assert read(run.workdir, "counts.json")["documents"]["rejected"] == {"too_short": 2}
    assert not list(run.workdir.glob("text/*/manifest.json"))


def test_a_file_that_changes_during_the_run_ends_it(
    run: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = corpus(tmp_path / "web.jsonl", 30)
    write = cleaning_shards.write_shard

    def changing(*arguments: Any) -> Any:
        text.write_text(text.read_text("utf-8") + '{"text": "Mto."}\n', encoding="utf-8")
        return write(*arguments)

    monkeypatch.setattr(cleaning_shards, "write_shard", changing)
    assert "changed during the run" in clean(run, text).error
    assert not list(run.workdir.glob("text/*/manifest.json"))
