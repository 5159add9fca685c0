"""Clean text of a language, from raw files.

Command (files, folders and patterns, of any format that lexiboost reads, plain or packed):

    python -m lexiboost.stages.text --config=configs/text.py --config.text=FILE,FOLDER,PATTERN \\
        --config.variety=swa_Latn --workdir=runs/swa [--config.sentences=true] \\
        [--config.evaluation=tasks/masakhapos/swa/test.txt] [--config.identifier=MODEL] [--config.samples=5]

Rules: a preset, `--config.cleaning.preset=` default, gopher, c4 or off, and beside it any setting, such as
`--config.cleaning.length.min_words=20`, `--config.cleaning.script.min_line_share=off` or
`--config.cleaning.duplicates.near.on=true`.

Result: `runs/swa/text/<digest>/text-00000.parquet` and on; in the column `text` a document or a sentence.
A later stage takes them as `--config.text='runs/swa/text/*/text-*.parquet'`.
"""

import ml_collections

from lexiboost.experiments.programs import default_program


def get_config() -> ml_collections.ConfigDict:
    """The configuration."""
    return default_program("text")
