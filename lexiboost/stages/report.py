"""Writes the results, the gains with their intervals, and the page.

Reads: `lexicon/`, `synthesize/`, `pretrain/`, `finetune/`, `evaluate/`.
Writes, below --workdir: `report/<digest>/`, copied to `results.csv`, `gains.csv` and
  `report/index.html`; prints the transfer table.
Run it again after any interruption: what is complete is skipped.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("report", __doc__)
