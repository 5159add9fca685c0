from __future__ import annotations

import dataclasses

import pytest

from lexiboost.languages import Language

KAZAKH = Language("kaz", "kaza1248", "Kazakh", "Altaic", "Turkic", "Cyrl", "Eurasia", 50.0, 70.0, "kaz")


def test_variety_is_code_and_script() -> None:
    assert KAZAKH.variety == "kaz_Cyrl"


def test_language_cannot_be_changed_and_serves_as_key() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        KAZAKH.script = "Latn"  # type: ignore[misc]
    assert {KAZAKH: 1}[dataclasses.replace(KAZAKH)] == 1
