"""The look-up tagger and what it looks up in, for the jobs that use it as a model or as an input."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lexiboost.artifacts.manifest import Artifact
from lexiboost.experiments.context import Context
from lexiboost.tasks.baselines import LookupTagger


def lexicons_in(inputs: Mapping[str, Artifact]) -> dict[str, Artifact]:
    """The lexicon artifacts among a job's inputs, by variety."""
    return {key.split()[1]: found for key, found in inputs.items() if key.startswith("lexicon ")}


def load_lookup_tagger(context: Context, folder: Path, lexicons: dict[str, Artifact]) -> LookupTagger:
    """Reads the fitted look-up tagger back."""
    return LookupTagger.load(folder, **resources(context, lexicons))


def resources(context: Context, lexicons: dict[str, Artifact]) -> dict[str, Any]:
    """Dictionaries, lexicons and tables by variety."""
    tables = {v: context.paradigms(v) for v in (*lexicons, context.source)}
    return {
        "dictionaries": context.dictionaries(lexicons),
        "lexicons": {v: context.lexicon(found.folder) for v, found in lexicons.items()},
        "paradigms": {v: table for v, table in tables.items() if table is not None},
    }
