import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "text_readers.py"
DOCUMENT_LINES = 6


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_every_format_prints_its_speed_beside_the_plain_loops(suffix):
    options = [
        "--megabytes=0.05",
        "--repeat=1",
        f"--suffix={suffix}",
        "--formats=jsonl,lines,parquet,tmx,moses",
    ]
    output = subprocess.run(
        [sys.executable, SCRIPT, *options], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    rows = {row["format"]: row for row in map(json.loads, output.splitlines())}
    assert list(rows) == ["jsonl", "lines", "parquet", "tmx", "moses"]
    for row in rows.values():
        assert 0.04 < row["mb"] < 0.3
        assert row["ratio"] == pytest.approx(row["mb_per_s"] / row["plain_mb_per_s"], abs=0.02, rel=0.02)
        assert row["documents_per_s"] > 0 and 10 < row["peak_mb"] < 2000
        assert {"cores", "cpu", "python"} <= row.keys()
    assert rows["lines"]["documents"] == rows["moses"]["documents"]
    assert rows["lines"]["documents"] % DOCUMENT_LINES == 0
