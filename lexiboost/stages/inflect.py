"""Learns to inflect each target from its inflection table, and fills the gaps that synthesis will meet.

Does nothing unless it is switched on: --config.inflection.enabled.
Reads: `lexicon/`; the data directory's source text, training data and `unimorph/`, and the test sets of
  inflection (`tasks/sigmorphon*`, and those of config.inflection.without), whose lemmas are left out of
  training.
Writes, below --workdir: `inflect/<digest>/` with `inflector/`, `choice.json` (network or suffix rules,
  whichever is right more often on held-out lemmas) and `forms.parquet` (lemma, bundle, form,
  confidence, origin; only forms above a threshold of confidence). Synthesis takes its forms where the
  table lacks a cell, before the suffix rules; dictionaries and the look-up tagger read them backwards.
Run it again after any interruption: what is complete is skipped.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("inflect", __doc__)
