import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ["build", "inflect", "analyse", "scalar", "memory", "package_inflect", "package_analyse"]


@pytest.mark.parametrize("given", [False, True])
def test_every_figure_is_printed_with_the_hardware(tmp_path: Path, given: bool) -> None:
    table = tmp_path / "tur.tsv"
    table.write_text("ev\tevler\tN;NOM;PL\nev\tevi\tN;ACC;SG\n\nat\tatlar\tN;NOM;PL\n", encoding="utf-8")
    options = ["--rows=1000", "--lookups=500", "--scalars=100", "--repeats=2"]
    options += [f"--table={table}"] if given else []
    command = [sys.executable, "benchmarks/paradigms.py", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["figure"] for line in lines] == FIGURES
    assert all({"cores", "cpu", "python"} <= line.keys() for line in lines)
    assert lines[0]["count"] == lines[0]["kept"] == 1000
    assert lines[1]["count"] == lines[2]["count"] == 500
    assert lines[4]["arrays"] > 0 and lines[5]["ratio_batch"] > 1
