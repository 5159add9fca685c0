import csv
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.benchmarks.loading import BENCHMARKS, load

SCALE = 0.0005


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    folder = tmp_path_factory.mktemp("panlex") / "dump"
    return folder, load("panlex_dump").generate(folder, SCALE)


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_the_synthetic_dump_keeps_the_constraints_of_the_published_one(
    dump: tuple[Path, dict[str, int]],
) -> None:
    folder, rows = dump
    expressions, denotations = table(folder, "expr"), table(folder, "denotation")
    assert (len(expressions), len(denotations)) == (rows["expressions"], rows["denotations"])
    ids = {
        name: [row["id"] for row in table(folder, name)] for name in ("langvar", "source", "expr", "meaning")
    }
    assert all(len(set(own)) == len(own) for own in ids.values())
    assert len({(row["langvar"], row["txt"]) for row in expressions}) == len(expressions)
    assert {row["langvar"] for row in expressions} == set(ids["langvar"])
    assert len({(row["meaning"], row["expr"]) for row in denotations}) == len(denotations)
    assert {row["expr"] for row in denotations} <= set(ids["expr"])
    assert {row["meaning"] for row in denotations} == set(ids["meaning"])
    assert {row["source"] for row in table(folder, "meaning")} == set(ids["source"])
    own = {row["id"] for row in denotations}
    assert {row["denotation"] for row in table(folder, "denotation_class")} <= own


def test_the_synthetic_dump_has_copies_qualities_skewed_degrees_and_cells_in_quotes(
    dump: tuple[Path, dict[str, int]],
) -> None:
    folder, rows = dump
    sources = table(folder, "source")
    assert len({row["grp"] for row in sources}) < len(sources)
    assert len({row["quality"] for row in sources}) > 4
    degrees = sorted(Counter(row["expr"] for row in table(folder, "denotation")).values(), reverse=True)
    top = degrees[: len(degrees) // 100]
    assert sum(top) > 0.05 * sum(degrees)
    texts = [row["txt"] for row in table(folder, "expr")]
    assert any('"' in text and "," in text and text.endswith("\n") for text in texts)
    assert rows["denotations"] / rows["meanings"] > 2


def test_the_same_seed_gives_the_same_bytes(dump: tuple[Path, dict[str, int]], tmp_path: Path) -> None:
    load("panlex_dump").generate(tmp_path, SCALE)
    for file in sorted(tmp_path.iterdir()):
        assert file.read_bytes() == (dump[0] / file.name).read_bytes()


def test_the_benchmark_prints_speed_memory_and_the_ratio_to_pandas_with_equal_results(
    dump: tuple[Path, dict[str, int]], tmp_path: Path
) -> None:
    options = [
        f"--scale={SCALE}",
        f"--dump={dump[0]}",
        f"--cache={tmp_path}",
        "--repeat=1",
        "--target=deu-000",
    ]
    command = [sys.executable, BENCHMARKS / "panlex.py", *options]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    steps = {line["step"]: line for line in map(json.loads, output.splitlines())}
    assert list(steps) == ["build", "pair", "pivot", "pandas"]
    assert steps["pandas"]["same"] is True and steps["pandas"]["pairs"] > 0
    assert steps["pivot"]["pairs"] >= steps["pair"]["pairs"] == steps["pandas"]["pairs"]
    assert steps["build"]["rows_per_s"] > 0 and 0 < steps["build"]["peak_gb"] < 4
    assert all({"cores", "cpu", "python", "scale"} <= line.keys() for line in steps.values())
    assert steps["pandas"]["ratio_pair"] > 0 and steps["pandas"]["ratio_first"] > 0
