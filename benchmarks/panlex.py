"""Times the PanLex reader on a synthetic dump: the one-time build, and pairs with and without a pivot.

Every step runs in a process of its own, whose peak memory (VmHWM) is printed with it; `rows` counts the rows
of the four large tables. At a scale of 0.1 or less the same pair is also taken the plain pandas way (merges
and a groupby of whole tables) in the same run: `ratio_pair` is its time over ours from tables that are ready,
`ratio_next_pair` where pandas reads the CSV files for it as any new process must, `ratio_first` where ours
builds the database for this one pair; both ways must give the same pairs and scores (`same`).
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from lexiboost.artifacts.hardware import hardware

PANDAS_LIMIT = 0.1
LARGE = ("expr", "meaning", "denotation", "denotation_class")


def peak_gb() -> float:
    """The most memory that this process has held."""
    status = Path("/proc/self/status").read_text().split()
    return int(status[status.index("VmHWM:") + 1]) * 1024 / 1e9


def build(arguments: argparse.Namespace) -> dict[str, Any]:
    from lexiboost.lexicons.panlex import open_panlex

    started = time.perf_counter()
    database = open_panlex(
        arguments.dump, cache=arguments.cache, memory=arguments.memory, threads=arguments.threads
    )
    return {"seconds": time.perf_counter() - started, "database_gb": database.path.stat().st_size / 1e9}


def pair(arguments: argparse.Namespace) -> dict[str, Any]:
    from lexiboost.lexicons.panlex import open_panlex, panlex_lexicon

    seconds = []
    for _ in range(arguments.repeat):
        started = time.perf_counter()
        lexicon = panlex_lexicon(
            open_panlex(arguments.dump, cache=arguments.cache),
            source=arguments.source,
            target=arguments.target,
            pivot=arguments.pivot,
            memory=arguments.memory,
            threads=arguments.threads,
        )
        seconds.append(time.perf_counter() - started)
    return {
        "seconds": statistics.median(seconds),
        "pairs": len(lexicon),
        "attestations": lexicon.rows_in,
        "score": float(lexicon.table["score"].sum()),
        "pivoted": int(lexicon.table["origin"].str.contains("via").sum()),
    }


def pandas(arguments: argparse.Namespace) -> dict[str, Any]:
    """The plain way: whole tables in memory, merged and grouped."""
    import pandas as pd

    started = time.perf_counter()
    read = {"keep_default_na": False, "na_values": {"quality": [""], "grp": [""]}}
    tables = {
        name: pd.read_csv(arguments.dump / f"{name}.csv", **read)
        for name in ("langvar", "source", *LARGE[:3])
    }
    ready = time.perf_counter()
    varieties, expr, denotation = tables["langvar"], tables["expr"], tables["denotation"]
    uid = varieties["lang_code"] + "-" + varieties["var_code"].astype(str).str.zfill(3)
    sides = []
    for wanted in (arguments.source, arguments.target):
        own = expr[expr["langvar"].isin(varieties["id"][uid == wanted])][["id", "txt"]]
        sides.append(denotation.merge(own, left_on="expr", right_on="id")[["meaning", "txt"]])
    both = sides[0].merge(sides[1], on="meaning").merge(tables["meaning"], left_on="meaning", right_on="id")
    both = both.merge(tables["source"][["id", "grp", "quality"]], left_on="source", right_on="id")
    groups = both.groupby(["txt_x", "txt_y", "grp"])["quality"].max()
    scores = groups.groupby(["txt_x", "txt_y"]).sum()
    scores = scores[scores > 0]
    return {
        "seconds_read": ready - started,
        "seconds": time.perf_counter() - ready,
        "pairs": len(scores),
        "score": float(scores.sum()),
    }


STEPS = {"build": build, "pair": pair, "pandas": pandas}


def run_step(name: str, arguments: argparse.Namespace, **options: Any) -> dict[str, Any]:
    """One step in a process of its own."""
    command = [sys.executable, __file__, f"--step={name}"]
    for key, value in {**vars(arguments), **options}.items():
        if key not in ("step", "keep") and value is not None:
            command.append(f"--{key}={value}")
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(output.splitlines()[-1])


def report(**values: Any) -> None:
    print(json.dumps({k: round(v, 4) if isinstance(v, float) else v for k, v in values.items()}), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", type=float, default=0.1, help="of the published size")
    parser.add_argument("--dump", type=Path, help="where to write the dump; one already there is used")
    parser.add_argument("--cache", type=Path, help="folder of databases")
    parser.add_argument("--source", default="eng-000")
    parser.add_argument("--target", default="tur-000")
    parser.add_argument("--pivot", help="of the third step (by default fra-000)")
    parser.add_argument("--memory", default="2GB", help="DuckDB's share")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--keep", action="store_true", help="leave the dump and the database")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.step:
        values = STEPS[arguments.step](arguments)
        report(**values, peak_gb=peak_gb())
        return
    folder = Path(tempfile.mkdtemp(prefix="lexiboost-panlex-"))
    arguments.dump = arguments.dump or folder / "dump"
    arguments.cache = arguments.cache or folder / "cache"
    try:
        benchmark(arguments)
    finally:
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)


def benchmark(arguments: argparse.Namespace) -> None:
    """Runs all steps and prints one line each."""
    if not (arguments.dump / "denotation_class.csv").is_file():
        script = Path(__file__).with_name("panlex_dump.py")
        subprocess.run([sys.executable, script, arguments.dump, f"--scale={arguments.scale}"], check=True)
    size = sum((arguments.dump / f"{name}.csv").stat().st_size for name in LARGE)
    rows = sum(count_lines(arguments.dump / f"{name}.csv") - 1 for name in LARGE)
    common = {"scale": arguments.scale, "threads": arguments.threads, **hardware()}
    pivot, arguments.pivot = arguments.pivot or "fra-000", None
    built = run_step("build", arguments)
    speed = {"rows": rows, "rows_per_s": rows / built["seconds"], "csv_gb": size / 1e9}
    report(step="build", **built, **speed, **common)
    direct = run_step("pair", arguments)
    report(step="pair", source=arguments.source, target=arguments.target, **direct, **common)
    inferred = run_step("pair", arguments, pivot=pivot)
    report(step="pivot", source=arguments.source, target=arguments.target, pivot=pivot, **inferred, **common)
    if arguments.scale <= PANDAS_LIMIT:
        plain = run_step("pandas", arguments)
        report(
            step="pandas",
            **plain,
            ratio_pair=plain["seconds"] / direct["seconds"],
            ratio_next_pair=(plain["seconds_read"] + plain["seconds"]) / direct["seconds"],
            ratio_first=(plain["seconds_read"] + plain["seconds"]) / (built["seconds"] + direct["seconds"]),
            ratio_memory=plain["peak_gb"] / max(built["peak_gb"], direct["peak_gb"]),
            same=(plain["pairs"], plain["score"]) == (direct["pairs"], direct["score"]),
            **common,
        )


def count_lines(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 24), b""))


if __name__ == "__main__":
    main()
