"""What the README says is so: its example runs, its links lead somewhere, its map is the packages'."""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest

from lexiboost.experiments.context import Context
from lexiboost.experiments.plan import make_plan
from lexiboost.lexicons import load_lexicon
from lexiboost.stages.program import parse
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md"), ROOT / "corpora" / "mini" / "README.md"]
)


@pytest.fixture
def commands() -> list[str]:
    """The worked example's blocks of commands; the last one trains."""
    example = README.partition("<!-- example: begin -->")[2].partition("<!-- example: end -->")[0]
    return re.findall(r"```bash\n(.*?)```", example, re.S)


def test_worked_example_makes_data_that_its_command_takes(
    commands: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("configs", "corpora"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    *making, training = commands
    for block in making:
        subprocess.run(["bash", "-euo", "pipefail", "-c", block], check=True, cwd=tmp_path)

    words = shlex.split(training.replace("\\\n", " "))
    assert words[:3] == [".venv/bin/python", "-m", "lexiboost.stages.experiment"]
    config, workdir = parse(words[2:])
    context = Context(config)

    assert workdir == "runs/telugu"
    assert context.targets == ("tel_Telu",)
    assert {job.stage for job in make_plan(context).jobs} >= {"synthesize", "pretrain", "finetune", "report"}
    lexicon = load_lexicon(config.data, "tel_Telu")
    assert (lexicon.rejected, len(lexicon.table)) == ({}, lexicon.rows_in)
    test = context.task.corpus("tel_Telu").read("test")
    assert {sentence.label for sentence in test} <= set(context.inventory.labels)
    assert {tag for sentence in test for tag in sentence.tags or ()} <= set(context.inventory.tags)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_of_the_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_map_lists_the_packages_in_the_order_of_the_layers() -> None:
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    listed = re.findall(r"^\| \[`(\w+)`\]\(lexiboost/", README, re.M)
    assert listed == layers["contracts"][0]["layers"][::-1]


def test_every_program_and_config_that_is_named_exists() -> None:
    programs = set(re.findall(r"lexiboost\.stages\.(\w+)", README))
    configs = set(re.findall(r"configs/\w+\.py", README))
    assert programs and configs
    assert [name for name in programs if not (ROOT / "lexiboost" / "stages" / f"{name}.py").is_file()] == []
    assert [name for name in configs if not (ROOT / name).is_file()] == []
