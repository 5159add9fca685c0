"""Runs all stages in order, for every arm and seed, skipping what is done.

Reads: the data directory. Writes, below --workdir: everything above, and prints the transfer table.
Run it again after any interruption: what is complete is skipped.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("experiment", __doc__)
