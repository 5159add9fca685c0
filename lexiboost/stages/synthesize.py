"""Makes pseudo-text from source text, lexicons and inflection tables.

Reads: `lexicon/`; the data directory's source text, training data and `unimorph/`.
Writes, below --workdir: `synthesize/<digest>/` with `text.parquet` (one row a sentence, with
  provenance) and `counts.json`.
Run it again after any interruption: what is complete is skipped.

With --config=configs/synthesize.py --config.text=FILE --config.lexicon=FILE --config.target=tel_Telu, and
--config.paradigms=FILE if there is one, it makes pseudo-text of that text without an experiment: shards in
parquet, `text/<digest>/text-<number>.parquet` below --workdir, with a column `text`.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("synthesize", __doc__)
