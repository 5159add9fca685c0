"""Pretraining of a transformer on text, alone: here masked language modelling on the embedded English text.

Command:

    python -m lexiboost.stages.pretrain --config=configs/pretrain.py --workdir=runs/pretrain

on text of one's own, of any format that lexiboost reads, plain or packed:

    python -m lexiboost.stages.pretrain --config=configs/pretrain.py --workdir=runs/pretrain \\
        --config.text=eng_Latn:FILE,tur_Latn/pseudo_mono:FOLDER --config.model.size=bert-base \\
        --config.model.dtype=bfloat16 --config.length=512 --config.batch=256 --config.steps=100000

on pairs of English and pseudo-text, by an objective that draws words together that mean the same:

    python -m lexiboost.stages.synthesize --config=configs/synthesize.py --workdir=runs/tur \\
        --config.text=corpora/mini/text/eng/mini.txt --config.lexicon=corpora/mini/lexicons/mini/en_tr.tsv \\
        --config.target=tur_Latn --config.kind=pseudo_parallel
    python -m lexiboost.stages.pretrain --config=configs/pretrain.py --workdir=runs/aligned \\
        --config.text=eng_Latn:corpora/mini/text/eng/mini.txt,tur_Latn/pseudo_parallel:runs/tur \\
        --config.mixture.kinds=real=0.5,pseudo_parallel=0.5 --config.objective.name=alignment

Hardware and time: 2 cores (Xeon with AVX-512), no GPU: a minute. The same command goes on after Ctrl-C.
Result: `runs/pretrain/pretrain/` with the curve, TensorBoard's events, checkpoints and the weights.
On several machines: configs/launch_tpu_pod.sh.
"""

import ml_collections

from lexiboost.experiments.programs import default_program


def get_config() -> ml_collections.ConfigDict:
    """The configuration."""
    config = default_program("pretrain")
    config.text = "eng_Latn:corpora/mini/text/eng/mini.txt"
    config.vocabulary.size = 2048
    config.model.size = "encoder-2m"
    config.length = 64
    config.batch = 16
    config.steps = 200
    config.checkpoints.every = 50
    return config
