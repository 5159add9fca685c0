"""Scores every arm on the targets' test data; no other stage opens them.

Reads: `lexicon/`, `tokenize/`, `finetune/`; the data directory's training, development and test
  data.
Writes, below --workdir: `evaluate/<digest>/` with `outcomes.parquet` (one row an example and
  metric) and the log-probabilities of each test set.
Run it again after any interruption: what is complete is skipped.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("evaluate", __doc__)
