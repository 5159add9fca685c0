"""Cleans raw text: files of any known format in, clean documents or sentences out.

Reads: the files of --config.text, plain or packed; the task files of --config.evaluation, whose sentences are
  taken out of the text; a language identification model, if --config.identifier names one.
Writes, below --workdir: `text/<digest>/` with the shards `text-<number>.parquet` (columns text, source_id,
  variety, kind), `counts.json`, `manifest.json` and, with --config.samples, `samples.txt`.
Rules are a preset (--config.cleaning.preset) and what is said beside it: where a key of --config.cleaning is
empty it is the preset's, and `off` is for no threshold.
Run it again after any interruption: it goes on where it was, and the shards are the same to the byte.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("text", __doc__)
