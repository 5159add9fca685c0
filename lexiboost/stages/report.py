"""Writes results, gains with intervals, and the page.

Reads: `evaluate/`, `synthesize/`, `lexicon/`. Writes, below --workdir: `results.csv`, `gains.csv`, `report/index.html`.
Run it again after any interruption: what is complete is skipped.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("report", __doc__)
