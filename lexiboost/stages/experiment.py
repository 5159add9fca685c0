"""Runs all stages in order, for every arm and seed, skipping what is done.

The stages: lexicon, synthesize, tokenize, pretrain, finetune, evaluate, report.

Reads: the data directory.
Writes, below --workdir: `config.json`, `plan.json` (which arm and seed uses which artifact),
  `log.txt`, what the stages write, and `results.csv`, `gains.csv`, `report/index.html`; prints the
  transfer table.
Run it again after any interruption: what is complete is skipped.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("experiment", __doc__)
