"""Reads files made to exhaust a reader, one after the other; prints what each ended in and the peak memory.

Run by test_hostile.py in a process of its own, so that the peak is that of the readers.
"""

from __future__ import annotations

import gzip
import json
import lzma
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import zstandard

from lexiboost.artifacts.errors import LexiboostError
from lexiboost.lexicons import FORMATS, read_lexicon

MEBI = 2**20


def packed(folder: Path) -> Iterator[tuple[str, Path, str | None]]:
    """128 to 640 MiB of short rows, of blank lines and of one line, in files of less than 1 MiB."""
    for name, row in (("rows", b"aa\tbb\n"), ("blank", b" " * 1023 + b"\n"), ("line", b"\0")):
        block = row * (16 * MEBI // len(row))
        members = {
            "gz": gzip.compress(block, 6),
            "xz": lzma.compress(block, preset=1),
            "zst": zstandard.ZstdCompressor().compress(block),
        }
        for suffix, member in members.items():
            path = folder / f"en_tr_{name}.tsv.{suffix}"
            path.write_bytes(member * 40)
            yield path.name, path, "pairs"
        path = folder / f"{name}.zip"
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open("en_tr.tsv", "w") as out,
        ):
            for _ in range(8):
                out.write(block)
        yield path.name, path, "pairs"


def long_line(folder: Path) -> Iterator[tuple[str, Path, str | None]]:
    """A line of 100 MB, for every reader."""
    path = folder / "x-metadata.json"
    with path.open("wb") as stream:
        for _ in range(100):
            stream.write(b"a" * 1_000_000)
    for format in FORMATS:
        yield f"line of 100 MB as {format}", path, format
    yield "line of 100 MB", path, None


def crafted(folder: Path) -> Iterator[tuple[str, Path, str | None]]:
    """Lines within the limits that make a parser's own structures grow."""
    laughs = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">\n' for i in range(1, 10))
    doctype = f'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a0 "ha">\n{laughs}]>\n'
    size = 15 * MEBI
    contents = {
        "laughs.dix": doctype + "<dictionary><section><e><i>&a9;</i></e></section></dictionary>",
        "laughs.tei": doctype + "<TEI><entry><form><orth>&a9;</orth></form></entry></TEI>",
        "outside.tei": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><TEI><entry>&a;</entry></TEI>',
        "deep.tei": "<TEI>" + "<entry>" * (size // 7),
        "wide.tei": "<TEI><entry>" + "<a/>" * (size // 4),
        "wide.dix": "<dictionary>" + "<e>" + "<g/>" * (size // 4),
        "siblings.dix": "<dictionary>" + "<a/>" * (size // 32),
        "squares.dix": squares(30),
        "deep.jsonl": '{"lang_code": "fi", "word": ' + "[" * size,
        "wide.jsonl": '{"lang_code": "fi", "word": [' + '{"a":0},' * (size // 8),
        "number.jsonl": '{"lang_code": "fi", "word": ' + "1" * size + "}",
        "en-tr.txt": "a {n} :: b\n" + "a {n} :: " + "a," * (size // 2),
        "en-de.txt": "a {n} :: b\n" * 3 + "a {n} :: " + "{" * 1_000_000 + "\n",
        "en-fr.txt": "a {n} :: b\n" * 3 + "}" + "{" * 1_000_000 + " :: a\n",
        "quotes.csv": 'source,target\n"' + '""' * (size // 2),
        "quotes2.csv": "source,target\n" + '"a\n' * 100_000,
        "tabs.tsv": "a\tb\n" + "\t" * size,
        "swadesh.tsv": "uid\tiso639\tscript\tconcept\teng\tform\nx\tfin\ty\t1\t"
        + "a | " * (size // 4)
        + "\tb\n",
    }
    for name, content in contents.items():
        path = folder / name
        path.write_text(content, encoding="utf-8")
        yield name, path, "wiktextract" if name.endswith(".jsonl") else None


def squares(count: int) -> str:
    """Paradigms of which each takes the one before twice: 2 to the power of `count` surfaces."""
    first = "<pardef n='p0'><e><p><l>a</l><r>a</r></p></e><e><p><l>b</l><r>b</r></p></e></pardef>"
    more = "".join(
        f"<pardef n='p{i}'><e><par n='p{i - 1}'/><par n='p{i - 1}'/></e></pardef>" for i in range(1, count)
    )
    entry = f"<e><i>x</i><par n='p{count - 1}'/></e>"
    return f"<dictionary><pardefs>{first}{more}</pardefs><section>{entry}</section></dictionary>"


def main(folder: Path) -> None:
    for kind in (packed, long_line, crafted):
        for name, path, format in kind(folder):
            try:
                lexicon = read_lexicon(path, format=format, target="fi")
                outcome = f"{len(lexicon)} rows, rejected {dict(lexicon.rejected)}"
            except LexiboostError as error:
                outcome = f"{type(error).__name__}: {error}"
            print(json.dumps({"name": name, "outcome": outcome, "peak_mib": peak_mib()}), flush=True)


def peak_mib() -> int:
    """Peak resident memory of this program alone: `ru_maxrss` also covers the process that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", status.read_text())
        return int(peak) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]))
