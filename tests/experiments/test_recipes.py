"""Recipes: what is fetched for a language, and from where."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from lexiboost.artifacts.errors import ConfigError, InputError, UnknownLanguageError
from lexiboost.artifacts.files import find_file
from lexiboost.experiments.recipes import Item, Recipe, Wanted, find_recipes, read_recipe
from lexiboost.lexicons.licences import licences_of, parse_licence
from tests.experiments.tiny import ROOT

RECIPES = ROOT / "corpora" / "recipes"
NAMES = sorted(path.stem for path in RECIPES.glob("*.toml"))


def recipe(folder: Path, **values: str) -> Recipe:
    base = {
        "name": '"x"',
        "address": '"https://h/{code}"',
        "destination": '"x/{code}.tsv"',
        "licence": '"MIT"',
        "licence_address": '"https://l"',
    }
    path = folder / "x.toml"
    path.write_text("".join(f"{k} = {v}\n" for k, v in {**base, **values}.items()), encoding="utf-8")
    return read_recipe(path)


def items(found: Recipe, *languages: str) -> list[Item]:
    return found.items(Wanted.of(languages, [found]))


def test_a_language_goes_by_any_of_its_codes(tmp_path: Path) -> None:
    found = recipe(tmp_path, codes='"tr ks ks-Deva jap arb"')
    for asked, path in [
        ("tur", "x/tr.tsv"),
        ("tr-TR", "x/tr.tsv"),
        ("kas_Deva", "x/ks-Deva.tsv"),
        ("kas_Arab", "x/ks.tsv"),
        ("jpn", "x/jap.tsv"),
        ("ara", "x/arb.tsv"),
    ]:
        assert [item.path for item in items(found, asked)] == [path]
    assert items(found, "fin") == []


def test_upstreams_own_codes_may_be_asked_for_and_all_of_them(tmp_path: Path) -> None:
    found = recipe(tmp_path, codes='"tr 007"')
    assert [item.address for item in items(found, "007")] == ["https://h/007"]
    assert len(items(found, "all")) == 2
    with pytest.raises(UnknownLanguageError):
        items(found, "008")


def test_fields_of_a_code_fill_templates_and_replace_the_recipes(tmp_path: Path) -> None:
    found = recipe(
        tmp_path,
        address='"https://h/{code}/{stem}-{part}"',
        destination='"x/{code}/{part}"',
        parts='"train test"',
        codes='{A = {language = "tur", stem = "t", parts = "test", licence = "MPL"}, fi = {stem = "f"}}',
    )
    (turkish,) = items(found, "tur")
    assert (turkish.address, turkish.path, turkish.licence) == ("https://h/A/t-test", "x/A/test", "MPL")
    finnish = items(found, "fin")
    assert [item.path for item in finnish] == ["x/fi/train", "x/fi/test"]
    assert finnish[0].licence == "MIT"


def test_an_archive_is_one_file_with_the_members_of_the_languages(tmp_path: Path) -> None:
    found = recipe(
        tmp_path,
        address='"https://h/a.zip"',
        destination='"archives/a.zip"',
        codes='"tr fi en"',
        always='"en"',
        members='{ "in/{code}.txt" = "x/{code}.txt" }',
        sha256='"ab"',
        size="7",
    )
    (archive,) = items(found, "tur")
    assert (archive.path, archive.sha256, archive.size) == ("archives/a.zip", "ab", 7)
    assert archive.members == {"in/en.txt": "x/en.txt", "in/tr.txt": "x/tr.txt"}
    assert items(found, "deu") == []


@pytest.mark.parametrize("path", ["../{code}", "/etc/{code}", "x/../../{code}", "x\\\\..\\\\{code}"])
def test_no_recipe_leads_out_of_the_data_directory(tmp_path: Path, path: str) -> None:
    found = recipe(tmp_path, destination=f'"{path}"', codes='"tr"')
    with pytest.raises(InputError, match="leads out of the data directory"):
        items(found, "tur")


def test_a_code_cannot_lead_out_either(tmp_path: Path) -> None:
    found = recipe(tmp_path, codes='{ "../../tr" = { language = "tur" } }')
    with pytest.raises(InputError, match="leads out"):
        items(found, "tur")


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"licence": "3"}, "'licence'"),
        ({"adress": '"x"'}, "'adress'"),
        ({"name": '"x'}, "TOML"),
        ({"members": '{ a = "b" }'}, "no .zip"),
    ],
)
def test_a_recipe_that_is_none_is_named_with_its_fault(
    tmp_path: Path, values: dict[str, str], named: str
) -> None:
    with pytest.raises(InputError, match=r"x\.toml") as caught:
        recipe(tmp_path, **values)
    assert named in str(caught.value)


def test_a_field_that_no_code_has_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="stem"):
        items(recipe(tmp_path, address='"https://h/{stem}"', codes='"tr"'), "tur")


def test_an_unknown_source_is_answered_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match=r"'gatitoes'; there are apertium, .*gatitos"):
        find_recipes(RECIPES, ["gatitoes"])
    with pytest.raises(ConfigError, match="at least one source"):
        find_recipes(RECIPES, [])


@pytest.mark.parametrize("name", NAMES)
def test_every_recipe_of_the_repository_is_sound(name: str) -> None:
    (found,) = find_recipes(RECIPES, [name])
    everything = items(found, "all")
    assert found.name == name and everything
    assert len({item.path for item in everything}) == len(everything)
    for item in everything:
        address = urlsplit(item.address)
        assert address.scheme == "https" and address.netloc and "{" not in item.address + item.path
        assert urlsplit(item.licence_address).scheme == "https" and "{" not in item.licence_address
        for licence in licences_of(item.licence):
            assert parse_licence(licence) is not None
        assert len(item.sha256) in (0, 64)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("panlex",)])
def test_nearly_every_code_of_a_recipe_is_a_language_of_the_catalog(name: str) -> None:
    (found,) = find_recipes(RECIPES, [name])
    unknown = [
        code
        for code, fields in found.codes.items()
        if not Wanted.of([fields.get("language", code)], [found]).varieties
    ]
    # The Declaration comes in five texts that are of no language.
    assert len(unknown) <= (5 if name == "udhr" else 0), unknown


@pytest.mark.data
def test_recipes_have_the_layout_of_a_data_directory(data_dir: Path) -> None:
    wanted = {
        "gatitos": "bre", "muse": "tur", "omw": "tur", "unimorph": "tur", "freedict": "tur",
        "apertium": "kaz", "ud": "tur", "sib200": "tur", "masakhapos": "wol", "masakhaner2": "zul",
        "sigmorphon2023": "heb",
    }  # fmt: skip
    for name, language in wanted.items():
        (found,) = find_recipes(RECIPES, [name])
        for item in items(found, language):
            # The files of these languages that are not in the data.
            if not item.path.endswith("BOUN/train.conllu") and "heb_unvoc" not in item.path:
                assert find_file(data_dir / item.path), item.path
    for name in ("massive", "udhr"):
        (found,) = find_recipes(RECIPES, [name])
        (archive,) = items(found, "tur")
        assert all(find_file(data_dir / path) for path in archive.members.values())
