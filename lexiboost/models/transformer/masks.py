"""Who may see whom in packed rows."""

from __future__ import annotations

from dataclasses import dataclass

import jax.numpy as jnp
from jaxtyping import Array, Bool, Int


@dataclass(frozen=True)
class Visibility:
    """A query sees the keys of its own segment; padding is segment 0 and sees padding.

    Attributes:
        queries_BxL, keys_BxM: segment ids.
        causal: whether a query sees no key after itself (L = M).
        prefix_BxM: keys that their whole segment sees although `causal`.
        cross: whether keys come from other rows than queries, so that a query may have no key at all.
    """

    queries_BxL: Int[Array, "B L"]
    keys_BxM: Int[Array, "B M"]
    causal: bool = False
    prefix_BxM: Bool[Array, "B M"] | None = None
    cross: bool = False

    def allowed(self) -> Bool[Array, "B L M"]:
        """True where a query may see a key."""
        same = self.queries_BxL[:, :, None] == self.keys_BxM[:, None, :]
        if not self.causal:
            return same
        index = jnp.arange(self.keys_BxM.shape[1])
        seen = (index[None, :] <= index[:, None])[None]
        if self.prefix_BxM is not None:
            seen = seen | self.prefix_BxM[:, None, :]
        return same & seen

    def answered(self) -> Bool[Array, "B L"]:
        """True for queries that see at least one key."""
        return self.allowed().any(-1)
