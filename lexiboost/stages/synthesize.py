"""Makes pseudo-text from source text, lexicons and inflection tables.

Reads: `lexicon/`, the source text, `unimorph/`. Writes, below --workdir: `synthesize/<digest>/*.parquet` (one row a sentence, with provenance), `counts.json`.
Run it again after any interruption: what is complete is skipped.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("synthesize", __doc__)
