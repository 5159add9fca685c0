"""Hidden states and logits of PyTorch's models from the same weights, where transformers is installed."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from lexiboost.models.inputs import Tokens
from lexiboost.models.transformer import DecoderConfig, EncoderConfig, EncoderDecoderConfig
from lexiboost.training.state import bind, rebuild

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

V, D, H, F, LENGTH = 30, 16, 2, 24, 9
IDS = np.random.default_rng(0).integers(1, V, (2, LENGTH))
TARGET = np.random.default_rng(1).integers(1, V, (2, 6))


def _rows(ids: np.ndarray) -> Tokens:
    positions = np.broadcast_to(np.arange(ids.shape[1]), ids.shape)
    return Tokens(*(jnp.asarray(x, jnp.int32) for x in (ids, np.ones_like(ids), positions)))


def _weights(model: Any) -> dict[str, np.ndarray]:
    torch.manual_seed(0)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return {name: tensor.detach().numpy() for name, tensor in model.eval().state_dict().items()}


def _logits(config: Any, params: Any, *rows: Tokens) -> np.ndarray:
    model = bind(rebuild(config), jax.tree.map(jnp.asarray, params))
    hidden = model.hidden(*rows)
    return np.asarray(model.logits(hidden.reshape(-1, D))).reshape(*hidden.shape[:2], V)


def _same(ours: np.ndarray, theirs: Any) -> None:
    theirs = theirs.logits.detach().numpy()
    np.testing.assert_allclose(ours, theirs, atol=2e-4 * np.abs(theirs).max())


def _dense(weights: dict[str, np.ndarray], *names: str) -> dict[str, np.ndarray]:
    """PyTorch's [out, in] as [in, out], several of them beside each other."""
    kernels = [weights[f"{name}.weight"].T for name in names]
    dense = {"kernel": kernels[0] if len(names) == 1 else np.stack(kernels, 1)}
    if f"{names[0]}.bias" in weights:
        biases = [weights[f"{name}.bias"] for name in names]
        dense["bias"] = biases[0] if len(names) == 1 else np.stack(biases)
    return dense


def _norm(weights: dict[str, np.ndarray], name: str) -> dict[str, np.ndarray]:
    norm = {"scale": weights[f"{name}.weight"]}
    return norm | ({"bias": weights[f"{name}.bias"]} if f"{name}.bias" in weights else {})


def test_an_encoder_is_bert() -> None:
    theirs = transformers.BertForMaskedLM(
        transformers.BertConfig(
            vocab_size=V,
            hidden_size=D,
            num_hidden_layers=2,
            num_attention_heads=H,
            intermediate_size=F,
            max_position_embeddings=LENGTH,
        )
    )
    w = _weights(theirs)
    blocks = {}
    for i in range(2):
        at = f"bert.encoder.layer.{i}"
        blocks[i] = {
            "attention": {
                "qkv": _dense(w, *(f"{at}.attention.self.{n}" for n in ("query", "key", "value"))),
                "out": _dense(w, f"{at}.attention.output.dense"),
            },
            "attention_norm": _norm(w, f"{at}.attention.output.LayerNorm"),
            "mlp": {"up": _dense(w, f"{at}.intermediate.dense"), "down": _dense(w, f"{at}.output.dense")},
            "mlp_norm": _norm(w, f"{at}.output.LayerNorm"),
        }
    embedding = {
        "tokens": w["bert.embeddings.word_embeddings.weight"],
        "positions": w["bert.embeddings.position_embeddings.weight"],
        "types": w["bert.embeddings.token_type_embeddings.weight"],
        "norm": _norm(w, "bert.embeddings.LayerNorm"),
    }
    head = {
        "transform": _dense(w, "cls.predictions.transform.dense"),
        "norm": _norm(w, "cls.predictions.transform.LayerNorm"),
        "bias": w["cls.predictions.bias"],
    }
    params = {"embedding": embedding, "stack": {"blocks": blocks}, "head": head}
    config = EncoderConfig(vocabulary=V, dim=D, layers=2, heads=H, hidden=F, length=LENGTH)
    _same(_logits(config, params, _rows(IDS)), theirs(torch.tensor(IDS)))


def test_an_encoder_decoder_is_t5() -> None:
    theirs = transformers.T5ForConditionalGeneration(
        transformers.T5Config(
            vocab_size=V,
            d_model=D,
            d_kv=6,
            d_ff=F,
            num_layers=2,
            num_heads=H,
            relative_attention_num_buckets=8,
            relative_attention_max_distance=6,
            feed_forward_proj="gated-gelu",
            tie_word_embeddings=False,
        )
    )
    w = _weights(theirs)

    def stack(side: str, cross: bool) -> dict[str, Any]:
        blocks = {}
        for i in range(2):
            at = f"{side}.block.{i}.layer"
            mlp, wi = f"{at}.{2 if cross else 1}", "DenseReluDense.wi"
            blocks[i] = {
                "attention": {
                    "qkv": _dense(w, *(f"{at}.0.SelfAttention.{n}" for n in "qkv")),
                    "out": _dense(w, f"{at}.0.SelfAttention.o"),
                },
                "attention_norm": _norm(w, f"{at}.0.layer_norm"),
                "mlp": {
                    "up": _dense(w, f"{mlp}.{wi}_0", f"{mlp}.{wi}_1"),
                    "down": _dense(w, f"{mlp}.DenseReluDense.wo"),
                },
                "mlp_norm": _norm(w, f"{mlp}.layer_norm"),
            }
            if cross:
                attention = f"{at}.1.EncDecAttention"
                blocks[i]["cross"] = {
                    "q": _dense(w, f"{attention}.q"),
                    "kv": _dense(w, f"{attention}.k", f"{attention}.v"),
                    "out": _dense(w, f"{attention}.o"),
                }
                blocks[i]["cross_norm"] = _norm(w, f"{at}.1.layer_norm")
        return {"blocks": blocks, "norm": _norm(w, f"{side}.final_layer_norm")}

    def relative(side: str) -> dict[str, np.ndarray]:
        return {"table": w[f"{side}.block.0.layer.0.SelfAttention.relative_attention_bias.weight"]}

    params = {
        "embedding": {"tokens": w["shared.weight"]},
        "encoder": stack("encoder", False),
        "encoder_relative": relative("encoder"),
        "decoder": stack("decoder", True),
        "decoder_relative": relative("decoder"),
        "head": {"kernel": w["lm_head.weight"]},
    }
    shape: dict[str, Any] = {"vocabulary": V, "dim": D, "heads": H, "head_dim": 6, "hidden": F}
    config = EncoderDecoderConfig(**shape, encoder_layers=2, decoder_layers=2, buckets=8, distance=6)
    expected = theirs(input_ids=torch.tensor(IDS), decoder_input_ids=torch.tensor(TARGET))
    _same(_logits(config, params, _rows(IDS), _rows(TARGET)), expected)


def test_a_decoder_is_llama() -> None:
    theirs = transformers.LlamaForCausalLM(
        transformers.LlamaConfig(
            vocab_size=V,
            hidden_size=D,
            num_hidden_layers=2,
            num_attention_heads=H,
            intermediate_size=F,
            rms_norm_eps=1e-6,
            tie_word_embeddings=False,
        )
    )
    w = _weights(theirs)
    blocks = {}
    for i in range(2):
        at = f"model.layers.{i}"
        blocks[i] = {
            "attention": {
                "qkv": _dense(w, *(f"{at}.self_attn.{n}_proj" for n in "qkv")),
                "out": _dense(w, f"{at}.self_attn.o_proj"),
            },
            "attention_norm": _norm(w, f"{at}.input_layernorm"),
            "mlp": {
                "up": _dense(w, f"{at}.mlp.gate_proj", f"{at}.mlp.up_proj"),
                "down": _dense(w, f"{at}.mlp.down_proj"),
            },
            "mlp_norm": _norm(w, f"{at}.post_attention_layernorm"),
        }
    params = {
        "embedding": {"tokens": w["model.embed_tokens.weight"]},
        "stack": {"blocks": blocks, "norm": _norm(w, "model.norm")},
        "head": {"kernel": w["lm_head.weight"]},
    }
    config = DecoderConfig(vocabulary=V, dim=D, layers=2, heads=H, hidden=F)
    _same(_logits(config, params, _rows(IDS)), theirs(torch.tensor(IDS)))
