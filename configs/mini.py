"""The demo."""

import ml_collections

from lexiboost.experiments.config import default_config


def get_config() -> ml_collections.ConfigDict:
    """The configuration."""
    config = default_config("mini")
    config.data_dir = "corpora/mini"
    config.seeds = "0,1,2"
    config.arms = "english_only,lexicon,lexicon_labelled,lexicon_inflected,best"
    config.task.dataset = "mini"
    config.source.text = "text/eng/mini.txt"
    config.tokenizer.size = 4096
    config.tokenizer.grams = 12000
    config.model.dim = 96
    config.rows.batch = 16
    config.pretrain.steps = 150
    config.finetune.steps = 250
    config.best.synthesis = "substitute,inflect"
    config.best.partner = ""
    config.best.partner_weight = 0.0
    return config
