"""Where one pseudo-sentence comes from: source and result word by word, with the why."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.experiments.programs import ExplainConfig
from lexiboost.lexicons import Lexicon
from lexiboost.lexicons.store import load_saved_lexicon
from lexiboost.text.segment import words

LEXICON = "lexicon.parquet"
_NEEDED = ("text", "source_id", "variety", "copy", "seed", "source_position", "origin", "lexicon_row", "cell")
_TRANSLATED = frozenset({"substituted", "lemma", "inflected"})


@dataclass(frozen=True)
class Word:
    """An output word.

    Attributes: word: itself, "" for a source word that was dropped. source: the source words that it stands
    for, "" where the word before it stands for them too. why: how it was made.
    """

    word: str
    source: str
    why: str


def explain(config: ExplainConfig) -> list[Word]:
    """Prints where a row of a shard comes from, and returns its words.

    Of a folder the rows are those of all shards below it, in the order of their names.

    Raises:
        ConfigError: no shard is named, or there are not so many rows.
        InputError: a file is missing, damaged or no shard.
    """
    if not config.shard:
        raise ConfigError("config.shard is missing, e.g. --config.shard=runs/tel")
    left = config.row
    for path in _shards(Path(config.shard)):
        rows = _count(path)
        if 0 <= left < rows:
            return _explain(path, left, config.source)
        left -= max(rows, 0)
    raise ConfigError(f"config.row={config.row}: {config.shard} has rows 0 to {config.row - left - 1}")


def _shards(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    found = sorted(path.rglob("text*.parquet"))
    if not found:
        raise InputError("no such shard", path=path)
    return found


def _explain(path: Path, number: int, source_variety: str) -> list[Word]:
    row = _row(path, number)
    lexicon = load_saved_lexicon(path.parent / LEXICON) if (path.parent / LEXICON).is_file() else None
    found = list(_words(row, source_variety, lexicon))
    print(f"{path}, row {number}")
    named = ("source_id", "variety", "copy", "seed")
    print(", ".join(f"{name.replace('_', ' ')} {row[name]}" for name in named))
    print(f"source  {row.get('source') or ' '.join(row['source_words'])}")
    print(f"result  {row['text']}")
    print("\n".join(_table(found)), flush=True)
    return found


def _count(path: Path) -> int:
    """The rows of a shard."""
    try:
        with pq.ParquetFile(path) as file:
            missing = [name for name in _NEEDED if name not in file.schema_arrow.names]
            rows: int = file.metadata.num_rows
    except (OSError, pa.ArrowInvalid) as error:
        raise InputError(f"not a readable parquet file ({error})", path=path) from None
    if missing:
        raise InputError(f"no shard of pseudo-text: it has no column {missing[0]!r}", path=path)
    return rows


def _row(path: Path, number: int) -> dict[str, Any]:
    """One of a shard's rows."""
    try:
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                size = file.metadata.row_group(group).num_rows
                if number < size:
                    row: dict[str, Any] = file.read_row_group(group).slice(number, 1).to_pylist()[0]
                    return row
                number -= size
    except (OSError, pa.ArrowInvalid) as error:
        raise InputError(f"not a readable parquet file ({error})", path=path) from None
    raise InputError("its rows are not where it says", path=path)


def _words(row: Mapping[str, Any], source_variety: str, lexicon: Lexicon | None) -> Iterator[Word]:
    source = row["source_words"] if "source_words" in row else words(row["source"], source_variety)
    made = row.get("words") or _cut(row["text"], row["word_end"])
    positions = row["source_position"]
    ways = row.get("inflection") or [None] * len(made)
    plain = row.get("respelled") or [None] * len(made)
    begins = sorted({*positions, len(source)})
    reached, in_order = 0, positions == sorted(positions)
    for i, word in enumerate(made):
        begin, entry = positions[i], row["lexicon_row"][i]
        if in_order:
            yield from (Word("", gone, "dropped") for gone in source[reached:begin])
        goes_on = bool(i) and positions[i - 1] == begin
        length = begins[bisect_right(begins, begin)] - begin
        if row["origin"][i] not in _TRANSLATED:
            length = 1
        elif lexicon is not None and entry >= 0:
            length = min(length, len(words(lexicon.table["source"].iloc[entry], source_variety)))
        why = _why(row["origin"][i], entry, row["cell"][i], ways[i], lexicon)
        why += f"; respelled from {plain[i]}" if plain[i] else ""
        yield Word(word, "" if goes_on else " ".join(source[begin : begin + length]), why)
        reached = max(reached, begin + length)
    if in_order:
        yield from (Word("", gone, "dropped") for gone in source[reached:])


def _cut(text: str, ends: Sequence[int]) -> list[str]:
    """The words of a text, by the byte before which each ends."""
    data = text.encode()
    begins = [0, *ends[:-1]]
    return [data[begin:end].decode().lstrip(" ") for begin, end in zip(begins, ends, strict=True)]


def _why(origin: str, entry: int, cell: str, way: str | None, lexicon: Lexicon | None) -> str:
    parts = [origin]
    if entry >= 0:
        parts.append(f"entry {entry}" if lexicon is None else _entry(lexicon, entry))
    if cell:
        parts.append(f"{cell} by {way}" if way else cell)
    return "; ".join(parts)


def _entry(lexicon: Lexicon, entry: int) -> str:
    row = lexicon.table.iloc[entry]
    whence = ", ".join(part for part in (row["origin"], row["licence"]) if part)
    return f"entry {entry}: {row['source']} = {row['target']} ({whence})"


def _table(found: Sequence[Word]) -> Iterator[str]:
    rows = [("source", "result", "why"), *((word.source, word.word, word.why) for word in found)]
    widths = [max(_width(row[k]) for row in rows) for k in range(2)]
    for row in rows:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=False)]
        yield "  ".join([*cells, row[2]]).rstrip()


def _width(text: str) -> int:
    """Columns that a text takes in a terminal."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return sum(not unicodedata.combining(char) for char in text) + wide
