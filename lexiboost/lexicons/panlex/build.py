"""Building the DuckDB database of a PanLex dump, in memory that does not grow with the dump's texts.

The tables are streamed once. What a denotation refers to (the expression's variety, the meaning's source) is
looked up while it passes, so that no join of whole tables is needed. The rows are then put in the order of
their varieties, part by part, so that a language pair reads only its own.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lexiboost.artifacts.errors import InputError, StorageError
from lexiboost.lexicons.panlex.dump import Dump
from lexiboost.lexicons.panlex.gold import GOLD_TO_UPOS, UPOS_CODES
from lexiboost.lexicons.panlex.idmap import MISSING, IdMap, Int32s

_TABLES = {
    "main.source": "id INTEGER, grp INTEGER, quality INTEGER",
    "stage.langvar": "id INTEGER, lang_code VARCHAR, var_code INTEGER, script_expr INTEGER",
    "expr": "id INTEGER, langvar INTEGER, txt VARCHAR, txt_degr VARCHAR",
    "denotation": "meaning INTEGER, expr INTEGER, source INTEGER, langvar INTEGER, pos UTINYINT",
}
SCHEMA = 1
"""Part of the name of a database: raised whenever what is stored changes."""
MEMORY = "2GB"
THREADS = 2
# Rows that are sorted at a time.
_PART = 5_000_000
# A table with more unreadable rows than this share is damaged, say by a quote that is never closed.
_MOST_UNREADABLE = 0.1


@contextmanager
def memory_errors(memory: str) -> Iterator[None]:
    """Turns DuckDB's refusals for want of memory or disk into a one-line `StorageError`."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise StorageError(f"{memory} of memory are not enough ({first_line(error)}); allow more") from None
    except duckdb.IOException as error:
        raise StorageError(f"{first_line(error)}; free some space and run the same command again") from None


def first_line(error: Exception) -> str:
    """An error's message without DuckDB's excerpt of the query."""
    return str(error).partition("\n")[0]


def build_database(
    dump: Dump, path: Path, *, memory: str = MEMORY, threads: int = THREADS
) -> tuple[dict[str, int], dict[str, int]]:
    """Writes the database to `path`, using its folder for what does not fit into memory.

    Tables: `source` (id, grp, quality), `langvar` (id, lang_code, uid, script, denotations), `expr` (id,
    langvar, txt, txt_degr), `denotation` (meaning, expr, source, langvar, pos).

    Returns:
        Rows kept by table, rows left out by `table: reason`.

    Raises:
        InputError: as `Dump.batches` does; an id twice in a table; a table that is empty or damaged.
        StorageError: too little memory or disk.
    """
    config: dict[str, Any] = {
        "memory_limit": memory,
        "threads": threads,
        "temp_directory": str(path.with_name("spill")),
    }
    staging = path.with_name("staging.duckdb")
    with memory_errors(memory), duckdb.connect(str(path), config=config) as connection:
        connection.execute("ATTACH '" + str(staging).replace("'", "''") + "' AS stage")
        builder = _Builder(connection, dump)
        builder.run()
        connection.execute("DETACH stage")
        connection.execute("CHECKPOINT")
    staging.unlink()
    shutil.rmtree(path.with_name("spill"), ignore_errors=True)
    rejected = builder.rejected + dump.rejected
    return builder.rows, {f"{table}: {reason}": count for (table, reason), count in sorted(rejected.items())}


class _Builder:
    def __init__(self, connection: duckdb.DuckDBPyConnection, dump: Dump) -> None:
        self.connection = connection
        self.dump = dump
        self.rows: dict[str, int] = {}
        self.rejected: Counter[tuple[str, str]] = Counter()

    def run(self) -> None:
        """Streams the tables in the order in which they refer to each other."""
        for table, columns in _TABLES.items():
            for name in [table] if "." in table else [f"main.{table}", f"stage.{table}"]:
                self.connection.execute(f"CREATE TABLE {name} ({columns})")
        self.stage_whole("source", "main.source")
        self.stage_whole("langvar", "stage.langvar")
        varieties = self.stage_expressions()
        sources = self.map_meanings()
        self.stage_denotations(varieties, sources, self.map_parts_of_speech())
        del varieties, sources
        self.put_in_order("expr", "langvar, id")
        self.put_in_order("denotation", "langvar, meaning, expr")
        self.connection.execute(
            "CREATE TABLE langvar AS "
            "SELECT l.id, l.lang_code, printf('%s-%03d', l.lang_code, l.var_code) AS uid, "
            "coalesce(e.txt, '') AS script, coalesce(n.denotations, 0) AS denotations FROM stage.langvar l "
            "LEFT JOIN main.expr e ON e.id = l.script_expr "
            "LEFT JOIN (SELECT langvar, count(*) AS denotations FROM denotation GROUP BY langvar) n "
            "ON n.langvar = l.id ORDER BY l.id"
        )

    def batches(self, table: str) -> Iterator[pa.RecordBatch]:
        """The table's batches; raises at the end where it is empty or mostly unreadable."""
        total = 0
        for batch in self.dump.batches(table):
            total += batch.num_rows
            yield batch
        name = self.dump.name(table)
        unreadable = sum(count for (owner, _), count in self.dump.rejected.items() if owner == table)
        if unreadable > 10 and unreadable > _MOST_UNREADABLE * (total + unreadable):
            raise InputError(
                f"{unreadable} of {total + unreadable} rows have other cells than the header; "
                "fetch the dump again",
                path=name,
            )
        if not total and table != "denotation_class":
            raise InputError("no usable row; fetch the dump again", path=name)

    def insert(self, target: str, batch: pa.RecordBatch) -> None:
        """Appends a batch to a table."""
        self.connection.register("batch", batch)
        self.connection.execute(f"INSERT INTO {target} SELECT * FROM batch")
        self.connection.unregister("batch")

    def stage_whole(self, table: str, target: str) -> None:
        """Loads a small table as it is."""
        ids = []
        for batch in self.batches(table):
            self.insert(target, batch)
            ids.append(_numbers(batch, "id"))
        IdMap(ids, ids, self.dump.name(table))
        self.rows[table] = sum(map(len, ids))

    def known(self, table: str) -> IdMap:
        """The ids of a table of the database."""
        rows = self.connection.execute(f"SELECT id FROM {table} ORDER BY id").fetchall()
        ids = np.array([ident for (ident,) in rows], np.int32)
        return IdMap([ids], [ids], table)

    def stage_expressions(self) -> IdMap:
        """Loads the expressions of known varieties; returns expression -> variety."""
        known = self.known("stage.langvar")
        ids, varieties = [], []
        self.connection.execute("BEGIN")
        for batch in self.batches("expr"):
            kept = known.find(_numbers(batch, "langvar")) != MISSING
            self.rejected["expr", "unknown_variety"] += int((~kept).sum())
            batch = batch.filter(pa.array(kept))
            self.insert("stage.expr", batch)
            ids.append(_numbers(batch, "id"))
            varieties.append(_numbers(batch, "langvar"))
        self.connection.execute("COMMIT")
        self.rows["expr"] = sum(map(len, ids))
        return IdMap(ids, varieties, self.dump.name("expr"))

    def map_meanings(self) -> IdMap:
        """Meaning -> source, of known sources."""
        known = self.known("main.source")
        ids, sources = [], []
        for batch in self.batches("meaning"):
            source = _numbers(batch, "source")
            kept = known.find(source) != MISSING
            self.rejected["meaning", "unknown_source"] += int((~kept).sum())
            ids.append(_numbers(batch, "id")[kept])
            sources.append(source[kept])
        self.rows["meaning"] = sum(map(len, ids))
        return IdMap(ids, sources, self.dump.name("meaning"))

    def map_parts_of_speech(self) -> IdMap:
        """Denotation -> number of its part of speech; of several, the first by UPOS name."""
        if "denotation_class" not in self.dump:
            return IdMap([], [], "")
        ontology = self.connection.execute(
            "SELECT e.id, e.txt FROM stage.expr e JOIN stage.langvar l ON l.id = e.langvar "
            "WHERE l.lang_code = 'art' AND l.var_code = 303"
        ).fetchall()
        property_ids = np.array(
            [ident for ident, text in ontology if text == "PartOfSpeechProperty"], np.int32
        )
        classes = {ident: UPOS_CODES[GOLD_TO_UPOS[text]] for ident, text in ontology if text in GOLD_TO_UPOS}
        class_ids, codes = (np.array(list(part), np.int32) for part in (classes, classes.values()))
        by_class = IdMap([class_ids], [codes], self.dump.name("expr"))
        found = [np.empty((2, 0), np.int32)]
        for batch in self.batches("denotation_class"):
            code = by_class.find(_numbers(batch, "expr2"))
            kept = (code != MISSING) & np.isin(_numbers(batch, "expr1"), property_ids)
            found.append(np.stack([_numbers(batch, "denotation")[kept], code[kept]]))
        pairs: Int32s = np.concatenate(found, axis=1)
        pairs = pairs[:, np.lexsort(pairs[::-1])]
        first = np.flatnonzero(np.diff(pairs[0], prepend=MISSING))
        return IdMap([pairs[0, first]], [pairs[1, first]], self.dump.name("denotation_class"))

    def stage_denotations(self, varieties: IdMap, sources: IdMap, parts_of_speech: IdMap) -> None:
        """Loads the denotations of known expressions and meanings with what is known of both."""
        kept_rows = 0
        self.connection.execute("BEGIN")
        for batch in self.batches("denotation"):
            meaning, expr = _numbers(batch, "meaning"), _numbers(batch, "expr")
            variety, source = varieties.find(expr), sources.find(meaning)
            pos = np.maximum(parts_of_speech.find(_numbers(batch, "id")), 0).astype(np.uint8)
            self.rejected["denotation", "unknown_expression"] += int((variety == MISSING).sum())
            kept = (variety != MISSING) & (source != MISSING)
            self.rejected["denotation", "unknown_meaning"] += int(((variety != MISSING) & ~kept).sum())
            columns: dict[str, npt.NDArray[Any]] = {
                "meaning": meaning,
                "expr": expr,
                "source": source,
                "langvar": variety,
                "pos": pos,
            }
            arrays = {name: pa.array(column[kept]) for name, column in columns.items()}
            self.insert("stage.denotation", pa.RecordBatch.from_pydict(arrays))
            kept_rows += int(kept.sum())
        self.connection.execute("COMMIT")
        self.rows["denotation"] = kept_rows

    def put_in_order(self, table: str, order: str) -> None:
        """Copies a staged table into the database, sorted; a few whole varieties at a time."""
        sizes = self.connection.execute(
            f"SELECT langvar, count(*) FROM stage.{table} GROUP BY langvar ORDER BY langvar"
        ).fetchall()
        first, rows = None, 0
        for place, (variety, size) in enumerate(sizes):
            first = variety if first is None else first
            rows += size
            if rows >= _PART or place + 1 == len(sizes):
                self.connection.execute(
                    f"INSERT INTO main.{table} FROM stage.{table} "
                    f"WHERE langvar BETWEEN {first} AND {variety} ORDER BY {order}"
                )
                first, rows = None, 0
        (kept,) = self.connection.execute(f"SELECT count(langvar) FROM main.{table}").fetchall()[0]
        if kept != self.rows[table]:
            raise RuntimeError(f"{self.rows[table]} rows of {table} were read, but {kept} stored")
        self.connection.execute(f"DROP TABLE stage.{table}")


def _numbers(batch: pa.RecordBatch, column: str) -> Int32s:
    """[rows] of an integer column; null is `MISSING`."""
    values = batch.column(column)
    return (values.fill_null(int(MISSING)) if values.null_count else values).to_numpy()
