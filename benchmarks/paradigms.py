"""Builds, queries and weighs an inflection table of `--rows` rows; one JSON object a line.

    python benchmarks/paradigms.py [--rows=2100000] [--lookups=1000000] [--repeats=5] [--table=FILE]

The table is made up (agglutinative paradigms of 84 cells, Latin letters, some syncretism), or the one given,
repeated with numbered lemmas until it has the rows. Every time is the median of `--repeats`, in seconds of
the processor (`cpu_s`, comparable on a shared machine) and of the clock (`wall_s`); one core is used.

- `build`: from the table's text in memory to a table with all its indexes: decoding, cleaning, canonical
  bundles, duplicates, the index of cells, that of forms, and the hash indexes of lemmas and forms.
  Splitting a file's bytes is in it, reading and decompressing them is not.
- `inflect`, `analyse`: look-ups of arrays of strings, nine of ten of them in the table, in random order, to
  list arrays of strings.
- `scalar`: microseconds of one-by-one look-ups, each asked for the first time and again, and of the same in
  dictionaries of Python strings, with the seconds to build these and their bytes.
- `memory`: of a process of its own, over the bytes of the text: what it holds with all indexes when the text
  is let go, and the most it held on the way (with the text, which is in `peak`).
- `package`: seconds of one look-up in the `unimorph` package on the same table, placed where it looks, and
  how many of ours, one by one and in batch, the same time would do.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import gc
import json
import lzma
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from lexiboost.artifacts.hardware import hardware
from lexiboost.morphology import Paradigms, parse_paradigms

CODE = "xyz"
CASES = ["NOM", "GEN", "ACC", "PRT", "INS", "LOC", "ABL"]
CELLS = [f"N;{case};{number}" for case in CASES for number in ("SG", "PL")]
CELLS += [f"{cell};PSS{person}{number}" for cell in CELLS for person in "12" for number in "SP"]
CELLS += [f"V;{tense};{person};SG" for tense in ("PRS", "PST", "FUT") for person in "123"] + [
    "V;NFIN", "V.PTCP;PRS", "V.PTCP;PST", "V.MSDR", "V.CVB",
]  # fmt: skip


def made_up_table(rows: int, seed: int = 0) -> str:
    generator = np.random.default_rng(seed)
    letters = np.array(list("aaeeiioouuäöybdfghjkklmnnprsttv"))

    def words(count: int, shortest: int, longest: int) -> list[str]:
        sizes = generator.integers(shortest, longest + 1, count)
        return ["".join(generator.choice(letters, size)) for size in sizes]

    endings = words(len(CELLS), 1, 6)
    endings[5:8] = [endings[4]] * 3
    lines: list[str] = []
    for lemma in words(-(-rows // len(CELLS)), 4, 10):
        lines += [f"{lemma}\t{lemma}{end}\t{cell}" for end, cell in zip(endings, CELLS, strict=True)]
    return "\n".join(lines[:rows]) + "\n"


def repeated_table(path: Path, rows: int) -> str:
    data = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    cells = [line.split("\t") for line in data.decode().split("\n") if line.strip()]
    lines: list[str] = []
    while len(lines) < rows:
        number = str(len(lines) // len(cells) or "")
        lines += ["\t".join((lemma + number, form + number, *rest)) for lemma, form, *rest in cells]
    return "\n".join(lines[:rows]) + "\n"


def timed(action: Callable[[], Any], repeats: int) -> tuple[dict[str, float], Any]:
    cpu, wall, result = [], [], None
    for _ in range(repeats):
        result = None
        gc.collect()
        begin, clock = time.process_time(), time.perf_counter()
        result = action()
        cpu.append(time.process_time() - begin)
        wall.append(time.perf_counter() - clock)
    return {"cpu_s": statistics.median(cpu), "wall_s": statistics.median(wall)}, result


def built(text: bytes) -> Paradigms:
    table = parse_paradigms(text)
    table.inflect_batch(["a"], ["N"])
    table.analyse_batch(["a"])
    return table


def report(name: str, **figures: Any) -> None:
    rounded = {key: float(f"{x:.4g}") if isinstance(x, float) else x for key, x in figures.items()}
    print(json.dumps({"benchmark": "paradigms", "figure": name, **rounded, **hardware()}), flush=True)


def rates(name: str, count: int, seconds: dict[str, float], **more: Any) -> None:
    per_second = {f"per_{kind}": count / max(spent, 1e-9) for kind, spent in seconds.items()}
    report(name, count=count, **seconds, **per_second, **more)


def queries(table: Paradigms, count: int, seed: int = 1) -> tuple[Any, Any, Any]:
    """Lemmas, bundles and forms of random rows; every tenth lemma and form is spoiled."""
    columns = table.columns
    rows = np.random.default_rng(seed).integers(0, len(table), count)
    spoiled = np.arange(count) % 10 == 9
    lemmas, bundles, forms = (
        pool.strings.take(pa.array(ids[rows])).to_numpy(zero_copy_only=False)
        for pool, ids in (
            (columns.lemmas, columns.lemma_ids_R),
            (columns.bundles, columns.bundle_ids_R),
            (columns.forms, columns.form_ids_R),
        )
    )
    lemmas[spoiled] += "#"
    forms[spoiled] += "#"
    return pa.array(lemmas), pa.array(bundles), pa.array(forms)


def scalar(table: Paradigms, count: int) -> dict[str, float]:
    """One-by-one look-ups against dictionaries of Python strings."""
    asked = [part.to_pylist() for part in queries(table, count, seed=2)]
    figures: dict[str, float] = {}

    def clock(name: str, action: Callable[[], Any]) -> Any:
        spent, result = timed(action, 1)
        figures[name] = 1e6 * spent["cpu_s"] / count
        return result

    def both(source: Any, name: str) -> tuple[list[Any], list[Any]]:
        inflected = clock(f"inflect_{name}_us", lambda: list(map(source.inflect, asked[0], asked[1])))
        return inflected, clock(f"analyse_{name}_us", lambda: list(map(source.analyse, asked[2])))

    answers = both(table, "first")
    if answers != both(table, "again"):
        raise AssertionError("the second answers differ from the first")
    rows = list(table)
    spent, dictionaries = timed(lambda: Dictionaries(rows), 1)
    figures["dictionaries_build_s"] = spent["cpu_s"]
    if answers != both(dictionaries, "dictionaries"):
        raise AssertionError("dictionaries answer otherwise")
    return figures


class Dictionaries:
    """The plain way: nested dictionaries of strings, looked up as `Paradigms` is."""

    def __init__(self, rows: list[Any]) -> None:
        self.cells: dict[str, dict[str, tuple[str, ...]]] = {}
        self.analyses: dict[str, list[tuple[str, str]]] = {}
        for lemma, form, bundle in rows:
            paradigm = self.cells.setdefault(lemma, {})
            paradigm[bundle] = (*paradigm.get(bundle, ()), form)
            self.analyses.setdefault(form, []).append((lemma, bundle))

    def inflect(self, lemma: str, bundle: str) -> tuple[str, ...]:
        """The forms of a cell."""
        paradigm = self.cells.get(lemma)
        return () if paradigm is None else paradigm.get(bundle, ())

    def analyse(self, form: str) -> tuple[tuple[str, str], ...]:
        """The readings of a form."""
        return tuple(self.analyses.get(form, ()))


def resident() -> int:
    """Bytes in memory now, what allocators keep for later given back first where that is possible."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    return status("VmRSS")


def status(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def weigh(path: Path) -> None:
    """Prints the resident bytes of a table with all its indexes, and the peak, over those of its text."""
    built("ä\tb\tN\n".encode() * 3)
    text = path.read_bytes()
    size, before = len(text), resident() - len(text)
    table = built(text)
    peak = status("VmHWM") - before
    del text
    held = resident() - before
    print(json.dumps({"held": held / size, "peak": peak / size, "arrays": table.columns.nbytes / size}))


def memory(path: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--weigh", str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def package(table: Paradigms, path: Path, repeats: int, ours: dict[str, float]) -> None:
    import unimorph

    unimorph.UNIMORPH_DIR = path.parents[1]
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    rows = [lines[int(number)].split("\t") for number in np.linspace(0, len(lines) - 1, repeats)]
    for name, theirs in (
        ("inflect", lambda row: unimorph.inflect_word(row[0], lang=CODE, features=row[2])),
        ("analyse", lambda row: unimorph.analyze_word(row[1], lang=CODE)),
    ):
        spent = []
        for row in rows:
            seconds, answer = timed(lambda row=row, theirs=theirs: theirs(row), 1)
            spent.append(seconds["cpu_s"])
            found = table.inflect(row[0], row[2]) if name == "inflect" else table.analyse(row[1])
            if not answer or len(answer.splitlines()) > len(found):
                raise AssertionError(f"the package answers otherwise: {row}")
        once = statistics.median(spent)
        report(
            f"package_{name}",
            seconds_a_lookup=once,
            ratio_one_by_one=1e6 * once / ours[f"{name}_first_us"],
            ratio_batch=once * ours[f"{name}_per_s"],
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=2_100_000)
    parser.add_argument("--lookups", type=int, default=1_000_000)
    parser.add_argument("--scalars", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--table", type=Path, help="a UniMorph table, plain or .xz")
    parser.add_argument("--weigh", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    pa.set_cpu_count(1)
    if args.weigh:
        weigh(args.weigh)
        return
    made = repeated_table(args.table, args.rows) if args.table else made_up_table(args.rows)
    text = made.encode()
    del made
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / CODE / CODE
        path.parent.mkdir()
        path.write_bytes(text)
        built("ä\tb\tN\n".encode() * 3)
        seconds, table = timed(lambda: built(text), args.repeats)
        rates("build", table.rows_in, seconds, text_bytes=len(text), kept=len(table))
        lemmas, bundles, forms = queries(table, args.lookups)
        ours: dict[str, float] = {}
        for name, action in (
            ("inflect", lambda: table.inflect_batch(lemmas, bundles)),
            ("analyse", lambda: table.analyse_batch(forms)),
        ):
            seconds, _ = timed(action, args.repeats)
            rates(name, args.lookups, seconds)
            ours[f"{name}_per_s"] = args.lookups / max(seconds["cpu_s"], 1e-9)
        figures = scalar(table, args.scalars)
        report("scalar", count=args.scalars, **figures)
        report("memory", text_bytes=len(text), **memory(path))
        package(table, path, min(args.repeats, 3), ours | figures)


if __name__ == "__main__":
    main()
