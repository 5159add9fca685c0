"""Merges the lexicons of every target and measures what they cover.

Reads: the data directory's `lexicons/`, the labelled training data of the source language.
Writes, below --workdir: `lexicon/<digest>/` with `lexicon.parquet` and `coverage.json`; in tagging
  also the fitted look-up.
Run it again after any interruption: what is complete is skipped.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("lexicon", __doc__)
