"""Merges the lexicons of every target and measures what they cover.

Reads: the data directory's `lexicons/`. Writes, below --workdir: `lexicon/<digest>/lexicon.parquet`, `coverage.json`.
Run it again after any interruption: what is complete is skipped.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("lexicon", __doc__)
