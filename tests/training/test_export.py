from __future__ import annotations

import shutil
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.training.checkpoint import load_params, save_params
from lexiboost.training.checkpoints import Checkpoints
from lexiboost.training.export import export_params
from tests.training.toy import IDENTITY, advance, bits, fresh


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Checkpoints of steps 1 and 2."""
    folder = tmp_path_factory.mktemp("run") / "checkpoints"
    state = fresh()
    with Checkpoints(folder) as checkpoints:
        for _ in range(2):
            state, _ = advance(state)
            checkpoints.save(state, identity=IDENTITY)
    return folder


def test_weights_alone_are_those_of_the_newest_checkpoint_and_a_third_of_it(
    saved: Path, tmp_path: Path
) -> None:
    assert export_params(saved, tmp_path / "weights") == 2
    state, _ = advance(fresh(), 2)
    assert bits(load_params(tmp_path / "weights", fresh().params)) == bits(state.params)
    names = str(sorted(path.name for path in (tmp_path / "weights").rglob("*")))
    assert "optimizer" not in names


def test_another_step_and_narrower_floats_may_be_asked_for(saved: Path, tmp_path: Path) -> None:
    assert export_params(saved, tmp_path, step=1, dtype="bfloat16") == 1
    state, _ = advance(fresh())
    like = jax.tree.map(lambda leaf: leaf.astype(jnp.bfloat16), state.params)
    assert bits(load_params(tmp_path, like)) == bits(like)


def test_a_damaged_checkpoint_is_passed_over_and_without_an_intact_one_it_is_said(
    saved: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(saved, tmp_path / "checkpoints")
    (folder / "step_000000002" / "state" / "orbax.checkpoint").write_bytes(b"1")
    assert export_params(folder, tmp_path / "weights") == 1
    with pytest.raises(InputError, match=r"step 2: state/orbax\.checkpoint is not as it was written"):
        export_params(folder, tmp_path / "weights", step=2)
    with pytest.raises(InputError, match="no checkpoint"):
        export_params(tmp_path / "nowhere", tmp_path / "weights")


def test_flipped_bits_in_saved_parameters_are_noticed(tmp_path: Path) -> None:
    params = {"w": np.arange(4096, dtype=np.float32)}
    save_params(params, tmp_path)
    files = [path for path in (tmp_path / "checkpoint").rglob("*") if path.is_file()]
    files = [path for path in files if path.stat().st_size]
    rng = np.random.default_rng(0)
    for number in range(2 * len(files)):
        path = files[number % len(files)]
        data = path.read_bytes()
        at = int(rng.integers(len(data)))
        path.write_bytes(data[:at] + bytes([data[at] ^ (1 << int(rng.integers(8)))]) + data[at + 1 :])
        with pytest.raises(InputError, match="a damaged checkpoint"):
            load_params(tmp_path, params)
        path.write_bytes(data)
    np.testing.assert_array_equal(load_params(tmp_path, params)["w"], params["w"])


def test_parameters_that_were_saved_without_digests_are_read(tmp_path: Path) -> None:
    params = {"w": np.arange(8, dtype=np.float32)}
    save_params(params, tmp_path)
    (tmp_path / "checkpoint" / "record.json").unlink()
    np.testing.assert_array_equal(load_params(tmp_path, params)["w"], params["w"])
