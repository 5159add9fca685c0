"""Parameter counts of named sizes, against those that others publish and count."""

from __future__ import annotations

import pytest

from lexiboost.models.build import parameter_count
from lexiboost.models.transformer.sizes import SIZES

COUNTED = {
    # Hugging Face transformers 4.x: sum of p.numel() of BertForMaskedLM and so on, tied weights once.
    "bert-base": 109_514_298,
    "bert-large": 335_174_458,
    "mbert-base": 177_974_523,
    "roberta-base": 124_697_433,
    "xlm-r-base": 278_295_186,
    "xlm-r-large": 560_142_482,
    "gpt2": 124_439_808,
    "gpt2-xl": 1_557_611_200,
    "llama-7b": 6_738_415_616,
    # The checkpoints google/t5-v1_1-small and -base, google/mt5-small and -base, google/byt5-small.
    "t5-small": 76_961_152,
    "t5-base": 247_577_856,
    "mt5-small": 300_176_768,
    "mt5-base": 582_401_280,
    "byt5-small": 299_637_760,
}


@pytest.mark.parametrize(("name", "count"), COUNTED.items())
def test_published_shapes_have_their_published_number_of_parameters(name: str, count: int) -> None:
    assert parameter_count(SIZES[name]) == count


@pytest.mark.parametrize(
    ("name", "millions"),
    [
        ("2m", 2),
        ("10m", 10),
        ("30m", 30),
        ("100m", 100),
        ("300m", 300),
        ("1b", 1000),
        ("3b", 3000),
        ("10b", 10_000),
    ],
)
@pytest.mark.parametrize("family", ["encoder", "decoder"])
def test_own_sizes_are_about_what_they_are_named(family: str, name: str, millions: int) -> None:
    assert parameter_count(SIZES[f"{family}-{name}"]) == pytest.approx(millions * 1e6, rel=0.07)


def test_an_encoder_has_the_parameters_that_a_hand_counts() -> None:
    """encoder-tiny: V 8192, D 64, 2 layers of a gated MLP of 192; no biases, head tied with a transform."""
    vocabulary, dim, hidden, layers = 8192, 64, 192, 2
    block = 3 * dim * dim + dim * dim + 3 * dim * hidden + 2 * dim
    head = dim * dim + dim
    assert parameter_count(SIZES["encoder-tiny"]) == vocabulary * dim + layers * block + dim + head
