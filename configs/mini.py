"""The demo: requests to an assistant in six languages, from the corpora in `corpora/mini`.

Command:

    make demo

which is `python -m lexiboost.stages.experiment --config=configs/mini.py --workdir=runs/mini`.

Hardware and time: 2 cores (Xeon with AVX-512), no GPU: 10 minutes with the installation. Table, three seeds:

    Intents and slots: Intent accuracy, % (mean of 6 languages, n = 864, by language)
                       mean   fin   hin   kaz   swa   tur   urd  gain over english_only  p (Holm)
    ---------------------------------------------------------------------------------------------
    english_only       10.3   8.6   9.3   7.6   9.7  15.5  10.9
    lexicon            30.0  28.7  32.6  28.5  27.1  32.6  30.3      +19.7 [13.8, 25.3]    <0.001
    lexicon_labelled   69.7  67.4  71.1  67.6  75.9  69.7  66.4      +59.4 [52.9, 65.5]    <0.001
    lexicon_inflected  69.0  65.3  72.5  66.9  77.3  69.7  62.5      +58.8 [50.4, 66.2]    <0.001
    best               77.7  74.5  81.5  76.9  81.9  79.9  71.5      +67.4 [59.3, 74.3]    <0.001

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
