"""Merges the lexicons of every target and measures what they cover.

Reads: the data directory's `lexicons/`, the labelled training data of the source language.
Writes, below --workdir: `lexicon/<digest>/` with `lexicon.parquet` and `coverage.json`; in tagging
  also the fitted look-up.
Run it again after any interruption: what is complete is skipped.

With --config.lexicon=FILE --config.text=FILE it measures what that lexicon covers of that text, and nothing
else; neither --config nor --workdir is needed (the report then goes to runs/coverage). Varieties that the
lexicon's name does not tell are --config.source.variety and --config.targets; lemmas are those of the data
directory's `unimorph/`; a format that is not recognized, or wrongly, is --config.lexicon_format.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("lexicon", __doc__)
