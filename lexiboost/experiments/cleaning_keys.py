"""The rules of cleaning as keys of a config: a preset, and what is said beside it.

Every setting of `CleaningSettings` has a key `<family>.<setting>`, e.g. `length.min_words`. Values are text:
`off` for none, empty for the preset's. A family's key `on` switches it on or off as a whole.
"""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from collections.abc import Mapping
from typing import Any

from lexiboost.artifacts.errors import ConfigError
from lexiboost.text.cleaning import C4, GOPHER, CleaningSettings

PRESETS: Mapping[str, CleaningSettings] = {
    "default": CleaningSettings(),
    "gopher": GOPHER,
    "c4": C4,
    "off": CleaningSettings(**{field.name: None for field in dataclasses.fields(CleaningSettings)}),
}
ON, PRESET, OFF = "on", "preset", "off"


def _inner(hint: Any) -> Any:
    """The class of a group of settings that may be None; None for a plain setting."""
    return next((each for each in typing.get_args(hint) if dataclasses.is_dataclass(each)), None)


def _keys_of(kind: type, first: str, value: str) -> type:
    """A frozen dataclass with a string for each setting, and one more in front."""
    fields: list[tuple[str, Any, Any]] = [(first, str, value)]
    for name, hint in typing.get_type_hints(kind).items():
        inner = _inner(hint)
        group = str if inner is None else _keys_of(inner, ON, "")
        fields.append((name, group, dataclasses.field(default=group())))
    return dataclasses.make_dataclass(f"{kind.__name__}Keys", fields, frozen=True)


CleaningKeys = _keys_of(CleaningSettings, PRESET, "default")
"""The keys, in groups as the settings are; all hold text."""


def cleaning_settings(keys: Any) -> CleaningSettings:
    """The settings that a `CleaningKeys` asks for.

    A family that the preset leaves out is on, at its defaults, where one of its settings is said.

    Raises:
        ConfigError: no such preset, or a value of the wrong kind; names the key.
    """
    preset = PRESETS.get(keys.preset)
    if preset is None:
        raise ConfigError(f"config.cleaning.preset={keys.preset!r}: choose {', '.join(PRESETS)}")
    settings: CleaningSettings = _changed(preset, keys, "config.cleaning")
    return settings


def said(keys: Any) -> bool:
    """Whether anything is said in a group of keys."""
    values = [getattr(keys, field.name) for field in dataclasses.fields(keys)]
    return any(said(value) if dataclasses.is_dataclass(value) else value for value in values)


def _changed(settings: Any, keys: Any, where: str) -> Any:
    changes: dict[str, Any] = {}
    for name, hint in typing.get_type_hints(type(settings)).items():
        value, key = getattr(keys, name), f"{where}.{name}"
        inner = _inner(hint)
        if inner is not None:
            changes[name] = _group(getattr(settings, name), inner, value, key)
        elif value.strip():
            changes[name] = _value(hint, value.strip(), key)
    try:
        return dataclasses.replace(settings, **changes)
    except ValueError as error:
        raise ConfigError(f"{where}: {error}") from None


def _group(settings: Any, kind: type, keys: Any, where: str) -> Any:
    on = _switch(keys.on, f"{where}.on") if keys.on else settings is not None or said(keys)
    if not on:
        return None
    return _changed(kind() if settings is None else settings, keys, where)


def _value(hint: Any, text: str, where: str) -> Any:
    origin, kinds = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType:
        return None if text.lower() == OFF else _value(kinds[0], text, where)
    if origin in (tuple, frozenset):
        return origin(part.strip() for part in text.split(",") if part.strip())
    if origin is Mapping:
        return {} if text.lower() == OFF else dict(_pair(part, where) for part in text.split(","))
    if hint is bool:
        return _switch(text, where)
    return _number(hint, text, where)


def _switch(text: str, where: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ConfigError(f"{where}={text!r}: expects true or false")
    return text.lower() == "true"


def _pair(text: str, where: str) -> tuple[int, float]:
    length, _, limit = text.partition(":")
    try:
        return int(length), _number(float, limit, where)
    except ValueError:
        raise ConfigError(f"{where}: {text!r} is not <length>:<share>, e.g. 2:0.2,3:0.18") from None


def _number(kind: type, text: str, where: str) -> Any:
    try:
        number = kind(text)
    except ValueError:
        expected = "a whole number" if kind is int else "a number"
        raise ConfigError(f"{where}={text!r}: expects {expected}") from None
    if not 0 <= number < math.inf:
        raise ConfigError(f"{where}={text}: must be 0 or more")
    return number
