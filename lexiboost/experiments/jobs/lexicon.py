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
from lexiboost.lexicons.store import save_lexicon


def lexicon_job(context: Context, variety: str) -> Job:
    """Reads: the lexicon files of a variety. Writes: `lexicon.parquet`, `coverage.json`."""

    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        lexicon = load_lexicon(context.config.data, variety, context.config.lexicons or None)
        save_lexicon(lexicon, folder / "lexicon.parquet")
        words = (word for sentence in context.train for word in sentence.words)
        covered = coverage(lexicon, words)
        write_json(folder / "coverage.json", asdict(covered))
        licences = sorted({part for cell in lexicon.table["licence"] for part in cell.split("; ") if part})
        return {
            "rows_in": lexicon.rows_in,
            "kept": len(lexicon),
            "rejected": dict(lexicon.rejected),
            "covered_words": round(covered.casefold, 4),
            "licences": licences,
        }

    files = context.named(context.lexicon_files(variety)) | context.named([context.train_file])
    settings = {"target": variety, "lexicons": list(context.config.lexicons)}
    return Job("lexicon", variety, settings, run, files=files)
