"""Choices of synthesis, one an arm, against the plain setting: part-of-speech tagging.

Command, over a data directory with ud, tasks/masakhapos_transfer, lexicons, unimorph and text:

    python -m lexiboost.stages.experiment --config=configs/ablations_upos.py --workdir=runs/ablations_upos

As `configs/ablations.py`, with two arms more, for the treebank is parsed: `target_order` puts sentences in
the target's word order (WALS), and `agreeing` is `lexicon_inflected` with agreement in noun phrases and
between subject and verb; its gain over that arm stands in gains.csv too. The development languages are
French, Arabic and Romanian.
"""

import ml_collections

from lexiboost.experiments.config import default_config


def get_config() -> ml_collections.ConfigDict:
    """The configuration."""
    config = default_config("ablations_upos")
    config.seeds = "0,1,2"
    config.task.name = "upos"
    config.task.treebanks = (
        "ara_Arab:tasks/masakhapos_transfer/ar_padt,ron_Latn:tasks/masakhapos_transfer/ro_rrt"
    )
    config.targets = "tur_Latn,hin_Deva,gle_Latn,rus_Cyrl,ukr_Cyrl,hye_Armn"
    config.development = "fra_Latn,ara_Arab,ron_Latn"
    config.baseline = "lexicon_labelled"
    config.arms = (
        "lexicon_labelled,lemma_only,lexicon_inflected,agreeing,target_order,half_replaced,sharp_scores,"
        "flat_scores,uniform_senses,first_senses,senses_in_context,function_words_kept,function_words_dropped,"
        "unknown_transliterated,unknown_masked,well_covered,plain_case,overlapping_entries,word_by_word,noisy,"
        "lexicon_distilled"
    )
    config.source.text = "text/eng/brown.txt"
    config.source.sentences = 500
    config.synthesis.copies = 1
    config.tokenizer.size = 4096
    config.tokenizer.grams = 12000
    config.model.dim = 64
    config.rows.batch = 16
    config.pretrain.steps = 150
    config.finetune.steps = 600
    return config
