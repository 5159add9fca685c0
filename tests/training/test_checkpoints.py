from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from lexiboost.artifacts.errors import InputError, LexiboostError, StaleArtifactError, StorageError
from lexiboost.training.checkpoints import KEEP, OVERHEAD, Checkpoints
from lexiboost.training.leaves import named_leaves
from lexiboost.training.shelf import Keep
from lexiboost.training.state import TrainState
from tests.training.toy import IDENTITY, advance, bits, fresh

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def states() -> dict[int, str]:
    """Digests of an undisturbed run's states by step."""
    state, found = fresh(), {0: bits(fresh())}
    for step in range(1, 13):
        state, _ = advance(state)
        found[step] = bits(state)
    return found


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Checkpoints of steps 2, 4 and 6; for reading only."""
    folder = tmp_path_factory.mktemp("run") / "checkpoints"
    _run(folder, 6, every=2, keep=Keep(last=3))
    return folder


@pytest.fixture
def folder(saved: Path, tmp_path: Path) -> Path:
    """A copy of `saved`, to be spoilt."""
    return shutil.copytree(saved, tmp_path / "checkpoints")


def _run(folder: Path, steps: int, *, every: int, keep: Keep = KEEP) -> TrainState:
    """Trains on to `steps` from whatever is there."""
    with Checkpoints(folder, every=every, keep=keep) as checkpoints:
        restored = checkpoints.restore(fresh(), identity=IDENTITY)
        state = restored.state if restored else fresh()
        while state.step < steps:
            state, _ = advance(state)
            if checkpoints.due(state.step):
                checkpoints.save(state, identity=IDENTITY)
    return state


def _restore(folder: Path, **given: Any) -> Any:
    with Checkpoints(folder) as checkpoints:
        return checkpoints.restore(fresh(), **given)


def _abstract() -> TrainState:
    return jax.tree.map(
        lambda leaf: leaf if isinstance(leaf, int) else jax.ShapeDtypeStruct(leaf.shape, leaf.dtype), fresh()
    )


def test_a_state_comes_back_to_the_bit_with_its_structure_and_step(
    saved: Path, states: dict[int, str]
) -> None:
    restored = _restore(saved)
    assert restored.step == restored.state.step == 6 and isinstance(restored.state.step, int)
    assert jax.tree.structure(restored.state) == jax.tree.structure(fresh())
    assert bits(restored.state) == states[6]
    with Checkpoints(saved) as checkpoints:
        assert bits(checkpoints.restore(_abstract()).state) == states[6]
        assert bits(checkpoints.restore(_abstract(), step=2).state) == states[2]


def test_a_run_that_was_stopped_twice_ends_as_if_it_never_was(tmp_path: Path, states: dict[int, str]) -> None:
    for steps in (4, 8, 12):
        state = _run(tmp_path / "checkpoints", steps, every=2)
    assert bits(state) == states[12]


def test_what_is_saved_is_the_state_at_the_call_though_training_goes_on_and_donates_its_arrays(
    tmp_path: Path,
) -> None:
    big = {"w": jnp.arange(2**21, dtype=jnp.float32)}
    step = jax.jit(lambda tree: jax.tree.map(lambda leaf: leaf + 1, tree), donate_argnums=0)
    with Checkpoints(tmp_path) as checkpoints:
        checkpoints.save(TrainState(1, big, ()), identity={})
        for _ in range(30):
            big = step(big)
        checkpoints.wait()
        restored = checkpoints.restore(TrainState(0, big, ()))
    np.testing.assert_array_equal(restored.state.params["w"], np.arange(2**21, dtype=np.float32))


def test_no_checkpoint_at_all_is_none(tmp_path: Path) -> None:
    assert _restore(tmp_path / "nothing") is None


def test_only_the_newest_and_the_milestones_stay(tmp_path: Path) -> None:
    _run(tmp_path, 12, every=1, keep=Keep(last=2, every=5))
    assert Checkpoints(tmp_path).steps() == [5, 10, 11, 12]
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"step_{n:09d}" for n in (5, 10, 11, 12)]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_every_flipped_bit_is_noticed_and_the_run_falls_back_and_says_so(
    folder: Path, states: dict[int, str], capfd: pytest.CaptureFixture[str]
) -> None:
    """Whichever file of the newest checkpoint it is in; the files are drawn alike, the bits by chance."""
    rng = np.random.default_rng(0)
    newest = folder / "step_000000006"
    files = _files(newest)
    assert any(path.name == "record.json" for path in files) and len(files) > 8
    for number in range(60):
        path = [path for path in files if path.stat().st_size][number % len(files) - 1]
        data = path.read_bytes()
        at, bit = int(rng.integers(len(data))), int(rng.integers(8))
        path.write_bytes(data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :])
        with Checkpoints(folder) as checkpoints:
            restored = checkpoints.restore(fresh(), identity=IDENTITY)
        assert restored.step == 4, (path, at, bit)
        said = capfd.readouterr().err.splitlines()
        assert [str(newest) in line and "step 4" in line for line in said] == [True]
        path.write_bytes(data)
    assert bits(restored.state) == states[4]
    assert _restore(folder).step == 6


@pytest.mark.parametrize("how", ["cut", "missing", "added", "no record", "empty folder", "record of others"])
def test_a_file_cut_short_lost_or_added_is_noticed(folder: Path, how: str) -> None:
    newest = folder / "step_000000006"
    largest = max(_files(newest), key=lambda path: path.stat().st_size)
    match how:
        case "cut":
            largest.write_bytes(largest.read_bytes()[:-1])
        case "missing":
            largest.unlink()
        case "added":
            (largest.parent / "more").write_bytes(b"1")
        case "no record":
            (newest / "record.json").unlink()
        case "empty folder":
            shutil.rmtree(newest)
            newest.mkdir()
        case "record of others":
            shutil.copy(folder / "step_000000004" / "record.json", newest)
    assert _restore(folder).step == 4


def test_it_falls_back_past_several_damaged_ones_and_then_writes_them_anew(
    folder: Path, states: dict[int, str]
) -> None:
    for step in (4, 6):
        (folder / f"step_{step:09d}" / "record.json").write_text("{}")
    assert _restore(folder).step == 2
    assert bits(_run(folder, 4, every=2)) == states[4]
    assert Checkpoints(folder).steps() == [2, 4]  # the damaged one of step 6 is not counted among the newest
    assert _restore(folder).step == 4


def test_without_any_intact_one_the_run_ends_in_one_line(folder: Path) -> None:
    for step in (2, 4, 6):
        (folder / f"step_{step:09d}" / "record.json").write_text("{}")
    with pytest.raises(StaleArtifactError, match=r"step_000000006: record\.json .*delete .*checkpoints"):
        _restore(folder)


def test_another_model_is_refused_and_the_first_leaf_that_differs_named(saved: Path) -> None:
    other = fresh()
    other.params["bias"] = jnp.zeros(17)
    with (
        Checkpoints(saved) as checkpoints,
        pytest.raises(InputError, match=r"params\.bias is float32 \(16,\), this run's is float32 \(17,\)"),
    ):
        checkpoints.restore(other)
    del other.params["bias"]
    with (
        Checkpoints(saved) as checkpoints,
        pytest.raises(InputError, match=r"params\.bias is .*this run's is not there"),
    ):
        checkpoints.restore(other)


def test_floats_may_be_restored_in_another_width_and_nothing_else(saved: Path) -> None:
    narrow = jax.tree.map(lambda leaf: leaf, fresh())
    narrow.params["bias"] = narrow.params["bias"].astype(jnp.bfloat16)
    narrow.params["blocks"][1]["kernel"] = narrow.params["blocks"][1]["kernel"].astype(jnp.float32)
    full = _restore(saved).state.params
    with Checkpoints(saved) as checkpoints:
        params = checkpoints.restore(narrow).state.params
        assert params["bias"].dtype == jnp.bfloat16
        np.testing.assert_array_equal(params["bias"], full["bias"].astype(jnp.bfloat16))
        np.testing.assert_array_equal(
            params["blocks"][1]["kernel"], full["blocks"][1]["kernel"].astype(jnp.float32)
        )
        narrow.params["bias"] = np.zeros(16, np.int32)
        with pytest.raises(InputError, match=r"params\.bias is float32 .* int32"):
            checkpoints.restore(narrow)


def _changed(**config: Any) -> dict[str, Any]:
    return {**IDENTITY, "config": {**IDENTITY["config"], **config}}


def test_a_run_that_changed_does_not_go_on_unless_told_to(
    saved: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(StaleArtifactError, match=r"config\.seed: 0 -> 1.*--config\.resume_changed"):
        _restore(saved, identity=_changed(seed=1))
    restored = _restore(saved, identity=_changed(seed=1), allow_changed=True)
    assert restored.step == 6 and restored.changed == ("config.seed: 0 -> 1",)
    assert "config.seed: 0 -> 1" in capfd.readouterr().err
    assert _restore(saved, identity=IDENTITY).changed == ()


class _Disk:
    """A disk with so many bytes free as `free` says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.free: Callable[[], int] = lambda: 10**12
        monkeypatch.setattr(
            shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**12, 0, self.free())
        )


def test_a_full_disk_is_warned_of_once_and_ends_the_run_the_second_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], states: dict[int, str]
) -> None:
    disk = _Disk(monkeypatch)
    with Checkpoints(folder, keep=Keep(last=3)) as checkpoints:
        state = checkpoints.restore(fresh()).state
        state, _ = advance(state)
        disk.free = lambda: 1000
        checkpoints.save(state, identity=IDENTITY)
        said = capfd.readouterr().err
        assert "the disk is full" in said and said.count("\n") == 1
        disk.free = lambda: 10**12
        state, _ = advance(state)
        checkpoints.save(state, identity=IDENTITY)  # there is room again: nothing is lost
        checkpoints.wait()
        assert checkpoints.steps()[-1] == 8
        disk.free = lambda: 1000
        state, _ = advance(state)
        checkpoints.save(state, identity=IDENTITY)
        with pytest.raises(StorageError, match="disk is full"):
            state, _ = advance(state)
            checkpoints.save(state, identity=IDENTITY)
    assert bits(_restore(folder).state) == states[8]
    assert not list(folder.glob("*.partial"))


def test_a_full_disk_at_the_last_save_ends_the_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = _Disk(monkeypatch)
    with Checkpoints(folder) as checkpoints:
        state, _ = advance(checkpoints.restore(fresh()).state)
        disk.free = lambda: 1000
        with pytest.raises(StorageError, match="disk is full"):
            checkpoints.save(state, identity=IDENTITY, final=True)
    assert _restore(folder).step == 6


def test_older_checkpoints_make_room_where_that_is_enough_but_the_newest_and_the_milestones_stay(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def files() -> int:
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

    state, _ = advance(_restore(folder).state)
    size = sum(leaf.nbytes for leaf in named_leaves(state).values()) + OVERHEAD
    full, disk = files(), _Disk(monkeypatch)
    for short, left in ((100_000, [2, 4, 6]), (100, [4, 6, 7])):
        disk.free = partial(lambda short: size - short + full - files(), short)
        with Checkpoints(folder, keep=Keep(last=3, every=4)) as checkpoints:
            checkpoints.restore(fresh())
            if left[0] == 2:
                with pytest.raises(StorageError, match="disk is full"):
                    checkpoints.save(state, identity=IDENTITY, final=True)
            else:
                checkpoints.save(state, identity=IDENTITY, final=True)
            assert checkpoints.steps() == left
    assert capfd.readouterr().err.count("step_000000002: given up, as the disk is full") == 1


def test_a_disk_that_fills_while_a_checkpoint_is_written_leaves_the_older_ones(
    folder: Path, monkeypatch: pytest.MonkeyPatch, states: dict[int, str]
) -> None:
    def full(*args: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("lexiboost.training.checkpoints.write_record", full)
    with Checkpoints(folder) as checkpoints:
        state, _ = advance(checkpoints.restore(fresh()).state)
        with pytest.raises(StorageError, match="step_000000007: the disk is full"):
            checkpoints.save(state, identity=IDENTITY, final=True)
    assert not list(folder.glob("*.partial"))
    assert bits(_restore(folder).state) == states[6]


def test_on_a_disk_that_really_fills_up_each_refusal_is_one_line(tmp_path: Path) -> None:
    """On a file system of few bytes, made in a name space of our own; another program takes what was free."""
    if shutil.which("unshare") is None:
        pytest.skip("no unshare to mount a small disk with")
    command = (
        f"mount -t tmpfs -o size=12m tmpfs {tmp_path} && "
        f"{sys.executable} -m tests.training.full_disk {tmp_path}; find {tmp_path} -name '*.partial'"
    )
    ended = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", command],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if "unshare" in ended.stderr or "mount:" in ended.stderr:
        pytest.skip("no user name space to mount a small disk in")
    warned, refused = ended.stderr.splitlines()
    assert "step_000000002: the disk is full" in warned and "step_000000003: the disk is full" in refused
    assert ended.stdout == "intact: 1\n"


@pytest.fixture
def network_file_system(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Renames folders as NFS may: onto nothing only; done, then reported as failed, as it was sent twice."""
    renamed: list[str] = []
    rename_at_once = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if Path(target).is_dir() and any(Path(target).iterdir()):
            raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), str(target))
        folder = self.is_dir()
        rename_at_once(self, target)
        if folder:
            renamed.append(self.name)
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self))
        return Path(target)

    monkeypatch.setattr(Path, "rename", rename)
    monkeypatch.setattr(Path, "replace", rename)
    yield renamed


def test_a_rename_that_is_reported_as_failed_though_it_was_done_is_no_failure(
    folder: Path, network_file_system: list[str], states: dict[int, str]
) -> None:
    (folder / "step_000000006" / "record.json").write_text("{}")
    assert bits(_run(folder, 8, every=2)) == states[8]
    assert "step_000000006.partial" in network_file_system and "step_000000008.partial" in network_file_system
    assert Checkpoints(folder).steps() == [6, 8]
    assert _restore(folder).step == 8


def test_what_a_file_system_keeps_of_a_removed_file_that_is_open_is_no_damage(folder: Path) -> None:
    (folder / "step_000000006" / "state" / ".nfs0000000000c0ffee00000001").write_bytes(b"x")
    assert _restore(folder).step == 6


def test_remains_of_a_killed_save_are_not_taken_for_a_checkpoint_and_go_with_the_next(
    folder: Path, states: dict[int, str]
) -> None:
    shutil.copytree(folder / "step_000000006", folder / "step_000000008.partial")
    shutil.copytree(folder / "step_000000002", folder / "step_000000003.old.partial")
    (folder / "step_000000008.partial" / "record.json").unlink()
    assert _restore(folder).step == 6
    _run(folder, 8, every=2)
    assert not list(folder.glob("*.partial"))
    assert bits(_restore(folder).state) == states[8]


def test_going_back_to_an_older_step_gives_up_the_later_ones(folder: Path) -> None:
    with Checkpoints(folder, keep=Keep(last=9)) as checkpoints:
        state = checkpoints.restore(fresh(), step=2).state
        state, _ = advance(state)
        checkpoints.save(state, identity=IDENTITY, final=True)
        assert checkpoints.steps() == [2, 3]


def test_an_error_of_the_loop_is_not_hidden_by_the_save_under_way(tmp_path: Path) -> None:
    with pytest.raises(LexiboostError, match="diverged"), Checkpoints(tmp_path) as checkpoints:
        checkpoints.save(advance(fresh())[0], identity=IDENTITY)
        raise LexiboostError("diverged")
    assert _restore(tmp_path).step == 1


def test_the_record_says_what_the_checkpoint_is_of(saved: Path) -> None:
    record = json.loads((saved / "step_000000006" / "record.json").read_text())["record"]
    assert record["facts"]["identity"] == IDENTITY and record["facts"]["step"] == 6
    assert record["facts"]["arrays"]["params.blocks.1.kernel"] == "bfloat16 (16, 16)"
