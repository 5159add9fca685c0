"""Choices of synthesis, one an arm, against the plain setting: requests to an assistant (MASSIVE).

Command, over a data directory with tasks/massive, lexicons, unimorph and text:

    python -m lexiboost.stages.experiment --config=configs/ablations.py --workdir=runs/ablations

Every arm is `lexicon_labelled` (each word replaced by a translation drawn by its score, all else kept) but
for one setting of its pseudo-labelled text; they share vocabulary and pretraining. `lemma_only` and
`lexicon_inflected` are the choices of inflection; in `lexicon_distilled`, `lexicon_labelled` gives the
labels. What the other choices are: `lexiboost.experiments.arms.CHOICES`. Word order and agreement need parsed
sentences: `configs/ablations_upos.py`.

Defaults are to be chosen by the development languages (ur-PK, ja-JP, zh-CN), whose scores stand in
results.csv; the gains are those of the six targets. Networks are small and trained for few steps: what is
compared are differences, three seeds each.
"""

import ml_collections

from lexiboost.experiments.config import default_config


def get_config() -> ml_collections.ConfigDict:
    """The configuration."""
    config = default_config("ablations")
    config.seeds = "0,1,2"
    config.targets = "fi-FI,tr-TR,ru-RU,hi-IN,hy-AM,sw-KE"
    config.development = "ur-PK,ja-JP,zh-CN"
    config.baseline = "lexicon_labelled"
    config.arms = (
        "lexicon_labelled,lemma_only,lexicon_inflected,half_replaced,sharp_scores,flat_scores,uniform_senses,"
        "first_senses,senses_in_context,function_words_kept,function_words_dropped,unknown_transliterated,"
        "unknown_masked,well_covered,plain_case,overlapping_entries,word_by_word,noisy,lexicon_distilled"
    )
    config.task.dataset = "massive"
    config.source.text = "text/eng/ud_ewt_train.txt"
    config.source.sentences = 500
    config.synthesis.copies = 1
    config.tokenizer.size = 4096
    config.tokenizer.grams = 12000
    config.model.dim = 64
    config.rows.batch = 16
    config.pretrain.steps = 150
    config.finetune.steps = 600
    return config
