"""From names and `key=value` settings of a config to model, objective, optimizer and mixture."""

from __future__ import annotations

import dataclasses
import difflib
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from lexiboost.artifacts.errors import ConfigError
from lexiboost.experiments.pretraining_keys import PretrainingConfig
from lexiboost.models.build import Config
from lexiboost.models.transformer import DecoderConfig, EncoderConfig, EncoderDecoderConfig
from lexiboost.models.transformer.sizes import SIZES
from lexiboost.tokens.shares import MixtureSettings, Source, asked_shares
from lexiboost.training.guard import GuardSettings
from lexiboost.training.objectives.causal import CausalLM, PrefixLM
from lexiboost.training.objectives.corruption import SpanCorruption
from lexiboost.training.objectives.denoising import Denoising, DenoisingAndContinuing, Deshuffling
from lexiboost.training.objectives.ids import SpecialIds
from lexiboost.training.objectives.languages import LanguageID
from lexiboost.training.objectives.loss import LossSettings
from lexiboost.training.objectives.masked import MaskedLM
from lexiboost.training.objectives.parallel import TranslationLM, WordAlignment
from lexiboost.training.optimizer import OptimizerSettings
from lexiboost.training.step import Objective, StepSettings

OBJECTIVES: Mapping[str, tuple[type, type]] = types.MappingProxyType(
    {
        "masked": (MaskedLM, EncoderConfig),
        "translation": (TranslationLM, EncoderConfig),
        "alignment": (WordAlignment, EncoderConfig),
        "language": (LanguageID, EncoderConfig),
        "causal": (CausalLM, DecoderConfig),
        "prefix": (PrefixLM, DecoderConfig),
        "spans": (SpanCorruption, EncoderDecoderConfig),
        "denoising": (Denoising, EncoderDecoderConfig),
        "deshuffling": (Deshuffling, EncoderDecoderConfig),
        "continuing": (DenoisingAndContinuing, EncoderDecoderConfig),
    }
)
"""What is minimised, by its name in a config, and the kind of model that it trains."""
_OVER_MASKED = (TranslationLM, WordAlignment, LanguageID)
_ON_PAIRS = ("translation", "alignment")


def require_data(config: PretrainingConfig, sources: Sequence[Source], *, linked: bool) -> None:
    """Checks that the mixture has what the objective learns from, and nothing that it cannot use.

    Args:
        sources: what there is. linked: whether pairs have links.

    Raises:
        ConfigError: says what is missing or too much; or the mixture names what there is not.
    """
    shares = asked_shares(sources, mixture_of(config))
    drawn = [source for source, share in zip(sources, shares, strict=True) if share > 0]
    pairs = [source.name for source in drawn if source.kind == "pseudo_parallel"]
    varieties = {source.variety for source in drawn}
    said = f"config.objective.name={config.objective.name}"
    if config.objective.name in _ON_PAIRS and not pairs:
        raise ConfigError(
            f"{said} learns from pairs, and the mixture has none; add some, e.g. --config.text="
            "tur_Latn/pseudo_parallel:FOLDER, made by the stage synthesize with --config.kind=pseudo_parallel"
        )
    if config.objective.name == "alignment" and not linked:
        raise ConfigError(
            f"{said} learns from links, and the rows have none; give their shards in config.text"
        )
    if config.objective.name in OBJECTIVES and config.objective.name not in _ON_PAIRS and pairs:
        raise ConfigError(
            f"{said} has no use for pairs, and the mixture has {pairs[0]}; choose one of "
            f"{', '.join(_ON_PAIRS)}, or leave the pairs out"
        )
    if config.objective.name == "language" and len(varieties) < 2:
        raise ConfigError(
            f"{said} tells varieties apart, and the mixture has only {', '.join(varieties)}; add another one "
            "to config.text, or choose masked"
        )


def model_of(config: PretrainingConfig, vocabulary: int, varieties: int) -> Config:
    """The model's configuration; `varieties` is how many the data have.

    Raises:
        ConfigError: no such size or setting.
    """
    keys = config.model
    if keys.size not in SIZES:
        raise _unknown("config.model.size", keys.size, SIZES)
    size = SIZES[keys.size]
    named = [f"{key}={value}" for key, value in (("dtype", keys.dtype), ("remat", keys.remat)) if value]
    said = parsed(type(size), [*keys.settings, *named], "config.model.settings")
    model = dataclasses.replace(size, **said, vocabulary=vocabulary)
    if isinstance(model, EncoderConfig):
        model = dataclasses.replace(model, varieties=varieties if config.objective.name == "language" else 0)
    room = model.length - model.first_position
    if model.positions == "learned" and room < config.length:
        raise ConfigError(
            f"config.length={config.length}: {keys.size} has positions for {room} tokens; add "
            f"--config.model.settings=length={config.length + model.first_position}"
        )
    return model


def objective_of(config: PretrainingConfig, ids: SpecialIds, varieties: int, model: Config) -> Objective:
    """The objective.

    Raises:
        ConfigError: no such objective or setting, or it is not one for this model.
    """
    keys = config.objective
    if keys.name not in OBJECTIVES:
        raise _unknown("config.objective.name", keys.name, OBJECTIVES)
    kind, wanted = OBJECTIVES[keys.name]
    if type(model) is not wanted:
        fitting = [name for name, size in SIZES.items() if type(size) is wanted]
        raise ConfigError(
            f"config.objective.name={keys.name} trains another kind of model than config.model.size="
            f"{config.model.size}; choose one of {', '.join(fitting)}"
        )
    loss = LossSettings(z=keys.z, varieties=varieties)
    if kind not in _OVER_MASKED:
        made: Objective = kind(ids, loss, **parsed(kind, keys.settings, "config.objective.settings"))
        return made
    own = {field.name for field in dataclasses.fields(kind)}
    mine = [each for each in keys.settings if each.partition("=")[0] in own]
    masked = [each for each in keys.settings if each not in mine]
    return kind(
        MaskedLM(ids, loss, **parsed(MaskedLM, masked, "config.objective.settings")),
        **parsed(kind, mine, "config.objective.settings"),
    )


def optimizer_of(config: PretrainingConfig) -> OptimizerSettings:
    """The optimizer's settings; raises `ConfigError` where one is out of range."""
    return OptimizerSettings(**dataclasses.asdict(config.optimizer))


def step_of(config: PretrainingConfig) -> StepSettings:
    """What the step does beside the update."""
    if config.batch % config.accumulate:
        raise ConfigError(f"config.accumulate={config.accumulate}: must divide config.batch={config.batch}")
    guard = GuardSettings(spike=config.spike, skip=config.skip_bad_steps)
    return StepSettings(accumulate=config.accumulate, guard=guard, rate=True)


def mixture_of(config: PretrainingConfig) -> MixtureSettings:
    """The mixture's settings; raises `ConfigError` where one is out of range."""
    keys = config.mixture
    return MixtureSettings(
        sampling=keys.sampling,
        alpha=keys.alpha,
        kinds=_shares("config.mixture.kinds", keys.kinds),
        weights=_shares("config.mixture.weights", keys.weights),
        max_epochs=keys.max_epochs or None,
    )


def parsed(kind: type, settings: Sequence[str], where: str) -> dict[str, Any]:
    """`key=value` strings as values of a dataclass's fields.

    Raises:
        ConfigError: an unknown key (the nearest is named), or a value of another type.
    """
    hints = {
        name: hint
        for name, hint in typing.get_type_hints(kind).items()
        if hint in (int, float, bool, str) or typing.get_origin(hint) is Literal
    }
    found = {}
    for setting in settings:
        key, equals, text = setting.partition("=")
        if key not in hints:
            raise _unknown(where, key, hints)
        hint = hints[key]
        choices = typing.get_args(hint) or {bool: ("true", "false")}.get(hint, ())
        try:
            if not equals or (choices and text not in choices):
                raise ValueError(text)
            found[key] = text == "true" if hint is bool else text if choices else hint(text)
        except ValueError:
            expected = " or ".join(map(str, choices)) or f"a value of type {hint.__name__}"
            raise ConfigError(f"{where}: {key}={text!r} is not {expected}") from None
    return found


def _shares(where: str, settings: Sequence[str]) -> dict[str, float]:
    shares = {}
    for setting in settings:
        name, _, text = setting.partition("=")
        try:
            shares[name] = float(text)
        except ValueError:
            raise ConfigError(f"{where}: {setting!r} is not name=number, e.g. real=0.5") from None
    return shares


def _unknown(where: str, name: str, known: Iterable[str]) -> ConfigError:
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}"
    return ConfigError(f"{where}: no {name!r}; {hint}")
