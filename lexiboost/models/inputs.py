"""What a transformer over token ids reads: packed rows."""

from __future__ import annotations

from typing import NamedTuple

from jaxtyping import Array, Int


class Tokens(NamedTuple):
    """B rows of L token ids; segments 1..S, 0 at padding; positions count from 0 in each segment."""

    tokens_BxL: Int[Array, "B L"]
    segments_BxL: Int[Array, "B L"]
    positions_BxL: Int[Array, "B L"]
