"""The look-up tagger and what it looks up in, for the jobs that use it as a model or as an input."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lexiboost.artifacts.manifest import Artifact
from lexiboost.experiments.context import Context
from lexiboost.tasks.baselines import LookupTagger
from lexiboost.tokens.dictionary import ReverseDictionary


def lexicons_in(inputs: Mapping[str, Artifact]) -> dict[str, Artifact]:
    """The lexicon artifacts among a job's inputs, by variety."""
    return {key.split()[1]: found for key, found in inputs.items() if key.startswith("lexicon ")}


def learned_in(inputs: Mapping[str, Artifact]) -> dict[str, Artifact]:
    """The artifacts of learned inflection among a job's inputs, by variety."""
    return {key.split()[1]: found for key, found in inputs.items() if key.startswith("inflect ")}


def dictionaries_in(context: Context, inputs: Mapping[str, Artifact]) -> dict[str, ReverseDictionary]:
    """Reverse dictionaries of the lexicons among a job's inputs, by variety."""
    return context.dictionaries(lexicons_in(inputs), learned_in(inputs))


def load_lookup_tagger(context: Context, folder: Path, inputs: Mapping[str, Artifact]) -> LookupTagger:
    """Reads the fitted look-up tagger back."""
    return LookupTagger.load(folder, **resources(context, inputs))


def resources(context: Context, inputs: Mapping[str, Artifact]) -> dict[str, Any]:
    """Dictionaries, lexicons and tables (filled, where inflection was learned) by variety."""
    lexicons, learned = lexicons_in(inputs), learned_in(inputs)
    tables = {v: context.paradigms(v) for v in (*lexicons, context.source)}
    tables |= {v: context.filled_table(v, found.folder) for v, found in learned.items()}
    return {
        "dictionaries": context.dictionaries(lexicons, learned),
        "lexicons": {v: context.lexicon(found.folder) for v, found in lexicons.items()},
        "paradigms": {v: table for v, table in tables.items() if table is not None},
    }
