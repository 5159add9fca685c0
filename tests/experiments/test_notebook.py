from __future__ import annotations

from pathlib import Path

import jax
import pytest

from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.experiments.notebook import accelerator_notice, load_config, repository_root
from tests.conftest import ROOT

MINI = ROOT / "configs" / "mini.py"


def test_root_is_found_from_a_folder_below(tmp_path: Path) -> None:
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "mini.py").touch()
    below = tmp_path / "colab" / "deep"
    below.mkdir(parents=True)
    assert repository_root(below) == tmp_path.resolve()


def test_no_root_is_one_line_that_says_where_to_start(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="clone of the repository"):
        repository_root(tmp_path)


def test_notice_names_every_device() -> None:
    assert accelerator_notice().count("(id ") == len(jax.devices())


def test_notice_warns_exactly_where_there_is_only_a_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jax, "default_backend", lambda: "cpu")
    assert "W A R N I N G" in accelerator_notice()
    monkeypatch.setattr(jax, "default_backend", lambda: "gpu")
    assert "W A R N I N G" not in accelerator_notice()


def test_config_is_whole_unless_asked_to_be_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEXIBOOST_FAST", raising=False)
    whole = load_config(MINI)
    monkeypatch.setenv("LEXIBOOST_FAST", "1")
    small = load_config(MINI)
    assert len(whole.seeds) >= 3
    assert whole.pretrain.steps > 10 * small.pretrain.steps
    assert len(small.seeds) == 1
    assert small.arms[0] == small.baseline
    assert (small.name, small.data_dir, small.task) == (whole.name, whole.data_dir, whole.task)


@pytest.mark.parametrize(("text", "reason"), [(None, "no such config"), ("x = 1\n", "get_config")])
def test_bad_config_file_is_named(tmp_path: Path, text: str | None, reason: str) -> None:
    path = tmp_path / "other.py"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ConfigError, match=reason) as caught:
        load_config(path)
    assert str(path) in str(caught.value)
