"""The demo: requests to an assistant in six languages, from the corpora in `corpora/mini`.

Command:

    make demo

which is `python -m lexiboost.stages.experiment --config=configs/mini.py --workdir=runs/mini`.

Hardware and time: 2 cores (Xeon with AVX-512), no GPU: 9 minutes with the installation. Table, three seeds:

    Intents and slots: Intent accuracy, % (mean of 6 languages, n = 864, by language)
                       mean   fin   hin   kaz   swa   tur   urd  gain over english_only  p (Holm)
    ---------------------------------------------------------------------------------------------
    english_only       10.0   8.3   8.6   9.3  10.0  14.1  10.0
    lexicon            27.1  26.2  28.5  24.1  25.0  29.2  29.9      +17.1 [10.8, 23.3]    <0.001
    lexicon_labelled   63.7  62.0  63.9  67.1  69.2  60.6  59.5      +53.7 [45.7, 60.3]    <0.001
    lexicon_inflected  62.3  62.0  63.7  62.7  69.4  60.2  56.0      +52.3 [43.1, 59.8]    <0.001
    best               66.9  63.4  69.4  67.1  71.5  66.9  63.2      +56.9 [49.9, 63.0]    <0.001

`best` has both kinds of pseudo-labelled text and the dictionary as input; with no development data in the six
languages nothing was chosen for it. The corpora are a demonstration, not a benchmark.
"""

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
    config.finetune.steps = 500
    config.best.synthesis = "substitute,inflect"
    config.best.partner = ""
    config.best.partner_weight = 0.0
    return config
