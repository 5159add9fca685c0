"""The arms: what each is pretrained on, fine-tuned on and given as input. They differ in nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lexiboost.artifacts.errors import ConfigError
from lexiboost.experiments.config import SynthesisConfig
from lexiboost.synthesis.settings import SynthesisSettings

PretrainText = Literal["english", "substitute", "inflect", "mono"]
MODES = ("substitute", "lemma", "inflect", "filled", "random")


@dataclass(frozen=True)
class LabelledText:
    """One kind of pseudo-labelled text.

    Attributes: mode: see `settings_of`; invent: probability that a function word without translation becomes
    an invented one; aligned: whether the lexicon also has what parallel text adds.
    """

    mode: str
    invent: float = 0.0
    aligned: bool = False

    @property
    def name(self) -> str:
        """The mode, and which lexicon."""
        return f"{self.mode}+aligned" if self.aligned else self.mode


@dataclass(frozen=True)
class NeuralArm:
    """Attributes: pretrain: its pretraining text; labelled: modes of its pseudo-labelled text (none: English
    labels only); dictionary: whether the model gets the dictionary input."""

    pretrain: PretrainText
    labelled: tuple[str, ...] = ()
    dictionary: bool = False


NEURAL_ARMS = {
    "english_only": NeuralArm("english"),
    "lexicon": NeuralArm("substitute"),
    "lexicon_input": NeuralArm("substitute", dictionary=True),
    "lexicon_labelled": NeuralArm("substitute", ("substitute",)),
    "lemma_only": NeuralArm("substitute", ("lemma",)),
    "lexicon_inflected": NeuralArm("inflect", ("inflect",)),
    "mono": NeuralArm("mono"),
}
BASELINE_ARMS = ("majority", "lookup", "linear")
BEST = "best"
ARMS = (*NEURAL_ARMS, BEST, *BASELINE_ARMS)

COMPARISONS = (("lexicon_inflected", "lemma_only"), ("best", "linear"), ("best", "lookup"))
"""(arm, other arm) pairs compared beside every arm's comparison with the baseline arm."""

TEXT_ARMS = frozenset({"mono"})
"""Arms that read real text of a target, where there is any."""
BLIND_ARMS = frozenset({"english_only", "majority"})
"""Arms that see nothing of a target; those in neither set see its lexicon."""


def check_arms(arms: tuple[str, ...], baseline: str) -> None:
    """Raises `ConfigError` for arms that are unknown, repeated or lack the baseline arm."""
    unknown = [arm for arm in arms if arm not in ARMS]
    if unknown:
        raise ConfigError(f"config.arms: no arm {unknown[0]!r}; there are {', '.join(ARMS)}")
    if len(set(arms)) < len(arms):
        raise ConfigError("config.arms: an arm stands twice")
    if baseline not in arms:
        raise ConfigError(f"config.arms: the baseline arm {baseline!r} must be among them")


def settings_of(text: LabelledText, config: SynthesisConfig) -> SynthesisSettings:
    """The synthesis settings of labelled text.

    `filled` is `inflect` with untranslated content words filled; `random` inflects and gives some lemmas a
    random form.
    """
    mode = text.mode
    if mode not in MODES:
        raise ConfigError(f"config.best.synthesis: no mode {mode!r}; there are {', '.join(MODES)}")
    base = {"substitute": "substitute", "lemma": "lemma"}.get(mode, "inflect")
    return SynthesisSettings(
        mode=base,  # type: ignore[arg-type]
        copies=config.copies,
        temperature=config.temperature,
        max_senses=config.max_senses,
        fill=config.fill if mode in ("filled", "random") else 0.0,
        random_cells=config.random_cells if mode == "random" else 0.0,
        invent=text.invent,
    )


def text_settings(mode: str, config: SynthesisConfig, *, code_switched: bool) -> SynthesisSettings:
    """The synthesis settings of pretraining text."""
    return SynthesisSettings(
        mode="inflect" if mode == "inflect" else "substitute",
        fraction=config.code_switched if code_switched else 1.0,
        copies=config.text_copies,
        temperature=config.temperature,
        max_senses=config.max_senses,
    )
