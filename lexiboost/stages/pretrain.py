"""Pretrains with masked words and word alignment.

Reads: `tokenize/`.
Writes, below --workdir: `pretrain/<digest>/` with `checkpoint/` and `curve.jsonl`.
Run it again after any interruption: what is complete is skipped.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("pretrain", __doc__)
