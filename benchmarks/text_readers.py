"""Times the text readers against the plainest loop over the same file: `json.loads` or `for line in file`.

    python benchmarks/text_readers.py [--megabytes=16] [--suffix=.gz] [--formats=jsonl,parquet] [--seed=1]

Every format's file holds the same drawn words. The stream and the plain loop run in processes of their own,
after each other, `--repeat` times; times are medians of processor time, which other programs disturb less
than the clock. Prints one JSON object a format: `mb_per_s` (of the unpacked file; of a Parquet file's text),
`documents_per_s`, the plain loop's `plain_mb_per_s`, `ratio` (the stream's speed over the plain loop's) and
`peak_mb` (VmHWM, the interpreter and its libraries with it). The plain loop of JSON makes its objects, that
of Parquet its rows, that of all else only strings: it knows no documents.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import json
import lzma
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from lexiboost.artifacts.compression import open_binary
from lexiboost.artifacts.hardware import hardware

WORDS, SENTENCES, LENGTH = 20_000, 6, 18
OPEN: dict[str, Callable[..., Any]] = {"": open, ".gz": gzip.open, ".xz": lzma.open, ".bz2": bz2.open}


def texts(seed: int) -> Iterator[list[str]]:
    """Documents of a few sentences, of made-up words as frequent as Zipf's law has it."""
    generator = np.random.default_rng(seed)
    letters = np.array(list("aaaeeeiioouukklmmnnprrsstvyäöığş"))
    words = ["".join(generator.choice(letters, size)) for size in generator.integers(2, 11, WORDS)]
    while True:
        ranks = generator.zipf(1.3, (256, SENTENCES, LENGTH)) % WORDS
        for document in ranks.tolist():
            yield [" ".join(words[rank] for rank in sentence).capitalize() + "." for sentence in document]


def jsonl(number: int, lines: list[str]) -> str:
    row = {
        "text": "\n".join(lines),
        "timestamp": "2020-01-01T00:00:00Z",
        "url": f"https://x.example/{number}",
    }
    return json.dumps(row, ensure_ascii=False) + "\n"


def oscar(number: int, lines: list[str]) -> str:
    label = {"label": "tr", "prob": 0.9}
    headers = {"warc-target-uri": f"https://x.example/{number}", "warc-date": "2022-11-26T09:45:47Z"}
    notes = {
        "identification": label,
        "harmful_pp": 400.5,
        "quality_warnings": ["header"],
        "sentence_identifications": [label] * len(lines),
    }
    row = {"content": "\n".join(lines), "warc_headers": headers, "metadata": notes}
    return json.dumps(row, ensure_ascii=False) + "\n"


def wikipedia(number: int, lines: list[str]) -> str:
    first, *rest = lines
    marked = f"'''{first[:5]}''' ({{{{lang|x}}}}) [[{first[5:12]}|{first[5:]}]]<ref>{first}</ref>"
    text = "\n\n".join([marked, "== H ==", *rest]).replace("<", "&lt;").replace(">", "&gt;")
    revision = f"<revision><id>{number}</id><text>{text}</text></revision>"
    return f"<page><title>{first[:9]}</title><ns>0</ns><id>{number}</id>\n{revision}</page>\n"


def conllu(number: int, lines: list[str]) -> str:
    blocks = []
    for index, line in enumerate(lines):
        rows = [f"{n}\t{word}" + "\t_" * 8 for n, word in enumerate(line.split(), start=1)]
        blocks.append("\n".join([f"# sent_id = {number}-{index}", f"# text = {line}", *rows]))
    return "\n\n".join(blocks) + "\n\n"


def tmx(number: int, lines: list[str]) -> str:
    sides = "".join(
        f'<tuv xml:lang="{code}"><seg>{line}</seg></tuv>\n'
        for code, line in zip(("en", "fi"), lines, strict=False)
    )
    return f'<tu tuid="{number}">\n{sides}</tu>\n'


RECORDS: dict[str, Callable[[int, list[str]], str]] = {
    "jsonl": jsonl,
    "oscar": oscar,
    "blank_lines": lambda number, lines: "\n".join(lines) + "\n\n",
    "lines": lambda number, lines: "\n".join(lines) + "\n",
    "wikiextractor": lambda number, lines: (
        f'<doc id="{number}" url="https://x?curid={number}" title="T">\nT\n\n'
        + "\n".join(lines)
        + "\n\n</doc>\n"
    ),
    "wikipedia": wikipedia,
    "bible": lambda number, lines: "".join(
        f"b.MAR.{number}.{verse}\t{line}\n" for verse, line in enumerate(lines)
    ),
    "conllu": conllu,
    "tmx": tmx,
}
FRAMES = {"wikipedia": ("<mediawiki>\n", "</mediawiki>\n"), "tmx": ("<tmx><body>\n", "</body></tmx>\n")}
FORMATS = (*RECORDS, "parquet", "moses")


def write(folder: Path, format: str, size: int, seed: int, suffix: str) -> list[Path]:
    """The file or files of a format, of at least `size` unpacked bytes each."""
    if format == "parquet":
        return [write_parquet(folder / "a.parquet", size, seed)]
    names = ["a.en", "a.fi"] if format == "moses" else [f"a.{format}"]
    record = RECORDS["lines" if format == "moses" else format]
    begin, end = FRAMES.get(format, ("", ""))
    paths = [folder / f"{name}{suffix}" for name in names]
    for path in paths:
        with OPEN[suffix](path, "wb") as out:
            written = out.write(begin.encode())
            for number, lines in enumerate(texts(seed)):
                written += out.write(record(number, lines).encode())
                if written >= size:
                    break
            out.write(end.encode())
    return paths


def write_parquet(path: Path, size: int, seed: int) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows: dict[str, list[str]] = {"text": [], "url": []}
    written = 0
    for number, lines in enumerate(texts(seed)):
        rows["text"].append("\n".join(lines))
        rows["url"].append(f"https://x.example/{number}")
        written += len(rows["text"][-1].encode())
        if written >= size:
            break
    pq.write_table(pa.table(rows), path, row_group_size=10_000)
    return path


def peak_mb() -> float:
    """The most memory that this process has held."""
    status = Path("/proc/self/status").read_text().split()
    return int(status[status.index("VmHWM:") + 1]) * 1024 / 1e6


def streamed(arguments: argparse.Namespace) -> tuple[int, float]:
    from lexiboost.text.stream import stream, stream_pairs

    started = time.process_time()
    shuffle = {"seed": arguments.seed if arguments.shuffle else None}
    if arguments.step == "moses":
        pairs = [tuple(arguments.paths)]
        count = sum(1 for _ in stream_pairs(pairs, source="eng_Latn", target="fin_Latn", **shuffle))
    else:
        documents = stream(arguments.paths, format=arguments.step, variety="eng_Latn", **shuffle)
        count = sum(1 for _ in documents)
    return count, time.process_time() - started


def plain(arguments: argparse.Namespace) -> tuple[int, float]:
    import pyarrow.parquet as pq

    started = time.process_time()
    count = 0
    for path in arguments.paths:
        if arguments.step == "parquet":
            for batch in pq.ParquetFile(path).iter_batches():
                count += len(batch.to_pylist())
            continue
        with OPEN[path.suffix if path.suffix in OPEN else ""](path, "rt", encoding="utf-8") as lines:
            for line in lines:
                if arguments.step in ("jsonl", "oscar"):
                    json.loads(line)
                count += 1
    return count, time.process_time() - started


def run_step(kind: str, format: str, paths: list[Path], arguments: argparse.Namespace) -> dict[str, float]:
    """One pass in a process of its own."""
    command = [sys.executable, __file__, f"--step={format}", f"--kind={kind}", f"--seed={arguments.seed}"]
    command += ["--shuffle"] if arguments.shuffle else []
    output = subprocess.run(
        [*command, *map(str, paths)], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return json.loads(output)


def unpacked_mb(paths: list[Path]) -> float:
    import pyarrow.parquet as pq

    total = 0
    for path in paths:
        if path.suffix == ".parquet":
            total += pq.ParquetFile(path).read(columns=["text"]).nbytes
            continue
        with open_binary(path) as stream:
            total += sum(map(len, iter(lambda: stream.read(2**20), b"")))
    return total / 1e6


def benchmark(format: str, folder: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    suffix = "" if format == "parquet" else arguments.suffix
    paths = write(folder, format, int(arguments.megabytes * 1e6), arguments.seed, suffix)
    size = unpacked_mb(paths)
    passes = [
        {kind: run_step(kind, format, paths, arguments) for kind in ("stream", "plain")}
        for _ in range(arguments.repeat)
    ]
    seconds = {
        kind: statistics.median(each[kind]["seconds"] for each in passes) for kind in ("stream", "plain")
    }
    documents = passes[0]["stream"]["count"]
    values = {
        "mb": size,
        "documents": documents,
        "mb_per_s": size / seconds["stream"],
        "documents_per_s": documents / seconds["stream"],
        "plain_mb_per_s": size / seconds["plain"],
        "ratio": seconds["plain"] / seconds["stream"],
        "peak_mb": max(each["stream"]["peak_mb"] for each in passes),
        "plain_peak_mb": max(each["plain"]["peak_mb"] for each in passes),
    }
    for path in paths:
        path.unlink()
    rounded = {name: round(value, 3) for name, value in values.items()}
    return {"format": format, "suffix": suffix, "shuffle": arguments.shuffle, **rounded, **hardware()}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=float, default=16, help="of each file, unpacked")
    parser.add_argument("--suffix", choices=OPEN, default="", help="of the compression")
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--shuffle", action="store_true", help="with the seed, in blocks")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--step", choices=FORMATS, help=argparse.SUPPRESS)
    parser.add_argument("--kind", choices=("stream", "plain"), help=argparse.SUPPRESS)
    parser.add_argument("paths", nargs="*", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.step:
        count, seconds = (streamed if arguments.kind == "stream" else plain)(arguments)
        print(json.dumps({"count": count, "seconds": seconds, "peak_mb": peak_mb()}))
        return
    with tempfile.TemporaryDirectory(prefix="lexiboost-text-") as folder:
        for format in arguments.formats.split(","):
            print(json.dumps(benchmark(format, Path(folder), arguments)), flush=True)


if __name__ == "__main__":
    main()
