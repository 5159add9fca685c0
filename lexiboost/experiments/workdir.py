"""The folder of one experiment: whose it is, what it holds, and that one run at a time writes to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lexiboost.artifacts.errors import ConfigError, StorageError
from lexiboost.artifacts.files import read_json, storage_errors, sweep, write_json
from lexiboost.artifacts.lock import LOCK, locked
from lexiboost.experiments.config import ExperimentConfig, config_json

CONFIG = "config.json"
_IDENTITY = ("name", "task.name", "task.dataset", "source.variety")
_ELSEWHERE = frozenset({"data_dir", "platform"})
"""Keys that say where a run finds things, and change no result."""


@contextmanager
def claimed(root: Path, config: ExperimentConfig, results: tuple[str, ...]) -> Iterator[None]:
    """Makes the folder the experiment's for the length of a block, and writes `config.json`.

    What killed runs left half-written is removed. When the config is not the one the folder was last used
    with, the keys that changed are printed, and `results` removed, as they are not of the config now beside
    them. They come back from the artifacts when the old config is run again.

    Args:
        root: the folder; made when it does not exist.
        config: the experiment.
        results: files below `root` that belong to its `config.json`.

    Raises:
        ConfigError: the folder is another experiment's.
        StorageError: it holds something else, cannot be written, or another run is using it.
    """
    with storage_errors(root):
        root.mkdir(parents=True, exist_ok=True)
        _check_ours(root)
    with locked(root):
        now = _flat(json.loads(json.dumps(config_json(config))))
        before = _before(root)
        if before is not None:
            _check_same_experiment(root, before, now)
        sweep(root)
        changes = [] if before is None else _changes(before, now)
        if changes:
            print("config changed since the last run here: " + "; ".join(changes), flush=True)
            for name in results:
                (root / name).unlink(missing_ok=True)
        write_json(root / CONFIG, config_json(config))
        yield


def _check_ours(root: Path) -> None:
    """A folder with anything in it must have a `config.json`; a run killed at its very start left neither."""
    if (root / CONFIG).exists():
        return
    foreign = [
        path.name for path in sorted(root.iterdir()) if not path.name.startswith((LOCK, f".{CONFIG}."))
    ]
    if foreign:
        raise StorageError(
            f"{root}: not empty (holds {foreign[0]}) and no workdir of lexiboost; choose another --workdir"
        )


def _before(root: Path) -> dict[str, Any] | None:
    path = root / CONFIG
    if not path.exists():
        return None
    found = read_json(path)
    if not isinstance(found, dict) or "name" not in found:
        raise StorageError(f"{path}: not written by lexiboost; choose another --workdir")
    return _flat(found)


def _flat(value: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, item in value.items():
        flat |= _flat(item, f"{prefix}{key}.") if isinstance(item, dict) else {prefix + key: item}
    return flat


def _check_same_experiment(root: Path, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    for key in _IDENTITY:
        if before.get(key) != now[key]:
            raise ConfigError(
                f"{root}: the workdir of another experiment (config.{key} is {before.get(key)!r} there, "
                f"{now[key]!r} here); choose another --workdir"
            )


def _changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    keys = sorted(key for key in before.keys() | now.keys() if before.get(key) != now.get(key))
    return [
        f"config.{key} {_shown(before.get(key))} -> {_shown(now.get(key))}"
        for key in keys
        if key not in _ELSEWHERE
    ]


def _shown(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
