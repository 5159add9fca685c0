"""Scores every arm on the targets' test data; the only stage that reads them.

Reads: `finetune/`, the data directory's test files. Writes, below --workdir: `evaluate/<digest>/outcomes.parquet` (per example), log-probabilities.
Run it again after any interruption: what is complete is skipped.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("evaluate", __doc__)
