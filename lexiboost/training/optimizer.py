"""AdamW with warm-up and linear decay; parts of the model may be frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import optax

from lexiboost.artifacts.errors import ConfigError


@dataclass(frozen=True)
class OptimizerSettings:
    """AdamW (Loshchilov & Hutter 2019).

    Attributes:
        learning_rate: peak, reached after `warmup` of the steps, then linearly down towards 0.
        weight_decay: decoupled, on matrices only. clip: global gradient norm.
        frozen: parts of the model that stay as they are, by dotted name, e.g.
            `("embedder.pieces", "encoder")`.
    """

    learning_rate: float = 2e-3
    warmup: float = 0.1
    weight_decay: float = 0.01
    clip: float = 1.0
    frozen: tuple[str, ...] = ()


def make_optimizer(settings: OptimizerSettings, steps: int) -> optax.GradientTransformation:
    """The optimizer of a run of so many steps.

    Raises:
        ConfigError: when initialised, for a frozen part that the model does not have.
    """
    warmup = max(1, round(settings.warmup * steps))

    def schedule(step: jax.Array) -> jax.Array:
        rising = (step + 1) / warmup
        falling = (steps - step) / max(1, steps - warmup)
        return settings.learning_rate * jnp.clip(jnp.minimum(rising, falling), 0.0, 1.0)

    adamw = optax.chain(
        optax.clip_by_global_norm(settings.clip),
        optax.adamw(
            schedule,
            b2=0.98,
            weight_decay=settings.weight_decay,
            mask=lambda tree: jax.tree.map(lambda leaf: leaf.ndim > 1, tree),
        ),
    )
    if not settings.frozen:
        return adamw

    def label(params: Any) -> Any:
        names = jax.tree_util.tree_map_with_path(lambda path, _: _dotted(path), params)
        for part in settings.frozen:
            if not any(_within(name, (part,)) for name in jax.tree.leaves(names)):
                known = ", ".join(jax.tree.leaves(names))
                raise ConfigError(f"no part of the model is named {part!r} (frozen); it has {known}")
        return jax.tree.map(lambda name: "frozen" if _within(name, settings.frozen) else "trained", names)

    return optax.multi_transform({"trained": adamw, "frozen": optax.set_to_zero()}, label)


def _dotted(path: tuple[Any, ...]) -> str:
    return ".".join(str(part.key) for part in path)


def _within(name: str, parts: tuple[str, ...]) -> bool:
    return any(name == part or name.startswith(part + ".") for part in parts)
