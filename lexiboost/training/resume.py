"""What the course of a run depends on, and what of that is another when the run goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lexiboost import __version__
from lexiboost.artifacts.errors import InputError, StaleArtifactError
from lexiboost.artifacts.files import canonical_json, sha256_file, sha256_json
from lexiboost.artifacts.manifest import MANIFEST, Artifact
from lexiboost.training.digests import digest_files

NUMERICS = ("jax", "jaxlib", "optax")
"""Packages of which another version may give other bits."""
SHOWN = 4
MISSING = "not there"


def identity(
    config: Mapping[str, Any], *, data: Mapping[str, Path], tokenizer: Path | None = None
) -> dict[str, Any]:
    """What the course of a run depends on, JSON-able.

    Args:
        config: settings that the course depends on: model, objective, optimizer, mixture, steps, seed; not
            those of logging or of where files go.
        data: files or folders, by name; what they hold counts, not where they are.
        tokenizer: its file.

    Returns:
        `config`, `data` and `tokenizer` with SHA-256 digests, and `package` with versions.

    Raises:
        InputError: a file is not there.
        StaleArtifactError: a file of an artifact was touched after its manifest was written, and changed.
    """
    found = {
        "config": dict(config),
        "data": {name: _fingerprint(path) for name, path in data.items()},
        "tokenizer": "" if tokenizer is None else _fingerprint(tokenizer),
        "package": {"lexiboost": __version__, **{name: version(name) for name in NUMERICS}},
    }
    return plain(found)


def plain(value: Mapping[str, Any]) -> dict[str, Any]:
    """The value as JSON gives it back: with lists for tuples, and names for numbers that are keys."""
    found: dict[str, Any] = json.loads(canonical_json(_named(value)))
    return found


def _named(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _named(inner) for key, inner in value.items()}
    return [_named(inner) for inner in value] if isinstance(value, list | tuple) else value


def changes(saved: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What differs between two identities, e.g. `config.seed: 0 -> 1`, in the order of the names."""
    before, after = dict(_flat(plain(saved), "")), dict(_flat(plain(now), ""))
    return [
        f"{name}: {_short(before[name]) if name in before else MISSING} -> "
        f"{_short(after[name]) if name in after else MISSING}"
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def check_same(saved: Mapping[str, Any], now: Mapping[str, Any], *, path: Path, flag: str) -> None:
    """Compares the identity of a checkpoint with that of the run that is to go on from it.

    Args:
        path: the checkpoint. flag: what lets the run go on all the same.

    Raises:
        StaleArtifactError: they differ; names what, and the ways out.
    """
    found = changes(saved, now)
    if found:
        raise StaleArtifactError(
            f"{path}: saved by a run with another {listed(found)}; put it back, choose another --workdir, "
            f"or go on all the same with {flag}"
        )


def listed(found: Sequence[str]) -> str:
    """The first few changes, in one line."""
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return ", ".join(found[:SHOWN]) + more


def _flat(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Each value as JSON, by dotted name; as JSON, for in Python `False` equals 0."""
    if isinstance(value, dict) and (value or not name):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else key)
    else:
        yield name, canonical_json(value)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:16] + "..."


def _fingerprint(path: Path) -> str:
    """SHA-256 of a file, or of the names and digests of the files of a folder, which a manifest may know."""
    try:
        if not path.is_dir():
            return sha256_file(path)
        if not (path / MANIFEST).is_file():
            return sha256_json({name: digest["sha256"] for name, digest in digest_files(path).items()})
    except FileNotFoundError:
        raise InputError("no such file", path=path) from None
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or error})", path=path) from None
    artifact = Artifact(path, "")
    artifact.verify(thorough=False)  # rows may be terabytes; they were digested when they were made
    return sha256_json(artifact.manifest()["outputs"])
