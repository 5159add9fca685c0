"""Pretrains a model.

Of text or packed rows (a config such as configs/pretrain.py): a transformer of any size, from raw files to a
checkpoint in one command.
  Reads: the files of --config.text (`variety:file`; `variety/pseudo_parallel:folder` for pairs that the stage
    `synthesize` made), or the packed rows of --config.rows and the vocabulary of --config.tokenizer.
  Learns (--config.objective.name): an encoder `masked`, `language` (with a head that tells varieties apart:
    settings `weight=0.1`, `adversarial=true`), and on pairs `translation` or `alignment`; a decoder `causal`,
    `prefix`; an encoder-decoder `spans`, `denoising`, `deshuffling`, `continuing`.
  Writes, below --workdir: `tokenize/` and `rows/` (from text), `pretrain/` with `checkpoints/`,
    `curve.jsonl`, `tensorboard/`, `model.json`, `machine.json` and, in the end, `weights/`, `manifest.json`.
  SIGTERM, Ctrl-C and --config.minutes save first; the same command goes on bit by bit as if it had never
  stopped, on another number of devices as well.
In an experiment (a config such as configs/mini.py): the word model, with masked words and word alignment.
  Reads: `tokenize/`.
  Writes, below --workdir: `pretrain/<digest>/` with `checkpoint/` and `curve.jsonl`.
Run it again after any interruption: what is complete is skipped.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("pretrain", __doc__)
