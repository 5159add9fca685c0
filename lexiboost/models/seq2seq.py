"""A character encoder-decoder that may copy: pre-norm transformer with a pointer-generator output.

The source is a set of features and one or more strings of characters. Features have no position, so that
their order says nothing (Wu, Cotterell & Hulden 2021, "Applying the transformer to character-level
transduction"); at every step the output is a mixture of a distribution over the vocabulary and of one over
the source's characters (See, Liu & Manning 2017, "Get to the point").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Bool, Float, Int, Key

from lexiboost.models.attention import MASKED, attend, rotate

PAD, BEGIN, END = 0, 1, 2
ENDING = 12
"""Distances from the end of a string that have an embedding of their own."""
_SCALE = 0.1
_FLOOR = 1e-9


@dataclass(frozen=True)
class Seq2SeqConfig:
    """Shapes of a `Seq2Seq`; everything that decides its parameters' sizes.

    Attributes:
        dim, heads, mlp_ratio: width D, attention heads, MLP width / D.
        encoder_layers, decoder_layers: depth.
        dropout: rate in both stacks.
        characters: size of the character vocabulary; ids `PAD`, `BEGIN`, `END` are taken.
        features: size of the feature vocabulary; id 0 is padding.
        parts: kinds of source strings.
        copy: whether the output may copy source characters (the pointer-generator).
    """

    dim: int = 128
    encoder_layers: int = 2
    decoder_layers: int = 2
    heads: int = 4
    mlp_ratio: int = 3
    dropout: float = 0.2
    characters: int = 64
    features: int = 64
    parts: int = 2
    copy: bool = True


class Source(NamedTuple):
    """What B outputs are made from: F features and S characters each, 0 for padding.

    Attributes:
        features_BxF: feature ids.
        characters_BxS: character ids of all strings, one string after another.
        parts_BxS: which kind of string a character belongs to.
        positions_BxS: 1-based position in its string.
        endings_BxS: its distance from the end of its string, 0 for the last character, below `ENDING`.
    """

    features_BxF: Int[Array, "B F"]
    characters_BxS: Int[Array, "B S"]
    parts_BxS: Int[Array, "B S"]
    positions_BxS: Int[Array, "B S"]
    endings_BxS: Int[Array, "B S"]


Pair = tuple[Float[Array, "B M H E"], Float[Array, "B M H E"], Bool[Array, "B 1 M"]]
"""Keys and values to attend to, and which of them are real."""


class Memory(NamedTuple):
    """An encoded source, ready to be attended to: M = F + S positions.

    Attributes:
        keys, values: of each decoder layer, B x M x H x E.
        mask_BxM: real positions.
        pointers_BxSxD: keys of the pointer. copies_BxSxV: one-hot characters, 0 for padding.
        bundle_BxD: the sum of the features.
    """

    keys: tuple[Float[Array, "B M H E"], ...]
    values: tuple[Float[Array, "B M H E"], ...]
    mask_BxM: Bool[Array, "B M"]
    pointers_BxSxD: Float[Array, "B S D"]
    copies_BxSxV: Float[Array, "B S V"]
    bundle_BxD: Float[Array, "B D"]

    def of_layer(self, i: int) -> Pair:
        """Keys, values and mask for one decoder layer."""
        return self.keys[i], self.values[i], self.mask_BxM[:, None, :]


class Cache(NamedTuple):
    """Keys and values of the decoder's own positions, one array a layer, for K hypotheses of T characters."""

    keys: tuple[Float[Array, "B K T H E"], ...]
    values: tuple[Float[Array, "B K T H E"], ...]


def shared_dropout(x_BxTxD: Float[Array, "B T D"], rate: float, key: Key[Array, ""] | None) -> Array:
    """Dropout with one mask for all positions of a string (Gal & Ghahramani 2016).

    Drawing masks for every position would take a fifth of a training step on a CPU.
    """
    if key is None or rate == 0.0:
        return x_BxTxD
    keep = jax.random.bernoulli(key, 1.0 - rate, (x_BxTxD.shape[0], 1, x_BxTxD.shape[2]))
    return x_BxTxD * (keep / (1.0 - rate))


class SeqBlock(nnx.Module):
    """Self-attention, attention to the source where there is one, MLP; each after a norm."""

    def __init__(self, config: Seq2SeqConfig, *, cross: bool, rngs: nnx.Rngs) -> None:
        dim, hidden = config.dim, config.dim * config.mlp_ratio
        self.heads, self.rate, self.cross = config.heads, config.dropout, cross
        self.self_norm = nnx.RMSNorm(dim, rngs=rngs)
        self.qkv = nnx.Linear(dim, 3 * dim, use_bias=False, rngs=rngs)
        self.self_out = nnx.Linear(dim, dim, use_bias=False, rngs=rngs)
        if cross:
            self.cross_norm = nnx.RMSNorm(dim, rngs=rngs)
            self.query = nnx.Linear(dim, dim, use_bias=False, rngs=rngs)
            self.source = nnx.Linear(dim, 2 * dim, use_bias=False, rngs=rngs)
            self.cross_out = nnx.Linear(dim, dim, use_bias=False, rngs=rngs)
        self.mlp_norm = nnx.RMSNorm(dim, rngs=rngs)
        self.up = nnx.Linear(dim, hidden, rngs=rngs)
        self.down = nnx.Linear(hidden, dim, rngs=rngs)

    def project(
        self, x_BxTxD: Float[Array, "B T D"], positions_BxT: Int[Array, "B T"]
    ) -> tuple[Float[Array, "B T H E"], Float[Array, "B T H E"], Float[Array, "B T H E"]]:
        """Queries, keys and values of self-attention; queries and keys rotated."""
        qkv = self._heads(_flat(self.qkv, self.self_norm(x_BxTxD)), 3)
        q, k, v = jnp.split(qkv, 3, axis=2)
        return rotate(q, positions_BxT), rotate(k, positions_BxT), v

    def remember(
        self, memory_BxMxD: Float[Array, "B M D"], positions_BxM: Int[Array, "B M"]
    ) -> tuple[Float[Array, "B M H E"], Float[Array, "B M H E"]]:
        """Keys (rotated) and values of the source."""
        k, v = jnp.split(self._heads(_flat(self.source, memory_BxMxD), 2), 2, axis=2)
        return rotate(k, positions_BxM), v

    def finish(
        self,
        x_BxTxD: Float[Array, "B T D"],
        own_BxTxHxE: Float[Array, "B T H E"],
        source: Pair | None,
        positions_BxT: Int[Array, "B T"],
        key: Key[Array, ""] | None,
    ) -> Float[Array, "B T D"]:
        """What follows self-attention, whose result before the projection is `own`."""
        keys = (None,) * 3 if key is None else jax.random.split(key, 3)
        own = _flat(self.self_out, own_BxTxHxE.reshape(x_BxTxD.shape))
        x_BxTxD = x_BxTxD + shared_dropout(own, self.rate, keys[0])
        if source is not None:
            q = self._heads(_flat(self.query, self.cross_norm(x_BxTxD)), 1)
            mixed = attend(rotate(q, positions_BxT), *source).reshape(x_BxTxD.shape)
            x_BxTxD = x_BxTxD + shared_dropout(_flat(self.cross_out, mixed), self.rate, keys[1])
        hidden = jax.nn.relu(_flat(self.up, self.mlp_norm(x_BxTxD)))
        return x_BxTxD + shared_dropout(_flat(self.down, hidden), self.rate, keys[2])

    def _heads(self, x_BxTxN: Float[Array, "B T N"], times: int) -> Float[Array, "B T H E"]:
        batch, length, width = x_BxTxN.shape
        return x_BxTxN.reshape(batch, length, times * self.heads, width // (times * self.heads))


def _flat(layer: nnx.Linear, x_BxTxD: Float[Array, "B T D"]) -> Float[Array, "B T N"]:
    """A product over all positions at once, which is faster on a CPU than one a string."""
    batch, length, dim = x_BxTxD.shape
    return layer(x_BxTxD.reshape(batch * length, dim)).reshape(batch, length, -1)


class Seq2Seq(nnx.Module):
    """Strings and features to a string."""

    def __init__(self, config: Seq2SeqConfig, *, rngs: nnx.Rngs) -> None:
        self.config = config
        dim = config.dim
        init = nnx.initializers.normal(_SCALE)
        self.characters = nnx.Param(init(rngs.params(), (config.characters, dim)))
        self.features = nnx.Param(init(rngs.params(), (config.features, dim)))
        self.parts = nnx.Param(init(rngs.params(), (config.parts, dim)))
        self.endings = nnx.Param(init(rngs.params(), (ENDING, dim)))
        self.bundle = nnx.Linear(dim, dim, use_bias=False, rngs=rngs)
        self.encoder = nnx.List(
            [SeqBlock(config, cross=False, rngs=rngs) for _ in range(config.encoder_layers)]
        )
        self.encoder_norm = nnx.RMSNorm(dim, rngs=rngs)
        self.decoder = nnx.List(
            [SeqBlock(config, cross=True, rngs=rngs) for _ in range(config.decoder_layers)]
        )
        self.norm = nnx.RMSNorm(dim, rngs=rngs)
        self.output = nnx.Linear(dim, config.characters, rngs=rngs)
        if config.copy:
            self.point = nnx.Linear(dim, dim, use_bias=False, rngs=rngs)
            self.pointed = nnx.Linear(dim, dim, use_bias=False, rngs=rngs)
            self.gate = nnx.Linear(dim, 1, rngs=rngs)

    def encode(self, source: Source, key: Key[Array, ""] | None = None) -> Memory:
        """Encodes the source; `key` switches dropout on."""
        keys = (None, None) if key is None else jax.random.split(key)
        present_BxF = source.features_BxF > PAD
        features = jnp.where(present_BxF[..., None], self.features[...][source.features_BxF], 0.0)
        bundle = self.bundle(features.sum(1))
        characters = (
            self.characters[...][source.characters_BxS]
            + self.parts[...][source.parts_BxS]
            + self.endings[...][source.endings_BxS]
            + bundle[:, None]
        )
        x_BxMxD = jnp.concatenate([features, characters], axis=1)
        x_BxMxD = shared_dropout(x_BxMxD, self.config.dropout, keys[0])
        mask = jnp.concatenate([present_BxF, source.characters_BxS > PAD], axis=1)
        positions = jnp.concatenate([jnp.zeros_like(source.features_BxF), source.positions_BxS], axis=1)
        hidden = self.encoder_norm(_through(self.encoder, x_BxMxD, mask[:, None, :], positions, keys[1]))
        pairs = [block.remember(hidden, positions) for block in self.decoder]
        strings = hidden[:, present_BxF.shape[1] :]
        pointers = strings
        if self.config.copy:
            pointers = rotate(self.pointed(strings)[:, :, None], source.positions_BxS)[:, :, 0]
        copies = jax.nn.one_hot(source.characters_BxS, self.config.characters)
        copies = jnp.where((source.characters_BxS > PAD)[..., None], copies, 0.0)
        return Memory(tuple(k for k, _ in pairs), tuple(v for _, v in pairs), mask, pointers, copies, bundle)

    def __call__(
        self, source: Source, given_BxT: Int[Array, "B T"], key: Key[Array, ""] | None = None
    ) -> Float[Array, "B T V"]:
        """Log-probabilities of each next character, given the ones before it (`given` starts with BEGIN)."""
        keys = (None, None, None) if key is None else jax.random.split(key, 3)
        memory = self.encode(source, keys[0])
        batch, length = given_BxT.shape
        positions = jnp.broadcast_to(jnp.arange(length), (batch, length))
        causal = positions[:1, None, :] <= positions[:1, :, None]
        x_BxTxD = shared_dropout(self._embed(given_BxT, memory), self.config.dropout, keys[1])
        x_BxTxD = _through(self.decoder, x_BxTxD, causal, positions, keys[2], memory)
        return self._log_probabilities(x_BxTxD, memory, positions)

    def empty_cache(self, batch: int, hypotheses: int, length: int) -> Cache:
        """The cache before the first character."""
        config = self.config
        shape = (batch, hypotheses, length, config.heads, config.dim // config.heads)
        layers = range(config.decoder_layers)
        return Cache(tuple(jnp.zeros(shape) for _ in layers), tuple(jnp.zeros(shape) for _ in layers))

    def step(
        self, memory: Memory, cache: Cache, last_BxK: Int[Array, "B K"], time: Int[Array, ""]
    ) -> tuple[Float[Array, "B K V"], Cache]:
        """Log-probabilities of the character after `last`, which stands at position `time`."""
        positions = jnp.full(last_BxK.shape, time)
        x_BxKxD = self._embed(last_BxK, memory)
        seen_T = jnp.arange(cache.keys[0].shape[2]) <= time
        new_keys, new_values = [], []
        for i, block in enumerate(self.decoder):
            q, k, v = block.project(x_BxKxD, positions)
            keys = jax.lax.dynamic_update_slice_in_dim(cache.keys[i], k[:, :, None], time, axis=2)
            values = jax.lax.dynamic_update_slice_in_dim(cache.values[i], v[:, :, None], time, axis=2)
            scores = jnp.einsum("bkhe,bkthe->bkht", q, keys) * q.shape[-1] ** -0.5
            weights = jax.nn.softmax(jnp.where(seen_T, scores, MASKED), axis=-1)
            own = jnp.einsum("bkht,bkthe->bkhe", weights, values)
            x_BxKxD = block.finish(x_BxKxD, own, memory.of_layer(i), positions, None)
            new_keys.append(keys)
            new_values.append(values)
        return self._log_probabilities(x_BxKxD, memory, positions), Cache(tuple(new_keys), tuple(new_values))

    def _embed(self, characters_BxT: Int[Array, "B T"], memory: Memory) -> Float[Array, "B T D"]:
        return self.characters[...][characters_BxT] + memory.bundle_BxD[:, None]

    def _log_probabilities(
        self, x_BxTxD: Float[Array, "B T D"], memory: Memory, positions_BxT: Int[Array, "B T"]
    ) -> Float[Array, "B T V"]:
        batch, length, dim = x_BxTxD.shape
        hidden = self.norm(x_BxTxD).reshape(-1, dim)
        logits = self.output(hidden).reshape(batch, length, -1)
        if not self.config.copy:
            return jax.nn.log_softmax(logits)
        q = rotate(self.point(hidden).reshape(batch, length, 1, dim), positions_BxT)[:, :, 0]
        scores = jnp.einsum("btd,bsd->bts", q, memory.pointers_BxSxD) * dim**-0.5
        real_BxS = memory.mask_BxM[:, memory.mask_BxM.shape[1] - scores.shape[2] :]
        where = jax.nn.softmax(jnp.where(real_BxS[:, None], scores, MASKED), axis=-1)
        copied = jnp.einsum("bts,bsv->btv", where, memory.copies_BxSxV)
        generate = jax.nn.sigmoid(self.gate(hidden)).reshape(batch, length, 1)
        mixed = generate * jax.nn.softmax(logits) + (1.0 - generate) * copied
        return jnp.log(mixed + _FLOOR)


def _through(
    blocks: Iterable[SeqBlock],
    x_BxTxD: Float[Array, "B T D"],
    mask_BxTxT: Bool[Array, "B T T"],
    positions_BxT: Int[Array, "B T"],
    key: Key[Array, ""] | None,
    memory: Memory | None = None,
) -> Float[Array, "B T D"]:
    for i, block in enumerate(blocks):
        q, k, v = block.project(x_BxTxD, positions_BxT)
        own = attend(q, k, v, mask_BxTxT)
        source = None if memory is None else memory.of_layer(i)
        block_key = None if key is None else jax.random.fold_in(key, i)
        x_BxTxD = block.finish(x_BxTxD, own, source, positions_BxT, block_key)
    return x_BxTxD
