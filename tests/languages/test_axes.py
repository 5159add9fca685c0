from __future__ import annotations

from typing import cast

import pytest

from lexiboost.artifacts.errors import UnknownLanguageError
from lexiboost.languages.axes import Axis, group_of, seen_level

VARIETIES = ["urd_Arab", "kaz_Cyrl", "hin_Deva", "tur_Latn", "swa_Latn", "fin_Latn"]


@pytest.mark.parametrize(
    ("axis", "groups"),
    [
        ("genus", ["Indic", "Turkic", "Indic", "Turkic", "Bantu", "Finnic"]),
        ("script", ["Arab", "Cyrl", "Deva", "Latn", "Latn", "Latn"]),
        (
            "family",
            ["Indo-European", "Altaic", "Indo-European", "Altaic", "Niger-Congo", "Uralic"],
        ),
    ],
)
def test_the_axes_cross_each_other(axis: Axis, groups: list[str]) -> None:
    assert [group_of(variety, axis) for variety in VARIETIES] == groups


def test_script_axis_takes_the_script_of_the_variety_not_the_usual_one() -> None:
    assert [group_of(variety, "script") for variety in ("kas", "kas_Deva")] == ["Arab", "Deva"]


def test_text_outranks_lexicon_and_absence_is_none() -> None:
    assert seen_level("tur_Latn", with_text={"tur_Latn"}, with_lexicon={"tur_Latn"}) == "text"
    assert seen_level("tur_Latn", with_text={"kaz_Cyrl"}, with_lexicon={"tur_Latn"}) == "lexicon"
    assert seen_level("tur_Latn", with_text={"tur_Cyrl"}, with_lexicon=set()) == "none"


def test_unknown_axis_and_unknown_variety_are_errors() -> None:
    with pytest.raises(ValueError, match="no axis 'colour'"):
        group_of("tur_Latn", cast(Axis, "colour"))
    with pytest.raises(UnknownLanguageError):
        group_of("xqz_Latn", "genus")
