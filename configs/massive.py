"""MASSIVE: intents and slots in nine languages, from English labels and bilingual word lists alone.

Command, over a data directory with tasks/massive, lexicons, unimorph and text:

    python -m lexiboost.stages.experiment --config=configs/massive.py --workdir=runs/massive

Hardware and time: 2 cores (Xeon with AVX-512), no GPU, one seed: 46 minutes (the sum of the jobs' own times:
fine-tuning 26, evaluation 6, pretraining 5, all before 9).
Table (means over the nine targets, %; intent accuracy, slot F1, exact match):

    majority              7.0   0.0   1.2
    lookup               47.5  32.7  19.6
    linear               61.1  40.4  29.1
    english_only         10.1   4.5   3.1
    mono                  7.1   3.0   2.3
    lexicon              29.9  17.1  10.3
    lexicon_input        54.9  33.8  23.2
    lexicon_labelled     59.3  37.2  27.5
    lemma_only           56.8  36.8  26.3
    lexicon_inflected    56.7  36.2  26.1
    best                 66.2  44.1  33.2

`lexicon` and `lexicon_input` are fine-tuned on English labels only. ur-PK, ja-JP and zh-CN are the
development languages: their development partitions chose the settings of the dictionary and of dropout, and
choose the weights with which `best` is interpolated with `linear`. Two early variants were also tried on
the development (not the test) partitions of de-DE, fi-FI and hi-IN, to find a fault.
"""

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
    config.finetune.steps = 1800
    config.best.layers = "2"
    config.best.word_layers = "2"
    return config
