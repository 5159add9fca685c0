"""Raw files in, clean text in shards out, with a count of everything that went."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lexiboost import __version__
from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.artifacts.files import (
    atomic_writer,
    sha256_file,
    sha256_json,
    storage_errors,
    sweep,
    write_json,
)
from lexiboost.artifacts.lock import locked
from lexiboost.artifacts.manifest import DIGEST_LENGTH, MANIFEST
from lexiboost.experiments.cleaning_keys import cleaning_settings, said
from lexiboost.experiments.cleaning_shards import PROGRESS, SHARDS, write_shards
from lexiboost.experiments.cleaning_state import Progress, ResumableCleaner, Row
from lexiboost.experiments.evaluation_sets import EvaluationSet, read_evaluation_sets
from lexiboost.experiments.programs import TextConfig
from lexiboost.languages import load_catalog
from lexiboost.text.cleaning import CleaningSettings
from lexiboost.text.document import Document
from lexiboost.text.document_stream import DocumentStream
from lexiboost.text.identify import Identifier, load_identifier
from lexiboost.text.inputs import find_inputs
from lexiboost.text.overlap import EvaluationIndex
from lexiboost.text.sentences import sentences
from lexiboost.text.stream import stream

COUNTS, SAMPLES = "counts.json", "samples.txt"
_FILES = ("text", "evaluation", "identifier")

_Stamps = Mapping[Path, tuple[int, int]]


def clean_text(config: TextConfig, workdir: str | Path) -> Path:
    """Cleans `config.text` and returns the folder of the shards.

    Writes, below `workdir`: `text/<digest>/text-<number>.parquet` (`cleaning_shards.SCHEMA`), `counts.json`,
    `samples.txt` where samples are asked for and, when all are there, `manifest.json`. A run that was cut
    short is gone on with. Memory is that of a document, of a row group and of the indexes of duplicates and
    evaluation sets, whatever the files hold.

    Raises:
        ConfigError: a key that is missing or impossible.
        InputError: a file that cannot be read, or changed during the run; no document is left.
        StorageError: the folder cannot be written, or another process writes it.
    """
    settings = _checked(config)
    variety = load_catalog().resolve(config.variety).variety
    inputs = {name: find_inputs(_paths(config, name)) if _paths(config, name) else [] for name in _FILES}
    evaluation = read_evaluation_sets(config.evaluation, variety)
    cleaner = _cleaner(config, settings, variety, evaluation)
    stamps = {path: _stamp(path) for files in inputs.values() for path, _ in files}
    identity = _identity(config, settings, variety, inputs)
    root = Path(workdir)
    folder = root / "text" / sha256_json(identity)[:DIGEST_LENGTH]
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with locked(root):
        if (folder / MANIFEST).is_file():
            print(f"{folder}: done before", flush=True)
            return folder
        sweep(folder)
        counts = _written(config, cleaner, evaluation, folder)
        _check_unchanged(stamps, folder)
        shards = {path.name: sha256_file(path) for path in sorted(folder.glob(SHARDS))}
        write_json(folder / MANIFEST, {**identity, "counts": counts, "shards": shards})
        (folder / PROGRESS).unlink(missing_ok=True)
    return folder


def _checked(config: TextConfig) -> CleaningSettings:
    """The rules, where the keys that must be there are."""
    for key, example in (("text", "FILE"), ("variety", "swa_Latn")):
        if not getattr(config, key):
            raise ConfigError(f"config.{key} is missing, e.g. --config.{key}={example}")
    keys: Any = config.cleaning
    settings = cleaning_settings(keys)
    if config.identifier and settings.language is None:
        raise ConfigError(
            "config.identifier: the rules of language are off; add --config.cleaning.language.on=true"
        )
    if said(keys.language) and not config.identifier and settings.language is not None:
        raise ConfigError("config.cleaning.language: needs a model, e.g. --config.identifier=MODEL.bin")
    return settings


def _paths(config: TextConfig, name: str) -> list[str]:
    value = getattr(config, name)
    return [value] if isinstance(value, str) and value else list(value)


def _cleaner(
    config: TextConfig, settings: CleaningSettings, variety: str, evaluation: Mapping[str, EvaluationSet]
) -> ResumableCleaner:
    identifier = load_identifier(config.identifier) if config.identifier else None
    if identifier is not None and settings.language is not None:
        _check_identifier(config.identifier, identifier, (variety, *settings.language.accept))
    sets = {name: each.sentences for name, each in evaluation.items()}
    return ResumableCleaner(
        settings,
        variety,
        identifier=identifier,
        evaluation=EvaluationIndex(sets, variety, config.overlap_words) if sets else None,
        samples=config.samples,
        seed=config.seed,
    )


def _check_identifier(path: str, identifier: Identifier, accepted: tuple[str, ...]) -> None:
    """Raises `ConfigError` where it can tell none of the varieties, and so would reject all text."""
    wanted = {_language(each) for each in accepted}
    if not wanted & {_language(each) for each in identifier.varieties}:
        named = ", ".join(identifier.varieties[:5])
        raise ConfigError(
            f"config.identifier={path}: knows {len(identifier.varieties)} varieties ({named} ...), not "
            f"{accepted[0]}; name one to take for it by --config.cleaning.language.accept"
        )


def _language(variety: str) -> str:
    catalog = load_catalog()
    known = catalog.resolve(variety).variety if variety in catalog else variety
    return known.partition("_")[0]


def _stamp(path: Path) -> tuple[int, int]:
    """Size and time of the last change."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def _check_unchanged(stamps: _Stamps, folder: Path) -> None:
    for path, stamp in stamps.items():
        if not path.is_file() or _stamp(path) != stamp:
            (folder / PROGRESS).unlink(missing_ok=True)
            raise InputError("changed during the run; run the command again", path=path)


def _identity(
    config: TextConfig,
    settings: CleaningSettings,
    variety: str,
    inputs: Mapping[str, list[tuple[Path, str]]],
) -> dict[str, Any]:
    """What the result hangs on: files by label and content, wherever they lie."""
    values = {key: value for key, value in asdict(config).items() if key not in _FILES}
    values["cleaning"] = json.loads(json.dumps(asdict(settings), default=sorted))
    values["variety"] = variety
    files = {name: [[label, _digest(path)] for path, label in found] for name, found in inputs.items()}
    return {"stage": "text", "settings": values, "files": files, "version": __version__}


def _digest(path: Path) -> str:
    try:
        return sha256_file(path)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or error})", path=path) from None


def _written(
    config: TextConfig,
    cleaner: ResumableCleaner,
    evaluation: Mapping[str, EvaluationSet],
    folder: Path,
) -> dict[str, Any]:
    """Writes shards, counts and samples; returns the counts."""

    def documents(start: Mapping[str, Any] | None) -> DocumentStream[Document]:
        return stream(
            list(config.text),
            format=config.format or None,
            variety=cleaner.variety,
            column=config.column,
            start=start,
        )

    def cut(document: Document) -> list[Row]:
        if not config.sentences:
            return [(document.text, document.source_id)]
        parts = [part for part in sentences(document.text, cleaner.variety) if part.strip()]
        return [(part, f"{document.source_id}:{n}") for n, part in enumerate(parts, start=1)]

    done, ended = write_shards(folder, cleaner, documents, cut, config.shard)
    counts = _counts(done, cleaner, ended.rejected, evaluation)
    write_json(folder / COUNTS, counts)
    if config.samples:
        _write_samples(folder / SAMPLES, cleaner)
    print("\n".join(_said(folder, counts, config.sentences)), flush=True)
    if not done.rows:
        raise InputError(f"no document is left; {COUNTS} in {folder} says why", path=config.text[0])
    return counts


def _counts(
    done: Progress,
    cleaner: ResumableCleaner,
    rejected: Mapping[str, int],
    evaluation: Mapping[str, EvaluationSet],
) -> dict[str, Any]:
    by_reason = {name: removed.documents for name, removed in cleaner.counts.items() if removed.documents}
    return {
        "records_rejected": dict(sorted(rejected.items())),
        "documents": {"read": cleaner.read, "kept": cleaner.kept, "rejected": by_reason},
        "removed": {name: vars(removed) for name, removed in cleaner.counts.items()},
        "evaluation": {
            name: {
                "sentences": len(each.sentences),
                "records_rejected": dict(each.rejected),
                "removed": cleaner.overlaps[name],
            }
            for name, each in evaluation.items()
        },
        "unindexed": cleaner.unindexed,
        "rows": done.rows,
        "characters": done.characters,
        "shards": done.shards,
    }


def _said(folder: Path, counts: Mapping[str, Any], in_sentences: bool) -> list[str]:
    """The counts as lines."""
    documents = counts["documents"]
    rejected = sorted(documents["rejected"].items(), key=lambda item: (-item[1], item[0]))
    parts = [f"{documents['kept']:,} kept", *(f"{n:,} {name}" for name, n in rejected)]
    lines = [f"{folder}: documents {documents['read']:,} = {' + '.join(parts)}"]
    unit = "sentences" if in_sentences else "documents"
    lines.append(
        f"  {unit} {counts['rows']:,}, characters {counts['characters']:,}, shards {counts['shards']:,}"
    )
    went = {
        name: removed["paragraphs"] for name, removed in counts["removed"].items() if removed["paragraphs"]
    }
    for title, found in (("lines removed", went), ("records rejected", counts["records_rejected"])):
        if found:
            lines.append(f"  {title}: " + ", ".join(f"{n:,} {name}" for name, n in found.items()))
    for name, each in counts["evaluation"].items():
        lines.append(f"  {name}: {each['sentences']:,} sentences, {each['removed']:,} removed from the text")
    if counts["unindexed"]:
        lines.append(
            f"  {counts['unindexed']:,} texts came after the indexes of duplicates were full; raise "
            "config.cleaning.duplicates.most"
        )
    return lines


def _write_samples(path: Path, cleaner: ResumableCleaner) -> None:
    with atomic_writer(path) as out:
        for name in cleaner.counts:
            removed = cleaner.counts[name]
            if name not in cleaner.samples:
                continue
            out.write(f"== {name}: {removed.documents:,} documents, {removed.paragraphs:,} lines\n")
            for sample in cleaner.samples[name]:
                out.write(f"[{sample.source_id}]\n")
                out.writelines(f"    {line}\n" for line in sample.text.split("\n"))
            out.write("\n")
