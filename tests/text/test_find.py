"""Which files are real text of a variety."""

from __future__ import annotations

from pathlib import Path

import pytest

from lexiboost.artifacts.errors import UnknownLanguageError
from lexiboost.text.find import find_texts


@pytest.fixture
def found(tmp_path: Path):
    """Makes files below `text/` and finds those of a variety."""

    def make(variety: str, *names: str) -> list[str]:
        for name in names:
            path = tmp_path / "text" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("words\n", encoding="utf-8")
        return [str(path.relative_to(tmp_path / "text")) for path in find_texts(tmp_path, variety)]

    return make


def test_any_code_of_the_language_names_its_text(found) -> None:
    names = ("swh/bible.tsv.xz", "swh/notes.md", "udhr2/swh.txt.xz", "zul/bible.tsv.xz")
    assert found("swa_Latn", *names) == ["swh/bible.tsv.xz", "udhr2/swh.txt.xz"]


def test_a_variant_may_name_its_script(found) -> None:
    names = ("udhr2/uig_arab.txt", "udhr2/uig_latn.txt")
    assert found("uig_Arab", *names) == ["udhr2/uig_arab.txt"]
    assert found("uig_Latn", *names) == ["udhr2/uig_latn.txt"]


def test_one_declaration_is_taken_of_several_renderings(found) -> None:
    assert found("deu_Latn", "udhr2/deu_1901.txt", "udhr2/deu.txt") == ["udhr2/deu.txt"]
    names = ("udhr2/ell_polytonic.txt", "udhr2/ell_monotonic.txt")
    assert found("ell_Grek", *names) == ["udhr2/ell_monotonic.txt"]


def test_without_text_there_is_none(found, tmp_path: Path) -> None:
    assert find_texts(tmp_path, "fin_Latn") == ()
    assert found("fin_Latn", "udhr2/est.txt", "xyzzy/a.txt") == []


def test_an_unknown_language_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnknownLanguageError):
        find_texts(tmp_path, "qqqq")


@pytest.mark.parametrize(
    ("variety", "names"),
    [
        ("ara_Arab", ["udhr2/arb.txt.xz"]),
        ("hye_Armn", ["hye/bible.tsv.xz", "udhr2/hye.txt.xz"]),
        ("kaz_Cyrl", ["udhr2/kaz.txt.xz"]),
        ("tam_Taml", ["udhr2/tam.txt.xz"]),
    ],
)
def test_text_of_the_real_data_is_found(data_dir: Path, variety: str, names: list[str]) -> None:
    assert find_texts(data_dir, variety) == tuple(data_dir / "text" / name for name in names)
