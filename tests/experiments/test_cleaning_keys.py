"""Rules of cleaning as keys of a config."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lexiboost.artifacts.errors import ConfigError
from lexiboost.experiments.cleaning_keys import cleaning_settings
from lexiboost.experiments.programs import TextConfig, default_program
from lexiboost.experiments.read import keys, read_as
from lexiboost.text.cleaning import (
    C4,
    GOPHER,
    CleaningSettings,
    DuplicateSettings,
    LengthSettings,
    ScriptSettings,
    WebSettings,
)
from lexiboost.text.duplicates import NearSettings


def settings(**said: str) -> CleaningSettings:
    """Of keys with `__` for dots."""
    config = default_program("text")
    config.update_from_flattened_dict({f"cleaning.{key.replace('__', '.')}": said[key] for key in said})
    cleaning: Any = read_as(TextConfig, config).cleaning
    return cleaning_settings(cleaning)


def test_empty_keys_are_the_presets() -> None:
    assert settings() == CleaningSettings()
    assert settings(preset="gopher") == GOPHER
    assert settings(preset="c4") == C4
    assert not any(vars(settings(preset="off")).values())


def test_each_kind_of_value_is_read() -> None:
    found = settings(
        length__min_words="2.5",
        length__max_words="off",
        length__max_characters="1000",
        quality__required_words="na, ya,wa",
        repetition__top_ngram="2:0.5,3:0.25",
        repetition__duplicate_ngrams="off",
        language__accept="swh_Latn,swc_Latn",
        duplicates__documents="false",
    )
    assert found.length == LengthSettings(2.5, None, 1000)
    assert found.quality is not None and found.quality.required_words == {"na", "ya", "wa"}
    assert found.repetition is not None
    assert (found.repetition.top_ngram, found.repetition.duplicate_ngrams) == ({2: 0.5, 3: 0.25}, {})
    assert found.language is not None and found.language.accept == ("swh_Latn", "swc_Latn")
    assert found.duplicates == DuplicateSettings(documents=False)


def test_a_key_beside_a_preset_changes_that_alone() -> None:
    length = GOPHER.length
    assert length is not None
    assert settings(preset="gopher", length__min_words="5") == replace(
        GOPHER, length=replace(length, min_words=5.0)
    )


def test_families_are_switched_on_and_off_and_on_by_what_is_said_of_them() -> None:
    assert settings(script__on="false").script is None
    assert settings(web__on="true").web == WebSettings()
    assert settings(preset="c4", script__min_share="0.9").script == ScriptSettings(0.9)
    assert settings(duplicates__near__threshold="0.7").duplicates == DuplicateSettings(
        near=NearSettings(threshold=0.7)
    )
    assert settings(preset="off", duplicates__near__on="true").duplicates == DuplicateSettings(
        near=NearSettings()
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("length__min_words", "nan"),
        ("length__min_words", "-1"),
        ("length__max_characters", "1.5"),
        ("web__on", "yes"),
        ("web__javascript", "off"),
        ("repetition__top_ngram", "2=0.5"),
        ("repetition__top_ngram", "two:0.5"),
        ("duplicates__near__threshold", "2"),
        ("duplicates__most", "off"),
        ("preset", "C4"),
    ],
)
def test_other_values_are_refused_by_the_keys_name(key: str, value: str) -> None:
    where = key.replace("__", ".")
    parent = where.rpartition(".")[0] if key == "duplicates__near__threshold" else where
    with pytest.raises(ConfigError, match=f"config.cleaning.{parent}"):
        settings(**{key: value})


def test_every_setting_has_a_key() -> None:
    known = keys(TextConfig)
    families = vars(replace(CleaningSettings(), web=WebSettings()))
    for family, value in families.items():
        for name in vars(value):
            assert f"cleaning.{family}.{name}" in known or (family, name) == ("duplicates", "near")
    for name in vars(NearSettings()):
        assert f"cleaning.duplicates.near.{name}" in known
