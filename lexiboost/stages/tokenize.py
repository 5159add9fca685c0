"""Trains the experiment's one vocabulary and packs every text set into rows.

Reads: `lexicon/`, `synthesize/`; the data directory's source text, training data, `unimorph/`, and
  `text/` of the targets for the arm `mono`.
Writes, below --workdir: `tokenize/<digest>/` with `tokenizer.json`, `grams.npy`, `english.json` and
  `inventory.json`, or with `rows.*.npy` and `units.*.npy`.
Run it again after any interruption: what is complete is skipped.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("tokenize", __doc__)
