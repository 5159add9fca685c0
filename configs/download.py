"""The public data of the experiments in configs/massive.py and configs/transfer.py, as far as recipes reach.

Command:

    python -m lexiboost.stages.download --config=configs/download.py --config.data_dir=data

or, for other sources and languages, without this file:

    python -m lexiboost.stages.download --config.what=unimorph,gatitos --config.languages=tur,swa

Several sources forbid commercial use: read `LICENCES.tsv`, which the program writes beside the data.
"""

import ml_collections

from lexiboost.experiments.programs import default_program


def get_config() -> ml_collections.ConfigDict:
    """The configuration."""
    config = default_program("download")
    config.what = "massive,ud,unimorph,gatitos,muse,freedict,apertium,udhr"
    config.languages = (
        "eng,fin,tur,deu,fra,rus,hin,hye,swa,tha,urd,jpn,cmn,ell,kaz,gle,mlt,uig,ukr,sme,ara,ron"
    )
    return config
