"""The arms: what each is pretrained on, fine-tuned on and given as input. They differ in nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from lexiboost.artifacts.errors import ConfigError
from lexiboost.experiments.config import SynthesisConfig
from lexiboost.synthesis.settings import LATER, SynthesisSettings

PretrainText = Literal["english", "substitute", "inflect", "mono"]
MODES = ("substitute", "lemma", "inflect", "filled", "random")


@dataclass(frozen=True)
class LabelledText:
    """One kind of pseudo-labelled text.

    Attributes: mode: see `settings_of`; invent: probability that a function word without translation becomes
    an invented one; aligned: whether the lexicon also has what parallel text adds; choice: one of `CHOICES`,
    or "" for none.
    """

    mode: str
    invent: float = 0.0
    aligned: bool = False
    choice: str = ""

    @property
    def name(self) -> str:
        """The mode, which lexicon, and the choice."""
        return "+".join([self.mode, *(["aligned"] if self.aligned else []), *filter(None, [self.choice])])


@dataclass(frozen=True)
class NeuralArm:
    """Attributes: pretrain: its pretraining text; labelled: modes of its pseudo-labelled text (none: English
    labels only); dictionary: whether the model gets the dictionary input; choice: of `CHOICES`, for its
    pseudo-labelled text; distilled: whether that has the labels of the arm `config.finetune.teacher`."""

    pretrain: PretrainText
    labelled: tuple[str, ...] = ()
    dictionary: bool = False
    choice: str = ""
    distilled: bool = False


CHOICES: dict[str, dict[str, Any]] = {
    "half_replaced": {"fraction": 0.5},
    "sharp_scores": {"temperature": 0.5},
    "flat_scores": {"temperature": 2.0},
    "uniform_senses": {"senses": "uniform"},
    "first_senses": {"senses": "first"},
    "senses_in_context": {"senses": "context"},
    "function_words_kept": {"function_words": "keep"},
    "function_words_dropped": {"function_words": "drop"},
    "unknown_transliterated": {"unknown": "transliterate"},
    "unknown_masked": {"unknown": "mask"},
    "well_covered": {"min_coverage": 0.5},
    "plain_case": {"case": "plain"},
    "overlapping_entries": {"multiword": "overlapping"},
    "word_by_word": {"multiword": "none"},
    "noisy": {"noise": 0.1},
    "target_order": {"word_order": "target"},
}
"""Single settings of synthesis that are otherwise than the config's; each is an arm that is otherwise
`lexicon_labelled`."""
_AGREEING = {"agreeing": {"agreement": True}}
"""The same of `lexicon_inflected`."""
CHOICES |= _AGREEING
NEURAL_ARMS = {
    "english_only": NeuralArm("english"),
    "lexicon": NeuralArm("substitute"),
    "lexicon_input": NeuralArm("substitute", dictionary=True),
    "lexicon_labelled": NeuralArm("substitute", ("substitute",)),
    "lemma_only": NeuralArm("substitute", ("lemma",)),
    "lexicon_inflected": NeuralArm("inflect", ("inflect",)),
    "mono": NeuralArm("mono"),
    "lexicon_distilled": NeuralArm("substitute", ("substitute",), distilled=True),
    **{name: NeuralArm("substitute", ("substitute",), choice=name) for name in CHOICES},
    **{name: NeuralArm("inflect", ("inflect",), choice=name) for name in _AGREEING},
}
BASELINE_ARMS = ("majority", "lookup", "linear")
BEST = "best"
ARMS = (*NEURAL_ARMS, BEST, *BASELINE_ARMS)

COMPARISONS = (
    ("lexicon_inflected", "lemma_only"),
    ("agreeing", "lexicon_inflected"),
    ("lexicon_distilled", "lexicon_labelled"),
    ("best", "linear"),
    ("best", "lookup"),
)
"""(arm, other arm) pairs compared beside every arm's comparison with the baseline arm."""

TEXT_ARMS = frozenset({"mono"})
"""Arms that read real text of a target, where there is any."""
LEXICON_AND_TEXT_ARMS = frozenset({"senses_in_context"})
"""Arms that read such text and see a target's lexicon."""
_NO_TEACHERS = TEXT_ARMS | LEXICON_AND_TEXT_ARMS
PARSED_ARMS = frozenset({"target_order", "agreeing"})
"""Arms whose labelled text must be parsed, as that of tagging is."""
BLIND_ARMS = frozenset({"english_only", "majority"})
"""Arms that see nothing of a target; those in neither set see its lexicon."""


def check_arms(arms: tuple[str, ...], baseline: str, task: str) -> None:
    """Raises `ConfigError` for arms that are unknown, repeated, not for the task or lack the baseline arm."""
    unknown = [arm for arm in arms if arm not in ARMS]
    if unknown:
        raise ConfigError(f"config.arms: no arm {unknown[0]!r}; there are {', '.join(ARMS)}")
    if len(set(arms)) < len(arms):
        raise ConfigError("config.arms: an arm stands twice")
    unparsed = [arm for arm in arms if arm in PARSED_ARMS] if task != "upos" else []
    if unparsed:
        raise ConfigError(f"config.arms: {unparsed[0]} needs parsed sentences, and the task {task} has none")
    if baseline not in arms:
        raise ConfigError(f"config.arms: the baseline arm {baseline!r} must be among them")


def check_teacher(arms: tuple[str, ...], teacher: str) -> None:
    """Raises `ConfigError` where an arm asks for a teacher, and the one named cannot be it."""
    able = [arm for arm, kind in NEURAL_ARMS.items() if not kind.distilled and arm not in _NO_TEACHERS]
    if teacher not in able and any(arm in NEURAL_ARMS and NEURAL_ARMS[arm].distilled for arm in arms):
        raise ConfigError(f"config.finetune.teacher: no {teacher!r}; there are {', '.join(able)}")


def settings_of(text: LabelledText, config: SynthesisConfig) -> SynthesisSettings:
    """The synthesis settings of labelled text.

    `filled` is `inflect` with untranslated content words filled; `random` inflects and gives some lemmas a
    random form.
    """
    mode = text.mode
    if mode not in MODES:
        raise ConfigError(f"config.best.synthesis: no mode {mode!r}; there are {', '.join(MODES)}")
    base = {"substitute": "substitute", "lemma": "lemma"}.get(mode, "inflect")
    settings = {
        "mode": base,
        "copies": config.copies,
        "temperature": config.temperature,
        "max_senses": config.max_senses,
        "fill": config.fill if mode in ("filled", "random") else 0.0,
        "random_cells": config.random_cells if mode == "random" else 0.0,
        "invent": text.invent,
        **_later(config),
        "agreement": config.agreement and base == "inflect",
    }
    return SynthesisSettings(**(settings | CHOICES.get(text.choice, {})))


def _later(config: SynthesisConfig) -> dict[str, Any]:
    return {name: getattr(config, name) for name in LATER}


def text_settings(mode: str, config: SynthesisConfig, *, code_switched: bool) -> SynthesisSettings:
    """The synthesis settings of pretraining text, which is not parsed and stays whole."""
    parsed = {"agreement": False, "word_order": "source", "min_coverage": 0.0}
    return SynthesisSettings(
        mode="inflect" if mode == "inflect" else "substitute",
        fraction=config.code_switched if code_switched else 1.0,
        copies=config.text_copies,
        temperature=config.temperature,
        max_senses=config.max_senses,
        **(_later(config) | parsed),
    )
