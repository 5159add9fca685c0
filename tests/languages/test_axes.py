from __future__ import annotations

from typing import cast

import pytest

from lexiboost.artifacts.errors import UnknownLanguageError
from lexiboost.languages.axes import Axis, group_by_seen, group_of, group_varieties, seen_level

VARIETIES = ["urd_Arab", "kaz_Cyrl", "hin_Deva", "tur_Latn", "swa_Latn", "fin_Latn"]


def test_genus_groups_cross_scripts() -> None:
    assert group_varieties(VARIETIES, "genus") == {
        "Bantu": ("swa_Latn",),
        "Finnic": ("fin_Latn",),
        "Indic": ("urd_Arab", "hin_Deva"),
        "Turkic": ("kaz_Cyrl", "tur_Latn"),
    }


def test_script_groups_cross_genera() -> None:
    assert group_varieties(VARIETIES, "script") == {
        "Arab": ("urd_Arab",),
        "Cyrl": ("kaz_Cyrl",),
        "Deva": ("hin_Deva",),
        "Latn": ("tur_Latn", "swa_Latn", "fin_Latn"),
    }


def test_family_groups_hold_several_genera() -> None:
    groups = group_varieties([*VARIETIES, "deu_Latn", "hun_Latn", "mon_Cyrl"], "family")
    assert groups["Indo-European"] == ("urd_Arab", "hin_Deva", "deu_Latn")
    assert groups["Uralic"] == ("fin_Latn", "hun_Latn")
    assert groups["Altaic"] == ("kaz_Cyrl", "tur_Latn", "mon_Cyrl")


def test_language_axis_joins_the_scripts_of_one_language() -> None:
    assert group_varieties(["srp_Cyrl", "srp_Latn"], "language") == {"srp": ("srp_Cyrl", "srp_Latn")}


def test_script_axis_takes_the_script_of_the_variety_not_the_usual_one() -> None:
    assert [group_of(variety, "script") for variety in ("kas", "kas_Deva")] == ["Arab", "Deva"]


def test_every_variety_lands_in_exactly_one_group() -> None:
    for axis in ("genus", "family", "script", "language"):
        grouped = [v for members in group_varieties(VARIETIES, cast(Axis, axis)).values() for v in members]
        assert sorted(grouped) == sorted(VARIETIES)


def test_text_outranks_lexicon_and_absence_is_none() -> None:
    assert seen_level("tur_Latn", with_text={"tur_Latn"}, with_lexicon={"tur_Latn"}) == "text"
    assert seen_level("tur_Latn", with_text={"kaz_Cyrl"}, with_lexicon={"tur_Latn"}) == "lexicon"
    assert seen_level("tur_Latn", with_text={"tur_Cyrl"}, with_lexicon=set()) == "none"


def test_seen_groups_keep_order_and_leave_out_empty_levels() -> None:
    groups = group_by_seen(["swa_Latn", "fin_Latn", "tur_Latn"], {"tur_Latn"}, {"fin_Latn", "swa_Latn"})
    assert list(groups.items()) == [("text", ("tur_Latn",)), ("lexicon", ("swa_Latn", "fin_Latn"))]


def test_unknown_axis_and_unknown_variety_are_errors() -> None:
    with pytest.raises(ValueError, match="no axis 'colour'"):
        group_of("tur_Latn", cast(Axis, "colour"))
    with pytest.raises(UnknownLanguageError):
        group_varieties(["tur_Latn", "xqz_Latn"], "genus")
