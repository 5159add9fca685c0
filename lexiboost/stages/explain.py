"""Says where a pseudo-sentence comes from: source and result aligned word by word, with the why.

Reads: a parquet shard of pseudo-text (of the stage `synthesize`), or all below a folder, and the lexicon
  beside it if there is one.
Prints: for each word of the result the source words it stands for, how it was made, the lexicon's entry and
  the cell of inflection. Writes nothing.
"""

from lexiboost.stages.program import run_stage

if __name__ == "__main__":
    run_stage("explain", __doc__)
