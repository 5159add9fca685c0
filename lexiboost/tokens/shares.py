"""How many rows of each source a mixture takes: temperature, UniMax or given weights; caps on repeats.

UniMax is that of Chung et al. 2023, "UniMax: Fairer and More Effective Language Sampling for Large-Scale
Multilingual Pretraining", algorithm 1: all languages alike, none more than `max_epochs` times its text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lexiboost.artifacts.errors import ConfigError

KINDS = ("real", "pseudo_mono", "pseudo_parallel", "pseudo_labelled")
SAMPLINGS = ("temperature", "unimax", "weights")


class Source(NamedTuple):
    """Rows of one variety and kind (of `KINDS`)."""

    variety: str
    kind: str
    rows: int

    @property
    def name(self) -> str:
        """`<variety>/<kind>`, as `MixtureSettings.weights` names it."""
        return f"{self.variety}/{self.kind}"


@dataclass(frozen=True)
class MixtureSettings:
    """What is asked of a mixture.

    Attributes:
        sampling: `temperature`: a variety's share is its rows to the power `alpha` (Conneau et al. 2020,
            section 3.1); `unimax`: all varieties alike, with `max_epochs`; `weights`: as `weights` says.
        alpha: 1 keeps the sizes, 0 makes all varieties alike.
        kinds: share of each kind, for instance {"real": 0.5, "pseudo_mono": 0.5}; a kind that is not named
            gets nothing. Empty: a variety's rows of all kinds are alike.
        weights: `<variety>/<kind>` -> weight; what is not named gets nothing. With `kinds`, they are weights
            inside a kind.
        max_epochs: how often a row may come at most; None: as often as the shares want it.
    """

    sampling: str = "temperature"
    alpha: float = 0.3
    kinds: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    max_epochs: float | None = None

    def __post_init__(self) -> None:
        if self.sampling not in SAMPLINGS:
            raise ConfigError(f"mixture.sampling is {self.sampling!r}; it is one of {', '.join(SAMPLINGS)}")
        if unknown := sorted(set(self.kinds) - set(KINDS)):
            raise ConfigError(f"mixture.kinds names {unknown[0]!r}; the kinds are {', '.join(KINDS)}")
        for name in ("kinds", "weights"):
            for key, value in getattr(self, name).items():
                if not (np.isfinite(value) and value >= 0):
                    raise ConfigError(f"mixture.{name}: {key} is {value}; it is a number from 0 on")
        if not np.isfinite(self.alpha):
            raise ConfigError(f"mixture.alpha is {self.alpha}; it is a number, commonly 0 to 1")
        if self.max_epochs is not None and not (np.isfinite(self.max_epochs) and self.max_epochs > 0):
            raise ConfigError(f"mixture.max_epochs is {self.max_epochs}; it is a number above 0")
        if self.sampling == "unimax" and self.max_epochs is None:
            raise ConfigError(
                "mixture.sampling is unimax without mixture.max_epochs; the paper's are 1 to 10"
            )


def asked_shares(sources: Sequence[Source], settings: MixtureSettings) -> NDArray[np.float64]:
    """The share of each source as the settings ask for it, before caps; they sum to 1.

    Raises:
        ConfigError: a kind or source is asked for and has no rows, or nothing is asked for at all.
    """
    rows = np.array([source.rows for source in sources], dtype=np.float64)
    if not settings.kinds:
        return _normal(_inside(sources, rows, settings), "the sources that the mixture names")
    shares = np.zeros(len(sources))
    for kind in sorted(kind for kind, share in settings.kinds.items() if share > 0):
        member = np.array([source.kind == kind for source in sources], dtype=bool)
        inside = _inside(sources, np.where(member, rows, 0.0), settings)
        shares += settings.kinds[kind] * _normal(inside, f"kind {kind}, which mixture.kinds asks for,")
    return _normal(shares, "the kinds of mixture.kinds")


def _inside(
    sources: Sequence[Source], rows: NDArray[np.float64], settings: MixtureSettings
) -> NDArray[np.float64]:
    if settings.sampling == "weights":
        known = {source.name for source in sources if source.rows}
        if unknown := sorted(name for name, w in settings.weights.items() if w > 0 and name not in known):
            raise ConfigError(f"mixture.weights names {unknown[0]}, of which there are no rows")
        weights = np.array([settings.weights.get(source.name, 0.0) for source in sources])
        return np.where(rows > 0, weights, 0.0)
    alpha = 0.0 if settings.sampling == "unimax" else settings.alpha
    _, variety = np.unique([source.variety for source in sources], return_inverse=True)
    total = np.bincount(variety, weights=rows)[variety]
    present = rows > 0
    shares = np.zeros(len(sources))
    shares[present] = (total[present] / total.max(initial=1.0)) ** alpha * rows[present] / total[present]
    return shares


def _normal(shares: NDArray[np.float64], what: str) -> NDArray[np.float64]:
    if not shares.sum() > 0:
        raise ConfigError(f"{what} have no rows; give text of them or leave them out")
    return shares / shares.sum()


def planned_rows(
    sources: Sequence[Source], settings: MixtureSettings, total: int, *, capped: bool
) -> NDArray[np.int64]:
    """Rows of each source among `total`, within one row of what is asked where no cap binds.

    What a capped source leaves goes to the others of its kind in proportion to their shares (without
    `kinds`: to all others), what a whole kind leaves to the other kinds in proportion to theirs.

    Args:
        sources, settings: the mixture's. total: rows in all.
        capped: whether `max_epochs` applies.

    Raises:
        ConfigError: the caps leave fewer than `total` rows.
    """
    shares = asked_shares(sources, settings)
    rows = np.array([source.rows for source in sources], dtype=np.float64)
    epochs = settings.max_epochs if capped and settings.max_epochs is not None else np.inf
    caps = np.full(len(sources), np.inf)
    caps[shares > 0] = np.floor(rows[shares > 0] * epochs + 1e-9)
    if (possible := caps[shares > 0].sum()) < total:
        raise ConfigError(
            f"mixture.max_epochs={epochs:g} allows {possible:,.0f} rows and {total:,} are asked for; "
            "take fewer steps, more text or a greater cap"
        )
    if not settings.kinds:
        return _whole(_fill(shares, caps, total), caps, total)
    kinds = [kind for kind in KINDS if settings.kinds.get(kind, 0) > 0]
    member = np.array([[source.kind == kind for source in sources] for kind in kinds]) & (shares > 0)
    kind_caps = np.array([caps[m].sum() for m in member])
    kind_rows = _fill(np.array([shares[m].sum() for m in member]), kind_caps, total)
    given = np.zeros(len(sources))
    for m, budget in zip(member, kind_rows, strict=True):
        given[m] = _fill(shares[m], caps[m], budget)
    return _whole(given, caps, total)


def _fill(shares: NDArray[np.float64], caps: NDArray[np.float64], budget: float) -> NDArray[np.float64]:
    """Parts of `budget` in proportion to `shares`, none above its cap, as far as the caps allow."""
    given = np.zeros(len(shares))
    open_, left = shares > 0, float(budget)
    while open_.any():
        scale = left / shares[open_].sum()
        over = open_ & (shares * scale > caps)
        if not over.any():
            given[open_] = shares[open_] * scale
            break
        given[over] = caps[over]
        left = max(0.0, left - float(caps[over].sum()))
        open_ &= ~over
    return given


def _whole(given: NDArray[np.float64], caps: NDArray[np.float64], total: int) -> NDArray[np.int64]:
    """Rounds to whole rows that sum to `total`: the largest remainders are rounded up, earlier ones first."""
    counts = np.floor(given).astype(np.int64)
    order = np.lexsort((np.arange(len(given)), counts - given))
    while (missing := total - int(counts.sum())) > 0:
        able = order[(given[order] > 0) & (counts[order] < caps[order])]
        counts[able[:missing]] += 1
    while (excess := int(counts.sum()) - total) > 0:
        counts[order[::-1][counts[order[::-1]] > 0][:excess]] -= 1
    return counts
