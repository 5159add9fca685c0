"""The stage `lexicon` on one lexicon and one text: what it says before any compute is spent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lexiboost.lexicons.cleaning import RULES
from lexiboost.stages import program
from tests.experiments.tiny import Ended

LEXICON = """\
house\tev\tNOUN
House\tkonut\tNOUN
go\tgitmek\tVERB
living room\toturma odası\tNOUN
the\t-\t
walk (on foot)\tyürümek\tVERB
"""
TEXT = "The house goes.\nTwo HOUSES walked, stopping at 3 houses!\n"


class Stage:
    """The stage `lexicon` alone, in a folder of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.lexicon, self.text = folder / "en_tr.tsv", folder / "text.txt"
        self.lexicon.write_text(LEXICON, encoding="utf-8")
        self.text.write_text(TEXT, encoding="utf-8")

    def run(self, *arguments: str, lexicon: Path | None = None, stage: str = "lexicon") -> Ended:
        self._capsys.readouterr()
        argv = [stage, f"--config.lexicon={lexicon or self.lexicon}", f"--config.text={self.text}"]
        argv += [f"--workdir={self.folder / 'work'}", f"--config.data_dir={self.folder}", *arguments]
        status = program.main(stage, "What it does.", argv)
        return Ended(status, *self._capsys.readouterr())

    def json(self) -> dict[str, Any]:
        return json.loads((self.folder / "work" / "coverage.json").read_text(encoding="utf-8"))

    def table(self) -> str:
        return (self.folder / "work" / "coverage.txt").read_text(encoding="utf-8")


@pytest.fixture
def stage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Stage:
    return Stage(tmp_path, capsys)


def test_coverage_of_a_text_worked_by_hand(stage: Stage) -> None:
    ended = stage.run()
    assert ended.status == 0 and ended.err == ""
    found = stage.json()
    assert (found["source"], found["target"], found["format"]) == ("eng_Latn", "tur_Latn", "pairs")
    assert (found["rows_in"], found["contents"]["entries"]) == (6, 5)
    assert (found["contents"]["words"], found["contents"]["multiwords"]) == (5, 1)
    # The, house, goes, Two, HOUSES, walked, stopping, at, houses: exact house; by English endings goes,
    # HOUSES, walked, houses (there is no `stop` in the lexicon).
    covered = found["coverage"]
    assert (covered["words"], covered["types"]) == (9, 9)
    assert (covered["exact"], covered["casefold"], covered["lemma"]) == (1 / 9, 1 / 9, 5 / 9)
    assert found["lemmas"] == "endings"
    assert found["by_pos"] == {"NOUN": 3 / 9, "VERB": 2 / 9}
    assert [word for word, _ in covered["missing"]] == ["The", "Two", "at", "stopping"]
    assert found["warning"] == ""


def test_every_rule_of_cleaning_has_its_count(stage: Stage) -> None:
    stage.run()
    ledger = stage.json()["cleaning"]
    assert set(RULES) <= ledger.keys()
    assert ledger["note"] == {"changed": 1, "rejected": 0, "left_out": 0}
    assert ledger["no_letter"] == {"changed": 0, "rejected": 1, "left_out": 0}
    assert ledger["copy"] == {"changed": 0, "rejected": 0, "left_out": 0}
    for rule in RULES:
        assert rule in stage.table()


def test_rules_of_cleaning_can_be_left_out(stage: Stage) -> None:
    stage.run("--config.cleaning_skip=note,no_letter,affix,edge_punctuation")
    found = stage.json()
    assert found["contents"]["entries"] == 6
    assert found["cleaning"]["note"] == {"changed": 0, "rejected": 0, "left_out": 1}


def test_what_is_printed_is_what_is_stored(stage: Stage) -> None:
    ended = stage.run()
    assert ended.out.startswith(stage.table())
    assert max(map(len, stage.table().splitlines())) <= 160
    assert "NOUN" in stage.table() and "stopping 1" in stage.table()


def test_the_data_directorys_inflection_table_gives_the_lemmas(stage: Stage) -> None:
    (stage.folder / "unimorph").mkdir()
    table = "go\tgoes\tV;PRS\nstop\tstopping\tV;PTCP\nhouse\thouses\tN;PL\nwalk\twalked\tV;PST\n"
    (stage.folder / "unimorph" / "eng.tsv").write_text(table, encoding="utf-8")
    stage.run()
    found = stage.json()
    assert found["lemmas"] == "table"
    # HOUSES is read in lower case.
    assert found["coverage"]["lemma"] == 5 / 9


def test_a_pointless_run_is_warned_of_with_the_figure(stage: Stage) -> None:
    stage.text.write_text("talo koulu " * 50 + "house " * 4, encoding="utf-8")  # 4 of 104 words: 3.8 %
    ended = stage.run()
    assert ended.status == 0
    assert "warning: a run would be pointless" in ended.out and "3.8 %" in ended.out and "5 %" in ended.out
    assert stage.json()["warning"]
    stage.text.write_text("talo koulu " * 45 + "house " * 5, encoding="utf-8")  # 5 of 95: 5.3 %
    assert "warning" not in stage.run().out


def test_a_lexicon_into_english_is_turned(stage: Stage) -> None:
    turned = stage.folder / "tr-en.txt"
    turned.write_text("ev\thouse\ngitmek\tgo\n", encoding="utf-8")
    stage.run(lexicon=turned)
    found = stage.json()
    assert (found["source"], found["target"]) == ("eng_Latn", "tur_Latn")
    assert found["coverage"]["exact"] == 1 / 9


def test_a_text_in_the_target_language_is_measured_on_that_side(stage: Stage) -> None:
    (stage.folder / "unimorph").mkdir()
    (stage.folder / "unimorph" / "tur.tsv").write_text("ev\tevler\tN;PL\n", encoding="utf-8")
    stage.text.write_text("Ev evler house konut.\n", encoding="utf-8")
    stage.run()
    found = stage.json()
    assert (found["side"], found["lemmas"]) == ("target", "table")
    covered = found["coverage"]
    assert (covered["exact"], covered["casefold"], covered["lemma"]) == (1 / 4, 2 / 4, 3 / 4)
    assert [word for word, _ in covered["missing"]] == ["house"]
    assert "taken for tur_Latn, the lexicon's target" in stage.table()


def test_entries_of_one_way_are_left_out_on_demand_whichever_way_they_are_read(stage: Stage) -> None:
    for name, way in (("apertium-eng-kaz.eng-kaz.dix", "RL"), ("apertium-kaz-eng.kaz-eng.dix", "LR")):
        dix = stage.folder / name
        cells = ("house", "баспана") if way == "RL" else ("баспана", "house")
        entries = f'<e r="{way}"><p><l>{cells[0]}</l><r>{cells[1]}</r></p></e>'
        entries += entries.replace(f' r="{way}"', "").replace("баспана", "үй")
        dix.write_text(f"<dictionary><section>{entries}</section></dictionary>", encoding="utf-8")
        stage.run(lexicon=dix)
        assert stage.json()["contents"]["entries"] == 2
        stage.run("--config.cleaning_also=one_way", lexicon=dix)
        assert stage.json()["contents"]["entries"] == 1
        assert stage.json()["rejected"] == {"one_way": 1}


def test_the_unicode_form_has_its_counts_and_can_be_left_as_it_is(stage: Stage) -> None:
    stage.lexicon.write_text("cafe\u0301\tkahve\u200b\nhouse\tev\u00a0\n", encoding="utf-8")
    stage.run()
    ledger = stage.json()["cleaning"]
    assert [ledger[rule]["changed"] for rule in ("invisible", "space", "nfc")] == [1, 1, 1]
    stage.run("--config.cleaning_skip=nfc,space,invisible,edge_punctuation")
    ledger = stage.json()["cleaning"]
    assert [ledger[rule] for rule in ("nfc", "space")] == [{"changed": 0, "rejected": 0, "left_out": 1}] * 2


def test_varieties_that_the_name_does_not_tell_are_given(stage: Stage) -> None:
    mine = stage.folder / "mine.tsv"
    mine.write_text("talo\tev\nkissa\tkedi\n", encoding="utf-8")
    stage.text.write_text("talo on talo\n", encoding="utf-8")
    stage.run("--config.source.variety=fin", "--config.targets=tur", lexicon=mine)
    found = stage.json()
    assert (found["source"], found["target"], found["lemmas"]) == ("fin_Latn", "tur_Latn", "")
    assert found["coverage"]["lemma"] == 2 / 3
    assert "no inflection table" in stage.table()


def test_only_rows_under_the_licences_asked_for_are_measured(stage: Stage) -> None:
    words = stage.folder / "en_br.tsv"  # named like GATITOS, and so of its licence
    words.write_text("house\tti\n", encoding="utf-8")
    assert stage.run("--config.licences=CC BY", lexicon=words).status == 0
    assert stage.json()["contents"]["licences"] == {"CC BY 4.0": 1}
    line = stage.run("--config.licences=-attribution", lexicon=words).error
    assert "en_br.tsv" in line and "1 licence" in line


def test_it_needs_neither_a_config_nor_a_workdir(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(stage.folder)
    argv = ["lexicon", "--config.lexicon=en_tr.tsv", "--config.text=text.txt"]
    assert program.main("lexicon", "", argv) == 0
    assert "runs/coverage/coverage.json" in capsys.readouterr().out
    assert (stage.folder / "runs" / "coverage" / "coverage.txt").is_file()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--config.lexicon=none.tsv"], ["none.tsv", "no such file"]),
        (["--config.text=none.txt"], ["none.txt", "no such file"]),
        (["--config.text="], ["config.text is missing"]),
        (["--config.licences=free"], ["config.licences", "'free'"]),
        (["--config.targets=turkisch"], ["turkisch"]),
        (["--config.cleaning_skip=all"], ["config.cleaning_skip", "'all'"]),
        (["--config.cleaning_also=note"], ["config.cleaning_also", "'note'", "one_way"]),
        (["--config.lexicon_weights=2"], ["config.lexicon_weights", "1 for the 0"]),
    ],
    ids=lambda value: value[-1],
)
def test_bad_settings_are_one_line(stage: Stage, arguments: list[str], named: list[str]) -> None:
    line = stage.run(*arguments).error
    for part in named:
        assert part in line
    assert not (stage.folder / "work").exists()


def test_the_other_stages_refuse_it(stage: Stage) -> None:
    assert "only the stage `lexicon`" in stage.run(stage="tokenize").error


def test_the_format_can_be_said_instead_of_recognized(stage: Stage) -> None:
    muse = stage.folder / "en-tr.txt"
    muse.write_text("house\tev\ngo gitmek\n", encoding="utf-8")
    languages = ("--config.targets=tur_Latn", "--config.source.variety=eng_Latn")
    assert stage.run(*languages, "--config.lexicon_format=muse", lexicon=muse).status == 0
    assert (stage.json()["format"], stage.json()["rows_in"]) == ("muse", 2)
    error = stage.run("--config.lexicon_format=xls").error
    assert "'xls'" in error and "gatitos" in error
