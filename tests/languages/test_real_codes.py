"""Every code that stands in the name of a file of the real data resolves."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from lexiboost.artifacts.files import read_lines
from lexiboost.languages import Catalog, load_catalog

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def stems(folder: Path) -> list[str]:
    found = sorted(path.name.partition(".")[0] for path in folder.iterdir() if path.is_file())
    assert found
    return found


def folders(folder: Path) -> list[str]:
    found = sorted(path.name for path in folder.iterdir() if path.is_dir())
    assert found
    return found


def test_unimorph_tables(catalog: Catalog, data_dir: Path) -> None:
    for stem in stems(data_dir / "unimorph"):
        assert stem in catalog.codes(stem)


def test_gatitos_codes_keep_the_script_of_their_list(catalog: Catalog, data_dir: Path) -> None:
    lines = (line for _, line in read_lines(data_dir / "meta" / "gatitos_languages.tsv"))
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        assert (row["bcp47"], catalog.resolve(row["bcp47"]).script) == (row["bcp47"], row["script"])
    for stem in stems(data_dir / "lexicons" / "gatitos"):
        for code in stem.split("_"):
            catalog.resolve(code)


@pytest.mark.parametrize("collection", ["ud", "ud_um2019"])
def test_treebanks(catalog: Catalog, data_dir: Path, collection: str) -> None:
    for folder in folders(data_dir / collection):
        language = catalog.resolve(folder)
        name = folder.removeprefix("UD_").partition("-")[0].replace("_", " ")
        assert catalog.resolve(name).iso639_3 == language.iso639_3


def test_sib200_keeps_code_and_script(catalog: Catalog, data_dir: Path) -> None:
    for folder in folders(data_dir / "tasks" / "sib200"):
        code, _, script = folder.partition("_")
        assert catalog.resolve(folder).script == script
        assert code in catalog.codes(folder)


@pytest.mark.parametrize("task", ["masakhaner1", "masakhaner2", "masakhapos"])
def test_masakhane(catalog: Catalog, data_dir: Path, task: str) -> None:
    for folder in folders(data_dir / "tasks" / task):
        assert folder in catalog.codes(folder)


def test_masakhapos_transfer_treebanks(catalog: Catalog, data_dir: Path) -> None:
    for folder in folders(data_dir / "tasks" / "masakhapos_transfer"):
        assert folder.partition("_")[0] in catalog.codes(folder)


def test_massive_locales(catalog: Catalog, data_dir: Path) -> None:
    for locale in stems(data_dir / "tasks" / "massive"):
        assert locale.partition("-")[0] in catalog.codes(locale)


def test_inflection_task_names_and_codes(catalog: Catalog, data_dir: Path) -> None:
    for pair in folders(data_dir / "tasks" / "sigmorphon2019_task1"):
        for name in pair.split("--"):
            catalog.resolve(name)
    for code in stems(data_dir / "tasks" / "sigmorphon2023"):
        assert code in catalog.codes(code)


@pytest.mark.parametrize("collection", ["omw_wikt", "omw_wikt_pairs", "muse", "freedict", "enwiktionary2015"])
def test_lexicon_files(catalog: Catalog, data_dir: Path, collection: str) -> None:
    codes = {code for stem in stems(data_dir / "lexicons" / collection) for code in stem.split("-")}
    assert len(codes) > 5
    assert not {code for code in codes if code not in catalog}


def test_text_folders_and_declarations(catalog: Catalog, data_dir: Path) -> None:
    declarations = {stem for stem in stems(data_dir / "text" / "udhr2") if not stem.isdigit()}
    codes = {folder for folder in folders(data_dir / "text") if folder != "udhr2"} | declarations
    assert len(declarations) > 300
    assert not {code for code in codes if code not in catalog}


def test_swadesh_codes_but_for_a_few_retired_ones(catalog: Catalog, data_dir: Path) -> None:
    lines = read_lines(data_dir / "lexicons" / "panlex_swadesh" / "swadesh110.tsv")
    codes = {line.split("\t")[1] for _, line in lines} - {"iso639"}
    unknown = {code for code in codes if code not in catalog}
    assert len(codes) > 1500
    assert len(unknown) <= 0.01 * len(codes), sorted(unknown)
