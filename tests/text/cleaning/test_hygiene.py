from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.text.cleaning.hygiene import HygieneSettings, damaged_share, hygiene_steps, normalize
from lexiboost.text.cleaning.page import Page


@pytest.mark.parametrize(
    ("variety", "raw", "expected"),
    [
        ("fra_Latn", "cafe\u0301\u00a0noir\x00", "café noir"),
        ("deu_Latn", "Donau\u00addampf\u200bschiff\ufeff", "Donaudampfschiff"),
        ("eng_Latn", "co\u200dop", "coop"),
        ("pes_Arab", "می\u200cخواهم", "می\u200cخواهم"),
        ("sin_Sinh", "ශ්\u200dරී", "ශ්\u200dරී"),
        ("mal_Mlym", "അവന്\u200d വന്നു", "അവന്\u200d വന്നു"),
        ("ben_Beng", "র\u200d্যাব", "র\u200d্যাব"),
        ("khm_Khmr", "ខ្ញុំ\u200bទៅ\u200b\u200bផ្សារ\u200b", "ខ្ញុំ\u200bទៅ\u200bផ្សារ"),
        ("eng_Latn", "hi 👩\u200d👩\u200d👧 and 🏃🏽\u200d♀️", "hi 👩\u200d👩\u200d👧 and 🏃🏽\u200d♀️"),
        ("eng_Latn", "🙂\u200dx", "🙂x"),
        ("eng_Latn", "one\r\ntwo\u2028three\r\rfour", "one\ntwo\nthree\n\nfour"),
        ("eng_Latn", "  a \t  b  ", "a b"),
    ],
)
def test_what_spells_stays_and_what_is_not_seen_goes(variety: str, raw: str, expected: str) -> None:
    assert normalize(raw, variety) == expected


@given(
    st.text(
        alphabet=st.sampled_from("ab\n \t\u200b\u200c\u200d\u0301\u0627\u0645\u0d28\u0d4d👩🏽\ufe0f♀ក់\u00ad")
    )
)
def test_twice_is_once_and_lines_stay(text: str) -> None:
    for variety in ("eng_Latn", "khm_Khmr", "mal_Mlym"):
        once = normalize(text, variety)
        assert normalize(once, variety) == once
        assert unicodedata.is_normalized("NFC", once)
        assert once == "" or once.count("\n") == text.count("\n")


def test_text_full_of_replacement_characters_is_rejected() -> None:
    (step,) = hygiene_steps(HygieneSettings(normalize=False, max_damaged=0.01), "hau_Latn")
    assert step.name == "damaged_characters"
    assert step.apply(Page("\ufffd" + "a" * 98, "hau_Latn")) == ""
    assert step.apply(Page("\ufffd" + "a" * 99, "hau_Latn")) != ""
    assert damaged_share(Page("\ue000\ud800\u0378a", "hau_Latn")) == 0.75
