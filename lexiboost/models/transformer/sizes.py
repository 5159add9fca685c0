"""Named sizes, from 2 million parameters to 13 billion.

Published shapes have their published vocabularies and parameter counts, with the masked-LM head and without
BERT's pooler; `t5-*` is T5 v1.1. The families `encoder-*`, `decoder-*` and `encoder-decoder-*` are our own:
pre-norm, rotary or relative positions, RMSNorm, gated MLP, no biases, tied head, heads of width 64 or 128.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from lexiboost.models.transformer.config import DecoderConfig, EncoderConfig, EncoderDecoderConfig

_SCANNED = 18
"""From so many layers on, sizes scan over layers: compiling them one by one takes minutes."""


def _bert(vocabulary: int, *, large: bool = False, **kwargs: Any) -> EncoderConfig:
    dim, layers = (1024, 24) if large else (768, 12)
    return EncoderConfig(
        vocabulary=vocabulary, dim=dim, layers=layers, heads=dim // 64, scan=layers >= _SCANNED, **kwargs
    )


def _xlm_r(*, large: bool = False) -> EncoderConfig:
    return _bert(250002, large=large, length=514, first_position=2, types=1, epsilon=1e-5)


def _t5(vocabulary: int, dim: int, layers: tuple[int, int], heads: int, hidden: int) -> EncoderDecoderConfig:
    return EncoderDecoderConfig(
        vocabulary=vocabulary,
        dim=dim,
        encoder_layers=layers[0],
        decoder_layers=layers[1],
        heads=heads,
        head_dim=64,
        hidden=hidden,
        scan=max(layers) >= _SCANNED,
    )


def _gpt2(dim: int, layers: int, heads: int) -> DecoderConfig:
    return DecoderConfig(
        vocabulary=50257,
        dim=dim,
        layers=layers,
        heads=heads,
        norm="layer",
        epsilon=1e-5,
        activation="gelu_tanh",
        positions="learned",
        length=1024,
        biases=True,
        tied=True,
        dropout=0.1,
        scan=layers >= _SCANNED,
    )


def _shape(vocabulary: int, dim: int, heads: int, hidden: int) -> dict[str, Any]:
    return {"vocabulary": vocabulary, "dim": dim, "heads": heads, "hidden": hidden, "tied": True}


_OWN: Mapping[str, tuple[int, dict[str, Any]]] = {
    "tiny": (2, _shape(8192, 64, 2, 192)),
    "2m": (4, _shape(8192, 128, 2, 384)),
    "10m": (6, _shape(16384, 256, 4, 768)),
    "30m": (10, _shape(32768, 384, 6, 1024)),
    "100m": (10, _shape(32768, 768, 12, 2048)),
    "300m": (18, _shape(65536, 1024, 16, 2816)),
    "1b": (28, _shape(131072, 1536, 12, 4096)),
    "3b": (34, _shape(131072, 2560, 20, 6912)),
    "10b": (44, _shape(262144, 4096, 32, 11008)),
}
"""Layers and widths of our own families, by about how many parameters they have."""


def _encoder(layers: int, shape: Mapping[str, Any]) -> EncoderConfig:
    return EncoderConfig(
        **shape,
        layers=layers,
        order="pre",
        positions="rotary",
        norm="rms",
        epsilon=1e-6,
        activation="gated_gelu",
        biases=False,
        types=0,
        scan=layers >= _SCANNED,
    )


def _both(layers: int, shape: Mapping[str, Any]) -> EncoderDecoderConfig:
    return EncoderDecoderConfig(**shape, encoder_layers=layers, decoder_layers=layers)


SIZES: Mapping[str, EncoderConfig | DecoderConfig | EncoderDecoderConfig] = MappingProxyType(
    {
        **{f"encoder-{name}": _encoder(*size) for name, size in _OWN.items()},
        **{
            f"decoder-{name}": DecoderConfig(**shape, layers=layers, scan=layers >= _SCANNED)
            for name, (layers, shape) in _OWN.items()
        },
        "encoder-decoder-tiny": _both(1, _OWN["tiny"][1]),
        "encoder-decoder-2m": _both(2, _OWN["2m"][1]),
        "encoder-decoder-10m": _both(3, _OWN["10m"][1]),
        "encoder-decoder-30m": _both(4, _OWN["30m"][1]),
        "bert-base": _bert(30522),
        "bert-large": _bert(30522, large=True),
        "mbert-base": _bert(119547),
        "roberta-base": _bert(50265, length=514, first_position=2, types=1, epsilon=1e-5),
        "xlm-r-base": _xlm_r(),
        "xlm-r-large": _xlm_r(large=True),
        "t5-small": _t5(32128, 512, (8, 8), 6, 1024),
        "t5-base": _t5(32128, 768, (12, 12), 12, 2048),
        "t5-large": _t5(32128, 1024, (24, 24), 16, 2816),
        "t5-xl": _t5(32128, 2048, (24, 24), 32, 5120),
        "t5-xxl": _t5(32128, 4096, (24, 24), 64, 10240),
        "mt5-small": _t5(250112, 512, (8, 8), 6, 1024),
        "mt5-base": _t5(250112, 768, (12, 12), 12, 2048),
        "mt5-large": _t5(250112, 1024, (24, 24), 16, 2816),
        "mt5-xl": _t5(250112, 2048, (24, 24), 32, 5120),
        "mt5-xxl": _t5(250112, 4096, (24, 24), 64, 10240),
        "byt5-small": _t5(384, 1472, (12, 4), 6, 3584),
        "byt5-base": _t5(384, 1536, (18, 6), 12, 3968),
        "gpt2": _gpt2(768, 12, 12),
        "gpt2-medium": _gpt2(1024, 24, 16),
        "gpt2-large": _gpt2(1280, 36, 20),
        "gpt2-xl": _gpt2(1600, 48, 25),
        "llama-7b": DecoderConfig(vocabulary=32000, dim=4096, layers=32, heads=32, hidden=11008, scan=True),
    }
)
"""Configurations by name; `dataclasses.replace` changes the vocabulary, dtype, remat and so on."""
