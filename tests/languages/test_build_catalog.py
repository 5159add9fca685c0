from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from lexiboost.languages import catalog

SCRIPT = Path(__file__).resolve().parents[2] / "corpora" / "languages" / "build_catalog.py"


@pytest.mark.data
def test_rebuilt_from_its_sources_the_shipped_table_is_the_same_byte_for_byte(
    data_dir: Path, tmp_path: Path
) -> None:
    output = tmp_path / "catalog.tsv"
    command = [sys.executable, str(SCRIPT), f"--meta={data_dir / 'meta'}", f"--output={output}"]
    subprocess.run(command, check=True, env={"PYTHONHASHSEED": "7", "PATH": ""})
    assert output.read_bytes() == catalog.TABLE.read_bytes()
