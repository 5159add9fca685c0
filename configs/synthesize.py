"""Pseudo-text of a language by a lexicon, from raw text.

Command (the files may be of any format that lexiboost reads, plain or packed):

    python -m lexiboost.stages.synthesize --config=configs/synthesize.py --config.text=FILE \\
        --config.lexicon=FILE --config.target=wol_Latn [--config.paradigms=FILE] --workdir=runs/wol

Result: `runs/wol/text/<digest>/text-00000.parquet` and on, a sentence a row, in the column `text`; the other
columns say what each word comes from.
"""

import ml_collections

from lexiboost.experiments.programs import default_program


def get_config() -> ml_collections.ConfigDict:
    """The configuration."""
    return default_program("synthesize")
