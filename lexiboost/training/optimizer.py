"""AdamW, Adafactor or Lion with a schedule, clipping and decay of matrices; parts may be frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import jax
import optax

from lexiboost.artifacts.errors import ConfigError
from lexiboost.training.schedules import SHAPES, Schedule, Shape, make_schedule

Rule = Literal["adamw", "adafactor", "lion"]
RULES = ("adamw", "adafactor", "lion")
PLAIN = ("bias", "scale")
"""Last names of parameters that are vectors by nature, whatever axes they have."""


@dataclass(frozen=True)
class OptimizerSettings:
    """How parameters follow gradients.

    Attributes:
        learning_rate: peak, reached after `warmup`: up to 1 a share of the steps, else a number of them.
        weight_decay: decoupled, on matrices only: on no bias, no scale, and none of `undecayed`.
        clip: global gradient norm; 0: no clipping.
        frozen: parts of the model that stay as they are, by dotted name, e.g.
            `("embedder.pieces", "encoder")`.
        rule: `adamw` (Loshchilov & Hutter 2019), `adafactor` (Shazeer & Stern 2018; factored second moments
            and updates relative to a parameter's size, so a rate near 1e-2) or `lion` (Chen et al. 2023; a
            rate 3 to 10 times below AdamW's).
        schedule: see `lexiboost.training.schedules`; decay, floor: its.
        b1, b2: decay of the moments of AdamW and Lion. epsilon: of AdamW.
        undecayed: more parts without decay, by dotted name.
    """

    learning_rate: float = 2e-3
    warmup: float = 0.1
    weight_decay: float = 0.01
    clip: float = 1.0
    frozen: tuple[str, ...] = ()
    rule: Rule = "adamw"
    schedule: Shape = "linear"
    decay: float = 0.1
    floor: float = 0.0
    b1: float = 0.9
    b2: float = 0.98
    epsilon: float = 1e-8
    undecayed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for key, value, known in (("rule", self.rule, RULES), ("schedule", self.schedule, SHAPES)):
            if value not in known:
                raise ConfigError(f"optimizer.{key} is {value!r}; it is one of {', '.join(known)}")


def learning_rate(settings: OptimizerSettings, steps: int) -> Schedule:
    """The learning rate by step, in a run of so many steps."""
    return make_schedule(
        settings.schedule,
        peak=settings.learning_rate,
        warmup=settings.warmup,
        steps=steps,
        decay=settings.decay,
        floor=settings.floor,
    )


def make_optimizer(settings: OptimizerSettings, steps: int) -> optax.GradientTransformation:
    """The optimizer of a run of so many steps.

    Raises:
        ConfigError: when initialised, for a frozen or undecayed part that the model does not have.
    """
    clipping = (optax.clip_by_global_norm(settings.clip),) if settings.clip else ()
    moving = optax.chain(*clipping, _rule(settings, learning_rate(settings, steps)))
    if settings.frozen:

        def label(params: Any) -> Any:
            return _by_name(params, lambda name, _: "frozen" if _within(name, settings.frozen) else "trained")

        moving = optax.multi_transform({"trained": moving, "frozen": optax.set_to_zero()}, label)

    def init(params: Any) -> optax.OptState:
        _check_parts(params, settings.frozen, "frozen")
        _check_parts(params, settings.undecayed, "undecayed")
        return moving.init(params)

    return optax.GradientTransformation(init, moving.update)


def _rule(settings: OptimizerSettings, rate: Schedule) -> optax.GradientTransformation:
    def mask(params: Any) -> Any:
        return _by_name(params, lambda name, leaf: decays(name, leaf, settings.undecayed))

    decay = settings.weight_decay
    if settings.rule == "adafactor":
        # Shazeer & Stern's own update has no decoupled decay: it follows, scaled by the rate as AdamW's is.
        return optax.chain(
            optax.scale_by_factored_rms(decay_rate=0.8),
            optax.clip_by_block_rms(1.0),
            optax.scale_by_param_block_rms(),
            optax.add_decayed_weights(decay, mask),
            optax.scale_by_learning_rate(rate),
        )
    if settings.rule == "lion":
        return optax.lion(rate, b1=settings.b1, b2=settings.b2, weight_decay=decay, mask=mask)
    return optax.adamw(
        rate, b1=settings.b1, b2=settings.b2, eps=settings.epsilon, weight_decay=decay, mask=mask
    )


def decays(name: str, leaf: jax.Array, undecayed: tuple[str, ...] = ()) -> bool:
    """Whether weight decay reaches a parameter: matrices by name and shape.

    A layer axis (scan) or heads give biases and scales a second axis, so their names decide.
    """
    return leaf.ndim > 1 and name.rpartition(".")[2] not in PLAIN and not _within(name, undecayed)


def dotted(path: tuple[Any, ...]) -> str:
    """The name of a parameter, e.g. `encoder.blocks.0.mlp.up.kernel`."""
    return ".".join(
        str(getattr(part, "key", getattr(part, "name", getattr(part, "idx", "")))) for part in path
    )


def _by_name(params: Any, function: Any) -> Any:
    return jax.tree_util.tree_map_with_path(lambda path, leaf: function(dotted(path), leaf), params)


def _check_parts(params: Any, parts: tuple[str, ...], what: str) -> None:
    names = [dotted(path) for path, _ in jax.tree_util.tree_leaves_with_path(params)]
    for part in parts:
        if not any(_within(name, (part,)) for name in names):
            raise ConfigError(f"no part of the model is named {part!r} ({what}); it has {', '.join(names)}")


def _within(name: str, parts: tuple[str, ...]) -> bool:
    return any(name == part or name.startswith(part + ".") for part in parts)
