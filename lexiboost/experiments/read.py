"""Reading a config that a user wrote: every key known, every value of its type and in its range.

An error names the key as it is written on the command line, and the nearest key that exists.
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
import math
import types
import typing
from collections.abc import Mapping
from typing import Any, TypeVar

import ml_collections

from lexiboost.artifacts.errors import ConfigError
from lexiboost.experiments.config import ExperimentConfig
from lexiboost.lexicons.cleaning import OPTIONAL_RULES, RULES
from lexiboost.lexicons.licences import check_filter
from lexiboost.synthesis.settings import CHOICES as SETTINGS


def read_config(config: Mapping[str, Any] | ml_collections.ConfigDict) -> ExperimentConfig:
    """Checks and converts a `ConfigDict`.

    Raises:
        ConfigError: an unknown key, a value of the wrong type, an empty or contradictory setting.
    """
    result: ExperimentConfig = _build(ExperimentConfig, _raw(config), "config", ExperimentConfig)
    if not result.seeds:
        raise ConfigError("config.seeds: name at least one seed, e.g. --config.seeds=0,1,2")
    if len(set(result.seeds)) < len(result.seeds):
        raise ConfigError("config.seeds: a seed stands twice")
    if not result.arms and not result.lexicon:
        raise ConfigError(
            "config.arms: name at least the baseline arm, e.g. --config.arms=english_only,lexicon"
        )
    for key in keys():
        _check_value(key, _at(result, key))
    _check_together(result)
    return result


Config = TypeVar("Config")


def read_as(kind: type[Config], config: Mapping[str, Any] | ml_collections.ConfigDict) -> Config:
    """Checks and converts the `ConfigDict` of another program; raises `ConfigError` like `read_config`."""
    result: Config = _build(kind, _raw(config), "config", kind)
    for key in keys(kind):
        _check_value(key, _at(result, key))
    return result


def _raw(config: Mapping[str, Any] | ml_collections.ConfigDict) -> dict[str, Any]:
    return config.to_dict() if isinstance(config, ml_collections.ConfigDict) else dict(config)


def _check_value(key: str, value: Any) -> None:
    last = key.rpartition(".")[2]
    choices = _CHOICES.get(key) or _CHOICES.get(key.removeprefix("synthesis.")) or ()
    for chosen in value if isinstance(value, tuple) else (value,):
        if choices and chosen not in choices:
            named = ", ".join(choice or "nothing" for choice in choices)
            raise ConfigError(f"config.{key}={chosen!r}: choose {named}")
    low, high = _RANGES.get(key) or _RANGES.get(last) or (-math.inf, math.inf)
    for number in value if isinstance(value, tuple) else (value,):
        if isinstance(number, int | float) and not low <= number <= high:  # also refuses what is not a number
            bound = f"at least {low:g}" if high == math.inf else f"{low:g} to {high:g}"
            raise ConfigError(f"config.{key}={number}: must be {bound}")


_CHOICES = {
    "task.name": ("intents", "upos"),
    "platform": ("", "cpu", "gpu", "tpu"),
    "best.partner": ("linear", "lookup"),
    "existing": ("keep", "check", "replace"),
    "kind": ("pseudo_mono", "pseudo_parallel"),
    **SETTINGS,
}

_SMALLEST = 1e-9
_AT_LEAST_ONE, _SHARE, _POSITIVE = (1.0, math.inf), (0.0, 1.0), (_SMALLEST, math.inf)
_RANGES: dict[str, tuple[float, float]] = {
    "seeds": (0, 2**31 - 1),
    "seed": (0, 2**31 - 1),
    "sentences": (0, math.inf),
    "learning_rate": (_SMALLEST, 1),
    "dropout": (0, 0.99),
    "tokenizer.size": (260, math.inf),
    "rows.length": (2, 2**15 - 1),
    "rows.segments": (1, 2**15 - 1),
    "report.replicates": (2, math.inf),
    "report.samples": _AT_LEAST_ONE,
    "samples": (0, math.inf),
    "temperature": _POSITIVE,
}
"""The values a number may have, by its key or the last part of it."""
_RANGES |= dict.fromkeys(
    ("steps", "batch", "dim", "layers", "word_layers", "heads", "surface_dim", "grams"), _AT_LEAST_ONE
)
_RANGES |= dict.fromkeys(
    ("copies", "text_copies", "max_senses", "attempts", "shard", "workers"), _AT_LEAST_ONE
)
_RANGES |= dict.fromkeys(
    ("english", "code_switched", "fraction", "fill", "random_cells", "invent", "mask_rate", "alpha"), _SHARE
)
_RANGES |= dict.fromkeys(("min_coverage", "noise"), _SHARE)
_RANGES |= dict.fromkeys(
    ("encoder_layers", "decoder_layers", "mlp_ratio", "beam", "development", "inflection.rows"), _AT_LEAST_ONE
)
_RANGES |= dict.fromkeys(("hidden", "held_out", "precision", "smoothing"), _SHARE)
_RANGES |= {"overlap_words": _AT_LEAST_ONE}
_RANGES |= {"folds": (2, math.inf)} | dict.fromkeys(("cells", "paradigms", "hallucinated"), (0, math.inf))
_RANGES |= {"lexicon_weights": _POSITIVE, "partner_weights": (0, math.inf)}
_RANGES |= dict.fromkeys(("word_dropout", "sentence_dropout", "kept_dropout", "dictionary_dropout"), _SHARE)


def _at(config: object, key: str) -> Any:
    return functools.reduce(getattr, key.split("."), config)


def _check_together(config: ExperimentConfig) -> None:
    """Refuses settings that are fine alone and not together."""
    check_filter(config.licences)
    for key, named, rules in (
        ("cleaning_skip", config.cleaning_skip, RULES),
        ("cleaning_also", config.cleaning_also, OPTIONAL_RULES),
    ):
        unknown = sorted(set(named) - set(rules))
        if unknown:
            raise ConfigError(f"config.{key}: no rule {unknown[0]!r}; there are {', '.join(rules)}")
    if config.lexicon_weights and len(config.lexicon_weights) != len(config.lexicons):
        raise ConfigError(
            f"config.lexicon_weights: {len(config.lexicon_weights)} for the {len(config.lexicons)} of "
            "config.lexicons; give one each"
        )
    if bool(config.lexicon) != bool(config.text):
        missing = "text" if config.lexicon else "lexicon"
        raise ConfigError(
            f"config.{missing} is missing: coverage is measured with --config.lexicon=FILE --config.text=FILE"
        )
    _check_heads("model", config.model.dim, config.model.heads)
    _check_heads("inflection.settings", config.inflection.settings.dim, config.inflection.settings.heads)
    if "best" not in config.arms:
        return
    if config.best.partner and config.best.partner_weight < 0 and not config.best.partner_weights:
        raise ConfigError("config.best.partner_weights: name at least one weight, e.g. 0,1")
    if not config.best.layers and not config.best.word_layers:
        raise ConfigError("config.best.layers: name the depth of at least one network, e.g. 2")
    if config.best.partner and config.best.partner_weight < 0 and not config.development:
        raise ConfigError(
            "config.best.partner_weight: below 0 it is chosen on development data, but config.development is "
            "empty; set a weight of 0 or more, or name development languages"
        )


def _check_heads(where: str, dim: int, heads: int) -> None:
    if dim % heads or dim // heads % 2:
        raise ConfigError(
            f"config.{where}.heads={heads}: must divide config.{where}.dim={dim} into even widths"
        )


def check_override(key: str, value: str | None, kind: type = ExperimentConfig) -> None:
    """Checks a setting of the command line by itself: `--config.<key>=<value>`.

    Args:
        key: with dots, e.g. `pretrain.steps`.
        value: as it was typed; None where there was none.
        kind: the config's class.

    Raises:
        ConfigError: there is no such key (the nearest is named), it is a group of keys, or the value is of
            another type.
    """
    hint: Any = kind
    where = "config"
    for part in key.split("."):
        hints = typing.get_type_hints(hint) if dataclasses.is_dataclass(hint) else {}
        if part not in hints:
            raise _unknown(f"{where}.{part}", key, kind)
        hint, where = hints[part], f"{where}.{part}"
    if dataclasses.is_dataclass(hint):
        raise ConfigError(f"{where}: a group of keys; set one of {', '.join(typing.get_type_hints(hint))}")
    if value is not None and hint is not bool:
        _value(hint, value, where, kind)


def keys(kind: Any = ExperimentConfig, prefix: str = "") -> list[str]:
    """Every key of a config, with dots."""
    found = []
    for name, hint in typing.get_type_hints(kind).items():
        found += keys(hint, f"{prefix}{name}.") if dataclasses.is_dataclass(hint) else [prefix + name]
    return found


def _unknown(where: str, key: str, kind: type) -> ConfigError:
    """The error of an unknown key, with the nearest of all: by the whole path, else by the last part."""
    known = keys(kind)
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.75)
    last = key.rpartition(".")[2]
    near = near or [k for k in known if k.rpartition(".")[2] == last][:1]
    near = near or difflib.get_close_matches(key, known, n=1, cutoff=0.0)
    return ConfigError(f"{where}: unknown key; did you mean config.{near[0]}?")


def _build(kind: type, raw: Mapping[str, Any], where: str, root: type) -> Any:
    hints = typing.get_type_hints(kind)
    for key in raw:
        if key not in hints:
            raise _unknown(f"{where}.{key}", f"{where}.{key}".partition(".")[2], root)
    return kind(**{key: _value(hints[key], value, f"{where}.{key}", root) for key, value in raw.items()})


def _value(hint: Any, value: Any, where: str, root: type) -> Any:
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(value, Mapping):
            raise ConfigError(f"{where}: expects a group of keys, not {value!r}")
        return _build(hint, value, where, root)
    if typing.get_origin(hint) is tuple:
        parts = (
            [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        )
        if not isinstance(parts, list | tuple):
            parts = [parts]
        return tuple(_value(typing.get_args(hint)[0], part, where, root) for part in parts)
    return _scalar(hint, value, where)


def _scalar(hint: Any, value: Any, where: str) -> Any:
    try:
        if hint is bool and isinstance(value, bool):
            return value
        if hint is int and not isinstance(value, bool) and int(value) == float(value):
            return int(value)
        if hint is float and not isinstance(value, bool):
            return float(value)
        if hint is str and isinstance(value, str):
            return value
    except (OverflowError, TypeError, ValueError):
        pass
    if isinstance(hint, types.UnionType):
        return value
    raise ConfigError(f"{where}={value!r}: expects {_TYPES.get(hint, str(hint))}")


_TYPES = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
