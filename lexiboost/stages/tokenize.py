"""Trains the vocabulary and packs every text set into rows.

Reads: `lexicon/`, `synthesize/`, the source text. Writes, below --workdir: `tokenize/<digest>/` with `tokenizer.json`, or `rows.*.npy` and `units.*.npy`.
Run it again after any interruption: what is complete is skipped.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("tokenize", __doc__)
