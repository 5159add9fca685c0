"""Damaged and hostile files end in one line or in counted rows, in bounded memory."""

from __future__ import annotations

import gzip
import json
import lzma
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import zstandard

from lexiboost.artifacts.errors import LexiboostError
from lexiboost.lexicons import read_lexicon
from tests.conftest import ROOT
from tests.lexicons.readers.samples import FILES, TARGETS, format_of, write_sample

Damage = Callable[[bytes, np.random.Generator], bytes]


def truncated(data: bytes, rng: np.random.Generator) -> bytes:
    return data[: int(rng.integers(len(data)))]


def shuffled_lines(data: bytes, rng: np.random.Generator) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"".join(lines[i] for i in rng.permutation(len(lines)))


def shuffled_bytes(data: bytes, rng: np.random.Generator) -> bytes:
    start, end = np.sort(rng.integers(len(data), size=2))
    window = np.array(list(data[start:end]), dtype=np.uint8)
    return data[:start] + rng.permutation(window).tobytes() + data[end:]


def flipped(data: bytes, rng: np.random.Generator) -> bytes:
    changed = bytearray(data)
    for place in rng.integers(len(data), size=3):
        changed[place] ^= 1 << int(rng.integers(8))
    return bytes(changed)


def ascii_noise(data: bytes, rng: np.random.Generator) -> bytes:
    changed = bytearray(data)
    for place in rng.integers(len(data), size=5):
        changed[place] = int(rng.choice(list(b'<>{}[]"\t\n,;:#& 0\\')))
    return bytes(changed)


DAMAGES: tuple[Damage, ...] = (truncated, shuffled_lines, shuffled_bytes, flipped, ascii_noise)


def read_or_one_line(path: Path, sample: str, format: str | None) -> str:
    """Reads what may be damaged; anything but a counted lexicon and a one-line error is a failure."""
    try:
        lexicon = read_lexicon(path, format=format, target=TARGETS.get(sample))
    except LexiboostError as error:
        assert "\n" not in str(error)
        assert len(str(error)) < 1000
        return "error"
    assert lexicon.rows_in == len(lexicon) + sum(lexicon.rejected.values())
    return "read"


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: str(damage.__name__))
@pytest.mark.parametrize("sample", FILES)
def test_damaged_text_ends_in_one_line_or_counted_rows(tmp_path: Path, sample: str, damage: Damage) -> None:
    rng = np.random.default_rng(list(f"{sample} {damage.__name__}".encode()))
    path = write_sample(tmp_path, sample)
    files = sorted(tmp_path.iterdir())
    for i in range(8 if sample == "cldf" else 25):
        victim = files[i % len(files)]
        whole = victim.read_bytes()
        victim.write_bytes(damage(whole, rng))
        read_or_one_line(path, sample, format_of(sample) if i % 2 else None)
        victim.write_bytes(whole)
    assert read_or_one_line(path, sample, None) == "read"


def zipped(data: bytes) -> bytes:
    import io

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("en_ak.tsv", data)
    return stream.getvalue()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor().compress,
    "zip": zipped,
}


@pytest.mark.parametrize("suffix", PACKERS)
@pytest.mark.parametrize("damage", [truncated, shuffled_bytes, flipped], ids=lambda d: str(d.__name__))
def test_damaged_archives_end_in_one_line_or_counted_rows(
    tmp_path: Path, suffix: str, damage: Damage
) -> None:
    rng = np.random.default_rng(list(f"{suffix} {damage.__name__}".encode()))
    words = rng.integers(97, 123, size=(400, 9), dtype=np.uint8)
    text = b"".join(bytes(word[:4]) + b"\t" + bytes(word[4:]) + b"\n" for word in words)
    packed = PACKERS[suffix](text)
    path = tmp_path / f"en_ak.tsv.{suffix}"
    path.write_bytes(packed)
    assert len(read_lexicon(path)) == 400
    outcomes = set()
    for _ in range(40):
        path.write_bytes(damage(packed, rng))
        outcomes.add(read_or_one_line(path, "gatitos", None))
    assert "error" in outcomes


@pytest.mark.parametrize("sample", [name for name in FILES if name != "cldf"])
@pytest.mark.parametrize("suffix", PACKERS)
def test_every_format_reads_the_same_packed(tmp_path: Path, sample: str, suffix: str) -> None:
    plain = write_sample(tmp_path / "plain", sample)
    folder = tmp_path / "packed" / plain.parent.name
    folder.mkdir(parents=True)
    for name, text in FILES[sample].items():
        if suffix == "zip":
            with zipfile.ZipFile(folder / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(name, text.encode())
        else:
            (folder / f"{name}.{suffix}").write_bytes(PACKERS[suffix](text.encode()))
    expected = read_lexicon(plain, target=TARGETS.get(sample))
    found = read_lexicon(folder / f"{plain.name}.{suffix}", target=TARGETS.get(sample))
    assert found.table.equals(expected.table)
    assert (found.rejected, found.source, found.format) == (
        expected.rejected,
        expected.source,
        expected.format,
    )


def test_bombs_end_in_one_line_within_a_gigabyte(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.lexicons.readers.bombs", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    outcomes = [json.loads(line) for line in ran.stdout.splitlines()]
    assert max(outcome["peak_mib"] for outcome in outcomes) < 1000
    ended = {outcome["name"]: outcome["outcome"] for outcome in outcomes}
    for name, said in ended.items():
        assert said.startswith("InputError: ") or name in ("en-de.txt", "en-fr.txt", "tabs.tsv"), (name, said)
    for suffix in PACKERS:
        name = f"rows.{suffix}" if suffix == "zip" else f"en_tr_rows.tsv.{suffix}"
        assert "unpacks to more than" in ended[name]
    assert all(
        "a line of more than" in ended[name]
        for name in ended
        if name.startswith("line of 100 MB as p") and "panlex" not in name
    )
    assert all("declares XML entities" in ended[name] for name in ("laughs.dix", "laughs.tei", "outside.tei"))
