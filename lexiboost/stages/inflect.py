"""Learns to inflect each target from its inflection table, and fills the gaps that synthesis will meet.

Does nothing unless it is switched on: --config.inflection.enabled.
Reads: `lexicon/`; the data directory's source text, training data and `unimorph/`, and the test sets of
  inflection (`tasks/sigmorphon*`, and those of config.inflection.without), whose lemmas are left out of
  training.
Writes, below --workdir: for each target `inflect/<digest>/` with `inflector/` and `choice.json` (network
  or suffix rules, whichever is right more often on held-out lemmas), and another with `forms.parquet`
  (lemma, bundle, form, confidence, origin; only forms above a threshold of confidence), so that another
  lexicon needs new forms and no new training. Synthesis takes the forms where the table lacks a cell,
  before the suffix rules; dictionaries and the look-up tagger read them backwards; the vocabulary is
  trained on them too.
Run it again after any interruption: what is complete is skipped.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("inflect", __doc__)
