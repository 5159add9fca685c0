"""Beam search of a whole batch, compiled as one loop that ends when every hypothesis has ended."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from lexiboost.models.seq2seq import BEGIN, END, PAD, Seq2SeqConfig, Source
from lexiboost.tasks.inflection.training import bind

NEVER = -1e9


class Beams(NamedTuple):
    """K hypotheses for each of B sources, likeliest first.

    Attributes:
        ids_BxKxT: characters with `END`, then 0.
        scores_BxK: log-probability of the whole string; `NEVER` or less for a hypothesis that did not end.
    """

    ids_BxKxT: Int[Array, "B K T"]
    scores_BxK: Float[Array, "B K"]


class _State(NamedTuple):
    time: Int[Array, ""]
    ids_BxKxT: Int[Array, "B K T"]
    last_BxK: Int[Array, "B K"]
    scores_BxK: Float[Array, "B K"]
    done_BxK: Bool[Array, "B K"]
    cache: Any


@lru_cache(maxsize=32)
def beam_search(config: Seq2SeqConfig, beam: int, length: int, *, first_only: bool = False) -> Any:
    """The compiled search `(params, source) -> Beams` for strings of at most `length` with `END`.

    With a beam of 1 it is greedy. No length penalty: scores are probabilities of whole strings.

    Args:
        config: of the network. beam: hypotheses kept. length: as above.
        first_only: end as soon as the likeliest string of each source is certain; the others may be cut off.
    """

    def search(params: Any, source: Source) -> Beams:
        model = bind(config, params)
        memory = model.encode(source)
        batch = source.features_BxF.shape[0]
        start = _State(
            jnp.zeros((), jnp.int32),
            jnp.zeros((batch, beam, length), jnp.int32),
            jnp.full((batch, beam), BEGIN),
            jnp.full((batch, beam), NEVER).at[:, 0].set(0.0),
            jnp.zeros((batch, beam), bool),
            model.empty_cache(batch, beam, length),
        )

        def goes_on(state: _State) -> Bool[Array, ""]:
            return (state.time < length) & ~(_first_is_sure(state) if first_only else state.done_BxK).all()

        def advance(state: _State) -> _State:
            logs, cache = model.step(memory, state.cache, state.last_BxK, state.time)
            return _extended(state, logs, cache)

        state = jax.lax.while_loop(goes_on, advance, start)
        scores = jnp.where(state.done_BxK, state.scores_BxK, state.scores_BxK + NEVER)
        order = jnp.argsort(-scores, axis=1)
        return Beams(
            jnp.take_along_axis(state.ids_BxKxT, order[..., None], axis=1),
            jnp.take_along_axis(scores, order, axis=1),
        )

    return jax.jit(search)


def _first_is_sure(state: _State) -> Bool[Array, "B"]:
    """Whether an ended hypothesis is likelier than all open ones, which can only become less likely."""
    ended = jnp.where(state.done_BxK, state.scores_BxK, -jnp.inf).max(1)
    going_on = jnp.where(state.done_BxK, -jnp.inf, state.scores_BxK).max(1)
    return ended >= going_on


def _extended(state: _State, logs_BxKxV: Float[Array, "B K V"], cache: Any) -> _State:
    """Keeps the K best of all hypotheses' continuations; an ended one goes on as it is, at no cost."""
    batch, beam, size = logs_BxKxV.shape
    symbols = jnp.arange(size)
    logs = jnp.where((symbols == PAD) | (symbols == BEGIN), NEVER, logs_BxKxV)
    ended = jnp.where(symbols == PAD, 0.0, NEVER)
    logs = jnp.where(state.done_BxK[..., None], ended, logs)
    totals = (state.scores_BxK[..., None] + logs).reshape(batch, beam * size)
    scores, chosen = jax.lax.top_k(totals, beam)
    parent, symbol = chosen // size, chosen % size

    def of_parent(x: Array) -> Array:
        index = parent.reshape(batch, beam, *(1,) * (x.ndim - 2))
        return jnp.take_along_axis(x, index, axis=1)

    if beam > 1:
        cache = jax.tree.map(of_parent, cache)
    ids = of_parent(state.ids_BxKxT).at[:, :, state.time].set(symbol)
    done = of_parent(state.done_BxK) | (symbol == END)
    return _State(state.time + 1, ids, symbol, scores, done, cache)
