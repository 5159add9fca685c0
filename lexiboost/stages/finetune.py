"""Fine-tunes on labelled source text and pseudo-labelled text; fits the baselines.

Reads: `lexicon/`, `synthesize/`, `tokenize/`, `pretrain/`; the data directory's training data.
Writes, below --workdir: `finetune/<digest>/` with `checkpoint/` and `curve.jsonl`, or with a
  baseline's arrays.
Run it again after any interruption: what is complete is skipped.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("finetune", __doc__)
