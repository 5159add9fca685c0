"""Learns to inflect each target from its inflection table, and fills the gaps that synthesis will meet.

Reads: `lexicon/`; the data directory's source text, training data and `unimorph/`, and the test sets
  named by the config, whose lemmas are left out of training.
Writes, below --workdir: `inflect/<digest>/` with `inflector/`, `choice.json` (network or suffix rules,
  whichever is right more often on held-out lemmas) and `forms.parquet` (lemma, bundle, form,
  confidence, origin; only forms above a threshold of confidence).
Run it again after any interruption: what is complete is skipped.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("inflect", __doc__)
