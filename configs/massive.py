"""MASSIVE."""

import ml_collections

from lexiboost.experiments.config import default_config


def get_config() -> ml_collections.ConfigDict:
    """The configuration."""
    config = default_config("massive")
    config.seeds = "0"
    config.targets = "fi-FI,tr-TR,de-DE,fr-FR,ru-RU,hi-IN,hy-AM,sw-KE,th-TH"
    config.development = "ur-PK,ja-JP,zh-CN"
    config.arms = (
        "english_only,lexicon,lexicon_input,lexicon_labelled,lemma_only,lexicon_inflected,mono,best,"
        "majority,lookup,linear"
    )
    config.task.dataset = "massive"
    config.source.text = "text/eng/ud_ewt_train.txt"
    config.source.sentences = 1500
    config.model.dim = 96
    config.pretrain.steps = 400
    config.finetune.steps = 900
    config.best.layers = "2"
    return config
