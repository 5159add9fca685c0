from __future__ import annotations

import pytest

from lexiboost.training.sharding import logical_axes


@pytest.mark.parametrize(
    ("name", "rank", "axes"),
    [
        ("languages.kernel", 2, ("embed", None)),
        ("languages.bias", 1, (None,)),
        ("head.transform.kernel", 2, ("embed", None)),
        ("stack.blocks.0.attention.qkv.kernel", 3, ("embed", None, "heads")),
        ("stack.blocks.attention.qkv.kernel", 4, (None, "embed", None, "heads")),
        ("stack.blocks.mlp.down.kernel", 3, (None, "mlp", "embed")),
    ],
)
def test_a_parameters_axes_follow_from_its_name(name: str, rank: int, axes: tuple[str | None, ...]) -> None:
    assert logical_axes(name, rank) == axes
