"""Fetches public data into the data directory, by the recipes in corpora/recipes.

Each file is there whole or not at all, and goes on where an interruption left it; its sha256 is the
recipe's or, where upstream moves, the one it had the first time.

Reads: `corpora/recipes/*.toml`, which say where each source is, and under which licence.
Writes, below --config.data_dir: the files in upstream's own layout, `downloads.json` (address,
  digest and licence of each) and `LICENCES.tsv`.
Run it again after any interruption: what is complete is skipped.

example: python -m lexiboost.stages.download --config.what=unimorph,gatitos --config.languages=tur,swa
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("download", __doc__)
