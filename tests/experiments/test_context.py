"""What an experiment resolves and checks before anything runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lexiboost.artifacts.errors import ConfigError
from lexiboost.experiments.context import Context
from lexiboost.experiments.read import read_config
from tests.experiments.tiny import MINI, get_config


def context(**changes: Any) -> Context:
    config = get_config()
    for key, value in changes.items():
        config[key] = value
    return Context(read_config(config))


def test_targets_are_resolved_from_any_code() -> None:
    assert context(targets="tr-TR,kk,ur_Arab").targets == ("tur_Latn", "kaz_Cyrl", "urd_Arab")


def test_without_targets_all_are_taken_that_are_not_used_to_choose() -> None:
    found = context(targets="", development="sw-KE")
    assert found.targets == ("fin_Latn", "hin_Deva", "kaz_Cyrl", "tur_Latn", "urd_Arab")
    assert found.development == ("swa_Latn",)
    assert found.varieties == (*found.targets, "swa_Latn")


def test_a_target_cannot_be_used_to_choose() -> None:
    with pytest.raises(ConfigError, match=r"tr is in config\.development too"):
        context(targets="tr", development="tur_Latn")


def test_the_same_data_elsewhere_have_the_same_names(tmp_path: Path) -> None:
    (tmp_path / "moved").symlink_to(MINI)
    assert context(data_dir=str(tmp_path / "moved")).source_files.keys() == context().source_files.keys()
    assert set(context().source_files) == {"tasks/mini/en-US.jsonl", "text/eng/mini.txt", "unimorph/eng.tsv"}


def test_pretraining_text_is_the_training_sentences_without_labels_and_then_the_text() -> None:
    found = context()
    labelled = len(found.train)
    assert len(found.text) == labelled + found.config.source.sentences
    assert all(sentence.label is None and sentence.tags is None for sentence in found.text)
    assert [s.words for s in found.text[:labelled]] == [s.words for s in found.train]
