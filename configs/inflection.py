"""Learned inflection on the eight languages of SIGMORPHON 2023 that the data directory holds.

Command, over a data directory with tasks/sigmorphon2023:

    python benchmarks/inflection.py --config=configs/inflection.py --config.data_dir=data
"""

from dataclasses import asdict

import ml_collections

from lexiboost.tasks.inflection.settings import InflectorSettings


def get_config() -> ml_collections.ConfigDict:
    """The configuration."""
    config = ml_collections.ConfigDict()
    config.data_dir = "data"
    config.folder = "tasks/sigmorphon2023"
    config.languages = "amh,eng,fin,heb,hye,sme,swa,tur"
    config.seed = 0
    config.beam = 4
    config.rows = 10000
    config.evaluated = 1000
    config.settings = asdict(InflectorSettings())
    return config
