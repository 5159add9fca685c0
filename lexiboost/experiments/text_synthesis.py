"""Pseudo-text of raw text, by a lexicon and an inflection table, without an experiment around it."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from lexiboost import __version__
from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.artifacts.files import (
    plain_name,
    require_file,
    sha256_file,
    sha256_json,
    storage_errors,
    write_json,
)
from lexiboost.artifacts.interrupt import poll
from lexiboost.artifacts.lock import locked
from lexiboost.artifacts.manifest import DIGEST_LENGTH, MANIFEST
from lexiboost.artifacts.progress import PLAIN_SECONDS, duration
from lexiboost.experiments.explain import LEXICON
from lexiboost.experiments.programs import TextSynthesisConfig
from lexiboost.experiments.shard_source import shard_pieces
from lexiboost.experiments.shard_writer import COUNTS, workers
from lexiboost.languages import load_catalog
from lexiboost.lexicons import Lexicon, clean_lexicon, merge, read_lexicon
from lexiboost.lexicons.licences import check_filter, under_licences
from lexiboost.lexicons.store import save_lexicon
from lexiboost.morphology import find_tables
from lexiboost.synthesis.pseudo import origins_of
from lexiboost.synthesis.settings import LATER
from lexiboost.text.inputs import find_inputs
from lexiboost.text.stream import stream

_ELSEWHERE = ("text", "lexicon", "paradigms", "target_text", "data_dir", "workers", "ray_address")
"""Keys that name files, which the result hangs on by their content, or that it does not hang on."""
_LATER = LATER | {"kind"}
"""Keys that leave no trace in what identifies a result where they are at their default."""


def synthesize_text(config: TextSynthesisConfig, workdir: str | Path) -> Path:
    """Synthesizes `config.text` and returns the folder of the shards.

    Writes, below `workdir`: `text/<digest>/text-<number>.parquet` (`TEXT_SCHEMA`), `lexicon.parquet` and,
    when all are there, `manifest.json`. Shards that are there already are not made again.

    Raises:
        ConfigError: a key that is missing or impossible.
        InputError: a file that cannot be read; a lexicon without an entry left; no sentence.
        StorageError: the folder cannot be written, or another process writes it.
    """
    _check(config)
    target = load_catalog().resolve(config.target).variety
    lexicon = _lexicon(config, target)
    root = Path(workdir)
    identity = _identity(config, target)
    folder = root / "text" / sha256_json(identity)[:DIGEST_LENGTH]
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with locked(root):
        if (folder / MANIFEST).is_file():
            print(f"{folder}: done before", flush=True)
            return folder
        save_lexicon(lexicon, folder / LEXICON)
        counts = _write_shards(config, target, folder)
        manifest = {**identity, "licences": _licences(lexicon), "counts": counts}
        write_json(folder / MANIFEST, manifest)
    _say(folder, counts)
    return folder


def _say(folder: Path, counts: dict[str, Any]) -> None:
    words = sum(counts["words"].values())
    shares = ", ".join(f"{name} {100 * n / max(1, words):.1f} %" for name, n in counts["words"].items() if n)
    print(f"{folder}: sentences {counts['sentences']:,}, words {words:,}: {shares}", flush=True)
    for key, name in (("records_rejected", "records rejected"), ("left_out", "sentences left out")):
        if reasons := counts.get(key):
            found = ", ".join(f"{n:,} {reason}" for reason, n in reasons.items())
            print(f"  {name}: {found}", flush=True)


def _check(config: TextSynthesisConfig) -> None:
    for key, example in (("text", "FILE"), ("lexicon", "FILE"), ("target", "tel_Telu")):
        if not getattr(config, key):
            raise ConfigError(f"config.{key} is missing, e.g. --config.{key}={example}")
    if config.mode != "substitute" and not config.paradigms:
        raise ConfigError(
            f"config.mode={config.mode}: needs an inflection table, e.g. --config.paradigms=FILE"
        )
    check_filter(config.licences)
    if config.settings.senses == "context" and not config.target_text:
        raise ConfigError("config.senses=context: needs text of the target, e.g. --config.target_text=FILE")


def _lexicon(config: TextSynthesisConfig, target: str) -> Lexicon:
    """The lexicons, cleaned, merged in the order given, of the licences asked for."""
    source = load_catalog().resolve(config.source).variety
    found = [
        clean_lexicon(read_lexicon(path, format=config.lexicon_format or None, source=source, target=target))
        for path in config.lexicon
    ]
    usable = under_licences(merge(found) if len(found) > 1 else found[0], config.licences)
    if not len(usable):
        reasons = ", ".join(f"{count} {reason}" for reason, count in usable.rejected.items())
        raise InputError(f"no entry is left ({reasons})", path=config.lexicon[0])
    return usable


def _identity(config: TextSynthesisConfig, target: str) -> dict[str, Any]:
    """What the result hangs on: files by name and content, wherever they lie."""
    default = asdict(TextSynthesisConfig())
    settings = {
        key: value
        for key, value in asdict(config).items()
        if key not in _ELSEWHERE and (key not in _LATER or value != default[key])
    }
    tables = find_tables(config.data, config.source) if config.data.is_dir() else ()
    files = {
        "text": [[label, sha256_file(path)] for path, label in find_inputs(config.text)],
        "lexicon": _digests(config.lexicon),
        "paradigms": _digests([config.paradigms] if config.paradigms else []),
        "source_paradigms": _digests(tables),
    }
    if config.target_text:
        files["target_text"] = [[label, sha256_file(path)] for path, label in find_inputs(config.target_text)]
    return {"settings": settings, "target": target, "files": files, "version": __version__}


def _digests(paths: Sequence[str | Path]) -> list[list[str]]:
    return [[plain_name(Path(path)), sha256_file(require_file(path))] for path in paths]


def _licences(lexicon: Lexicon) -> dict[str, int]:
    """Each licence of an entry, with the number of entries."""
    return dict(sorted(Counter(lexicon.table["licence"].tolist()).items()))


def _write_shards(config: TextSynthesisConfig, target: str, folder: Path) -> dict[str, Any]:
    """Makes the shards that are not there; returns the counts of all."""
    total: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    sentences_made, begin, said = 0, time.monotonic(), time.monotonic()
    documents = stream(list(config.text), format=config.format or None, variety=config.source)
    with workers(config, target, folder) as write:
        for number, path in enumerate(write(shard_pieces(documents, config)), start=1):
            poll()
            found = json.loads(pq.read_schema(path).metadata[COUNTS])
            total.update(found["words"])
            left_out.update(found.get("left_out", {}))
            sentences_made += found["sentences"]
            if time.monotonic() - said > PLAIN_SECONDS:
                said = time.monotonic()
                rate = sum(total.values()) / (said - begin)
                print(
                    f"    {number} shards, {sum(total.values()):,} words, {rate:,.0f} words/s, "
                    f"{duration(said - begin)}",
                    flush=True,
                )
    if not sentences_made:
        kept = f" that is kept ({', '.join(left_out)})" if left_out else ""
        raise InputError(f"no sentence in it{kept}", path=config.text[0])
    return {
        "sentences": sentences_made,
        "words": {origin: total.get(origin, 0) for origin in origins_of(config.unknown)},
        "records_rejected": dict(sorted(documents.rejected.items())),
        **({"left_out": dict(sorted(left_out.items()))} if left_out else {}),
    }
