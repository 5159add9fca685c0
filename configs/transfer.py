"""Part-of-speech tagging: English-EWT to fourteen languages of eleven genera and six scripts.

Command, over a data directory with ud, tasks/masakhapos, tasks/masakhapos_transfer, lexicons, unimorph,
text/eng and text/udhr2:

    python -m lexiboost.stages.experiment --config=configs/transfer.py --workdir=runs/transfer

So far only a part was run, with fewer steps (2 cores, no GPU, one seed, half an hour on a busy machine):

    ... --config.targets=fin_Latn,tur_Latn,rus_Cyrl,hye_Armn --config.development=ron_Latn
        --config.arms=english_only,lexicon,lexicon_input,lexicon_labelled,lemma_only,lexicon_inflected,best,
                      majority,lookup
        --config.pretrain.steps=150 --config.finetune.steps=400 --config.source.sentences=300

    accuracy, %        mean  hye   fin   rus   tur   over english_only
    english_only       29.7  25.4  32.1  30.7  30.5
    lexicon            42.4  39.4  42.4  47.1  40.6  +12.7 [9.8, 15.9]
    lexicon_input      72.8  68.1  76.2  77.0  70.0  +43.1 [40.3, 45.9]
    lexicon_labelled   64.2  58.5  65.9  72.0  60.2  +34.5 [30.5, 39.5]
    lemma_only         60.1  57.7  59.8  67.6  55.2  +30.4 [25.3, 35.9]
    lexicon_inflected  64.1  63.1  63.6  71.4  58.2  +34.4 [28.6, 40.2]
    best               75.4  74.1  78.1  77.5  72.0  +45.7 [42.6, 48.4]
    majority           47.5  51.4  43.9  44.8  50.0  +17.8 [12.4, 24.3]
    lookup             71.7  67.1  76.2  74.6  68.9  +42.0 [39.2, 44.4]

`lexicon_inflected` is 4.0 points [3.0, 5.2] above `lemma_only`, `best` 3.7 [2.1, 6.0] above `lookup`.
The development languages (French, Arabic, Romanian) choose the weight with which `best` is interpolated with
`lookup`.
"""

import ml_collections

from lexiboost.experiments.config import default_config


def get_config() -> ml_collections.ConfigDict:
    """The configuration."""
    config = default_config("transfer")
    config.seeds = "0"
    config.task.name = "upos"
    config.task.treebanks = (
        "ara_Arab:tasks/masakhapos_transfer/ar_padt,ron_Latn:tasks/masakhapos_transfer/ro_rrt"
    )
    config.targets = (
        "fin_Latn,tur_Latn,deu_Latn,ell_Grek,rus_Cyrl,kaz_Cyrl,hye_Armn,gle_Latn,mlt_Latn,hin_Deva,uig_Arab,"
        "ukr_Cyrl,swa_Latn,sme_Latn"
    )
    config.development = "fra_Latn,ara_Arab,ron_Latn"
    config.arms = (
        "english_only,lexicon,lexicon_input,lexicon_labelled,lemma_only,lexicon_inflected,mono,best,"
        "majority,lookup,linear"
    )
    config.source.text = "text/eng/brown.txt"
    config.source.sentences = 1000
    config.synthesis.copies = 1
    config.model.dim = 96
    config.pretrain.steps = 400
    config.finetune.steps = 800
    config.best.layers = "2"
    config.best.synthesis = "substitute,inflect,random"
    config.best.partner = "lookup"
    return config
