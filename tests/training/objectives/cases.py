"""Each model with each of its objectives, tiny, and eight sentences to learn by heart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from jax.flatten_util import ravel_pytree
from jaxtyping import Array

from lexiboost.models.transformer import (
    Decoder,
    DecoderConfig,
    Encoder,
    EncoderConfig,
    EncoderDecoder,
    EncoderDecoderConfig,
)
from lexiboost.tokens.batches import TokenBatch
from lexiboost.training.objectives.causal import CausalLM, PrefixLM
from lexiboost.training.objectives.corruption import SpanCorruption
from lexiboost.training.objectives.denoising import Denoising, DenoisingAndContinuing, Deshuffling
from lexiboost.training.objectives.languages import LanguageID
from lexiboost.training.objectives.loss import LossSettings
from lexiboost.training.objectives.masked import MaskedLM
from lexiboost.training.objectives.parallel import PARALLEL, TranslationLM, WordAlignment
from tests.training.objectives.rows import IDS, ORDINARY, pack

SHAPE: dict[str, Any] = {"vocabulary": IDS.vocabulary, "dim": 32, "heads": 2, "dropout": 0.0}
ENCODER = EncoderConfig(**SHAPE, layers=1, length=32, order="pre")
TELLING = replace(ENCODER, varieties=3)
DECODER = DecoderConfig(**SHAPE, layers=1)
BOTH = EncoderDecoderConfig(**SHAPE, encoder_layers=1, decoder_layers=1)
COPIES = {"span corruption": 16}
"""Of the sentences in a batch, each with its own corruption: 1 where not named. A third of sentences so short
have no span, the others one."""
LOSS = LossSettings(z=1e-4)
MASKED = MaskedLM(IDS, LOSS)
VARIETIES = MaskedLM(IDS, LossSettings(varieties=3))


CASES: dict[str, tuple[Callable[..., Any], Any, Any]] = {
    "masked tokens": (Encoder, ENCODER, MASKED),
    "masked words": (Encoder, ENCODER, MaskedLM(IDS, LOSS, unit="word")),
    "masked spans": (Encoder, ENCODER, MaskedLM(IDS, LOSS, unit="span")),
    "translation": (Encoder, ENCODER, TranslationLM(MaskedLM(IDS, LOSS, rate=0.25))),
    "word alignment": (Encoder, ENCODER, WordAlignment(MASKED, pairs=6, shift=0)),
    "language ID": (Encoder, TELLING, LanguageID(VARIETIES)),
    "language adversary": (Encoder, TELLING, LanguageID(VARIETIES, adversarial=True)),
    "causal": (Decoder, DECODER, CausalLM(IDS, LOSS)),
    "prefix": (Decoder, DECODER, PrefixLM(IDS, LOSS)),
    "span corruption": (EncoderDecoder, BOTH, SpanCorruption(IDS, LOSS)),
    "infilling": (EncoderDecoder, BOTH, Denoising(IDS, LOSS)),
    "deletion and permutation": (EncoderDecoder, BOTH, Denoising(IDS, LOSS, 0.0, delete=0.2, permute=True)),
    "deshuffling": (EncoderDecoder, BOTH, Deshuffling(IDS, LOSS)),
    "denoising and continuing": (EncoderDecoder, BOTH, DenoisingAndContinuing(IDS, LOSS)),
}


def sentences(copies: int = 1) -> TokenBatch:
    """Eight sentences in four rows of 32 positions, each a pair of texts whose words are linked in order."""
    rng = np.random.default_rng(5)
    ids = iter(rng.permutation(ORDINARY).tolist())
    links, rows = np.zeros((4, 32), dtype=np.int32), []
    for b in range(4):
        row, at = [], 0
        for size in (7, 6):
            row.append(
                [*(next(ids) for _ in range(size)), IDS.eos, *(next(ids) for _ in range(size)), IDS.eos]
            )
            links[b, at + size + 1 : at + 2 * size + 1] = 1 + at + np.arange(size)
            at += 2 * size + 2
        rows.append(row)
    batch = pack(copies * rows, 32) | {"links": np.tile(links, (copies, 1))}
    batch["kind"] = np.full(4 * copies, PARALLEL, dtype=np.int32)
    return batch


@dataclass
class Run:
    """A model in training on the eight sentences, with Adam over all parameters as one vector."""

    name: str
    rate: float = 5e-3

    def __post_init__(self) -> None:
        make, config, self.objective = CASES[self.name]
        abstract = nnx.eval_shape(lambda: make(config, rngs=nnx.Rngs(0)))
        self.graph, state = nnx.split(abstract, nnx.Param)
        rng = np.random.default_rng(0)
        # Drawn by numpy: the model's own initializers would be compiled one by one.
        first = jax.tree_util.tree_map_with_path(
            lambda path, x: (
                np.full(x.shape, "scale" in str(path[-1]), np.float32)
                if x.ndim == 1
                else rng.normal(0.0, 0.1, x.shape).astype(np.float32)
            ),
            nnx.to_pure_dict(state),
        )
        self.params, self.unravel = ravel_pytree(first)
        self.batch, self.done = sentences(COPIES.get(self.name, 1)), 0
        self.optimizer = optax.adam(self.rate)
        self.slots = self.optimizer.init(self.params)
        self.step = jax.jit(self._step, donate_argnums=(0, 1))

    def _loss(self, params_P: Array, batch: Any) -> Any:
        state = nnx.State(jax.tree.map(nnx.Param, self.unravel(params_P)))
        return self.objective.loss(nnx.merge(self.graph, state), batch, None)

    def _step(self, params_P: Array, slots: Any, batch: Any) -> Any:
        (loss, metrics), gradient_P = jax.value_and_grad(self._loss, has_aux=True)(params_P, batch)
        updates, slots = self.optimizer.update(gradient_P, slots, params_P)
        return optax.apply_updates(params_P, updates), slots, metrics | {"loss": loss}

    def train(self, steps: int) -> list[dict[str, float]]:
        """The scalar metrics of each of some more steps, each with its own corruption."""
        found = []
        for _ in range(steps):
            batch = self.objective.prepare(self.batch, 0, self.done)
            self.params, self.slots, metrics = self.step(self.params, self.slots, batch)
            found.append({name: value for name, value in metrics.items() if not jnp.ndim(value)})
            self.done += 1
        return jax.device_get(found)
