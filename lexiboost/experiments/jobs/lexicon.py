"""Stage `lexicon`: all lexicons of a variety, cleaned and merged into one; what it covers of the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lexiboost.artifacts.files import write_json
from lexiboost.artifacts.manifest import Artifact, Job
from lexiboost.experiments.context import Context
from lexiboost.lexicons import coverage, load_lexicon
from lexiboost.lexicons.holdings import companions
from lexiboost.lexicons.store import save_lexicon


def lexicon_job(context: Context, variety: str) -> Job:
    """Reads: the lexicon files of a variety. Writes: `lexicon.parquet`, `coverage.json`.

    Its counts list the licences of the rows that remain.
    """
    config = context.config

    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        lexicon = load_lexicon(
            config.data,
            variety,
            config.lexicons or None,
            weights=config.lexicon_weights,
            licences=config.licences,
            skip=config.cleaning_skip,
            also=config.cleaning_also,
            pivots=config.panlex_pivots,
        )
        save_lexicon(lexicon, folder / "lexicon.parquet")
        words = (word for sentence in context.train for word in sentence.words)
        covered = coverage(lexicon, words)
        write_json(folder / "coverage.json", asdict(covered))
        licences = sorted({part for cell in lexicon.table["licence"] for part in cell.split("; ") if part})
        return {
            "rows_in": lexicon.rows_in,
            "kept": len(lexicon),
            "rejected": dict(lexicon.rejected),
            "changed": dict(lexicon.changed),
            "covered_words": round(covered.casefold, 4),
            "licences": licences,
        }

    lexicons = context.lexicon_files(variety)
    others = [other for path in lexicons for other in companions(path)]
    files = context.named([*lexicons, *others]) | context.named([context.train_file])
    settings: dict[str, Any] = {"target": variety, "lexicons": list(config.lexicons)}
    # Left out where empty: such a lexicon is what it was before there were these keys.
    for key in ("licences", "cleaning_skip", "cleaning_also"):
        if value := getattr(config, key):
            settings[key] = sorted(value)
    for key in ("lexicon_weights", "panlex_pivots"):
        if value := getattr(config, key):
            settings[key] = list(value)
    return Job("lexicon", variety, settings, run, files=files)
