"""Fine-tunes on labelled source and pseudo-labelled text; fits the baselines.

Reads: `tokenize/`, `pretrain/`, `synthesize/`. Writes, below --workdir: `finetune/<digest>/checkpoint`, `curve.jsonl`, or a baseline's arrays.
Run it again after any interruption: what is complete is skipped.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("finetune", __doc__)
