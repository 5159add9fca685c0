"""UPOS."""

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
