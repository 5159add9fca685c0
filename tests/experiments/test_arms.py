"""Arms that differ from another by one choice of synthesis."""

from __future__ import annotations

import json
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from lexiboost.artifacts.errors import ConfigError
from lexiboost.experiments.arms import (
    CHOICES,
    NEURAL_ARMS,
    LabelledText,
    check_arms,
    settings_of,
    text_settings,
)
from lexiboost.experiments.config import ExperimentConfig, SynthesisConfig, config_json
from tests.experiments.tiny import Program

PLAIN = SynthesisConfig()


@pytest.mark.parametrize("choice", CHOICES)
def test_an_arm_of_a_choice_differs_in_nothing_else_from_its_plain_one(choice: str) -> None:
    arm = NEURAL_ARMS[choice]
    plain = NEURAL_ARMS["lexicon_inflected" if choice == "agreeing" else "lexicon_labelled"]
    assert replace(arm, choice="") == plain
    (mode,) = arm.labelled
    made = settings_of(LabelledText(mode, choice=choice), PLAIN)
    assert replace(settings_of(LabelledText(mode), PLAIN), **CHOICES[choice]) == made
    assert LabelledText(mode, choice=choice).name == f"{mode}+{choice}"


def test_choices_of_the_config_are_those_of_all_labelled_text_that_can_have_them() -> None:
    config = SynthesisConfig(agreement=True, word_order="target", noise=0.2, min_coverage=0.3)
    substituted, inflected = (settings_of(LabelledText(mode), config) for mode in ("substitute", "inflect"))
    assert (substituted.agreement, inflected.agreement) == (False, True)
    assert (substituted.word_order, substituted.noise, substituted.min_coverage) == ("target", 0.2, 0.3)
    text = text_settings("inflect", config, code_switched=False)
    assert (text.agreement, text.word_order, text.noise, text.min_coverage) == (False, "source", 0.2, 0.0)


def test_choices_that_are_not_made_leave_no_trace_in_a_results_identity() -> None:
    plain = config_json(ExperimentConfig("x"))["synthesis"]
    assert not plain.keys() & {"function_words", "noise", "agreement"}
    noisy = config_json(ExperimentConfig("x", synthesis=SynthesisConfig(noise=0.1)))["synthesis"]
    assert noisy.keys() - plain.keys() == {"noise"}


def test_arms_that_need_a_parse_are_refused_where_there_is_none() -> None:
    arms = ("lexicon_labelled", "target_order")
    check_arms(arms, "lexicon_labelled", "upos")
    with pytest.raises(ConfigError, match="target_order needs parsed sentences"):
        check_arms(arms, "lexicon_labelled", "intents")


def test_shards_of_an_arm_are_made_by_its_choice(run: Program) -> None:
    arms = "lexicon_labelled,function_words_dropped,noisy,unknown_masked"
    chosen = (f"--config.arms={arms}", "--config.baseline=lexicon_labelled")
    assert run(*chosen, stage="lexicon").status == 0
    assert run(*chosen, stage="synthesize").status == 0
    found = {}
    for path in run.workdir.glob("synthesize/*/manifest.json"):
        name = json.loads(path.read_text(encoding="utf-8"))["name"]
        found[name.split()[1]] = pq.read_table(path.with_name("text.parquet"))
    dropped, noisy, masked = (
        found[f"substitute+{name}"] for name in ("function_words_dropped", "noisy", "unknown_masked")
    )
    assert "the" not in {word for row in dropped["words"].to_pylist() for word in row}
    assert any(plain for row in noisy["respelled"].to_pylist() for plain in row)
    assert {"masked"} == {
        origin
        for words, origins in zip(masked["words"].to_pylist(), masked["origin"].to_pylist(), strict=True)
        for word, origin in zip(words, origins, strict=True)
        if word == "[MASK]"
    }


def test_senses_by_context_need_text_of_the_target(run: Program) -> None:
    chosen = ("--config.arms=lexicon_labelled,senses_in_context", "--config.baseline=lexicon_labelled")
    assert run(*chosen, stage="lexicon").status == 0
    assert "no text of tur_Latn" in run(*chosen, stage="synthesize").error
