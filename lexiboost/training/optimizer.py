"""AdamW with warm-up and linear decay; parts of the model may be frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import optax


@dataclass(frozen=True)
class OptimizerSettings:
    """AdamW (Loshchilov & Hutter 2019).

    Attributes:
        learning_rate: peak, reached after `warmup` of the steps, then linearly down to 0.
        weight_decay: decoupled, on matrices only. clip: global gradient norm.
        frozen: top-level parts of the model that stay as they are, e.g. `("embedder",)`.
    """

    learning_rate: float = 2e-3
    warmup: float = 0.1
    weight_decay: float = 0.01
    clip: float = 1.0
    frozen: tuple[str, ...] = ()


def make_optimizer(settings: OptimizerSettings, steps: int) -> optax.GradientTransformation:
    """The optimizer of a run of so many steps."""
    warmup = max(1, round(settings.warmup * steps))
    schedule = optax.join_schedules(
        [
            optax.linear_schedule(0.0, settings.learning_rate, warmup),
            optax.linear_schedule(settings.learning_rate, 0.0, max(1, steps - warmup)),
        ],
        [warmup],
    )
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

    def kind(path: tuple[Any, ...], _: Any) -> str:
        names = [str(getattr(part, "key", getattr(part, "name", part))) for part in path]
        dotted = ".".join(names)
        held = any(dotted == part or dotted.startswith(part + ".") for part in settings.frozen)
        return "frozen" if held else "trained"

    def label(params: Any) -> Any:
        return jax.tree_util.tree_map_with_path(kind, params)

    return optax.multi_transform({"trained": adamw, "frozen": optax.set_to_zero()}, label)
