from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.training.checkpoint import load_params, save_params
from lexiboost.training.state import init_model
from tests.models import tiny


@pytest.fixture(scope="module")
def params() -> Any:
    return tiny.dense_params()[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, params: Any) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    save_params(params, folder)
    return folder


def test_parameters_come_back_bit_equal(folder: Path, params: Any) -> None:
    _, like = init_model(tiny.CONFIG, 77)
    loaded = load_params(folder, like)
    assert jax.tree.structure(loaded) == jax.tree.structure(params)

    def check(one: Any, other: Any) -> None:
        assert one.dtype == other.dtype
        assert np.asarray(one).tobytes() == np.asarray(other).tobytes()

    jax.tree.map(check, loaded, params)


def test_values_that_compare_unequal_to_themselves_come_back_too(tmp_path: Path) -> None:
    odd = {"w": {0: np.array([np.nan, -0.0, np.inf, 1e-45], dtype=np.float32)}}
    save_params(odd, tmp_path)
    assert load_params(tmp_path, odd)["w"][0].tobytes() == odd["w"][0].tobytes()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"dim": 12}, "embedder.base"),
        ({"grams": 31}, "embedder.grams"),
        ({"pieces": 39}, "embedder.pieces"),
        ({"labels": 7}, "label_head.bias"),
        ({"layers": 2}, "encoder.blocks.1"),
        ({"wide": False}, "wide_english"),
    ],
)
def test_a_checkpoint_of_another_model_is_refused_in_one_line(
    folder: Path, change: dict[str, Any], named: str
) -> None:
    like = jax.eval_shape(lambda: init_model(replace(tiny.CONFIG, **change), 0)[1])
    with pytest.raises(InputError, match=named) as raised:
        load_params(folder, like)
    line = str(raised.value)
    assert line.startswith(str(folder)) and "\n" not in line and len(line) < 400


def test_a_missing_checkpoint_is_refused_in_one_line(tmp_path: Path, params: Any) -> None:
    with pytest.raises(InputError) as raised:
        load_params(tmp_path / "absent", params)
    line = str(raised.value)
    assert line.startswith(str(tmp_path / "absent")) and "\n" not in line


def test_a_checkpoint_without_its_data_is_refused(tmp_path: Path, params: Any) -> None:
    save_params(params, tmp_path)
    for file in sorted(tmp_path.rglob("*.ocdbt")):
        file.unlink()
    with pytest.raises(InputError, match="checkpoint"):
        load_params(tmp_path, params)
