from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.morphology import Row
from lexiboost.tasks.inflection.sets import held_out_files, read_set


def test_the_shared_task_of_2023_has_the_form_last(tmp_path: Path) -> None:
    with lzma.open(tmp_path / "tur.tst.xz", "wt", encoding="utf-8") as stream:
        stream.write("ev\tN;LOC(PL)\tevlerde\n\nev\tN;LOC(PL)\tevlerde\n")
    assert read_set(tmp_path / "tur.tst") == [Row("ev", "evlerde", "N;LOC;PL")] * 2


def test_earlier_sets_have_the_order_of_unimorph(tmp_path: Path) -> None:
    (tmp_path / "kazakh-test.tsv").write_text("үй\tүйлер\tN;NOM;PL\n", encoding="utf-8")
    assert read_set(tmp_path / "kazakh-test.tsv") == [Row("үй", "үйлер", "N;NOM;PL")]


def test_a_covered_file_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "tur.tst").write_text("ev\tN;PL\tevler\nev\tN;SG\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"tur\.tst:2: 2 tab-separated"):
        read_set(tmp_path / "tur.tst")


def test_test_files_are_found_by_any_code_of_the_language(tmp_path: Path) -> None:
    folder = tmp_path / "tasks" / "x"
    folder.mkdir(parents=True)
    for name in ("tur.tst", "swa.tst.xz", "tur.trn", "tur.covered.tst", "kazakh.tsv"):
        (folder / name).touch()
    names = ("tasks/x", "kk:tasks/x/kazakh.tsv")
    assert held_out_files(tmp_path, names, "tur_Latn") == [folder / "tur.tst"]
    assert held_out_files(tmp_path, names, "swh_Latn") == [folder / "swa.tst.xz"]
    assert held_out_files(tmp_path, names, "kaz_Cyrl") == [folder / "kazakh.tsv"]
    assert held_out_files(tmp_path, names, "fin_Latn") == []


def test_a_set_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such folder"):
        held_out_files(tmp_path, ("tasks/y",), "tur_Latn")
    with pytest.raises(InputError, match=r"no such file"):
        held_out_files(tmp_path, ("tur:tasks/y.tsv",), "fin_Latn")


def test_the_shared_tasks_sets_are_found_without_being_named(tmp_path: Path) -> None:
    new, old = tmp_path / "tasks" / "sigmorphon2023", tmp_path / "tasks" / "sigmorphon2019_task1"
    pair, other = old / "turkish--kazakh", old / "uzbek--kazakh"
    for folder in (new, pair, other):
        folder.mkdir(parents=True)
    for path in (
        new / "tur.tst.xz",
        new / "tur.covered.tst.xz",
        pair / "kazakh-test.tsv.xz",
        pair / "kazakh-dev.tsv.xz",
        pair / "turkish-train-high.tsv.xz",
        other / "kazakh-test.tsv",
    ):
        path.touch()
    assert held_out_files(tmp_path, (), "tur_Latn") == [new / "tur.tst.xz"]
    assert held_out_files(tmp_path, (), "kk") == [pair / "kazakh-test.tsv.xz", other / "kazakh-test.tsv"]
    assert held_out_files(tmp_path, ("tasks/sigmorphon2023",), "tur_Latn") == [new / "tur.tst.xz"]
    assert held_out_files(tmp_path, (), "fin_Latn") == []


@pytest.mark.data
def test_the_published_sets_of_both_layouts_are_found(data_dir: Path) -> None:
    found = {code: held_out_files(data_dir, (), code) for code in ("tur", "mlt", "kaz", "swa", "deu")}
    assert {code: len(paths) for code, paths in found.items()} == {
        "tur": 1,
        "mlt": 3,
        "kaz": 3,
        "swa": 2,
        "deu": 0,
    }
    assert all(read_set(path) for paths in found.values() for path in paths)
