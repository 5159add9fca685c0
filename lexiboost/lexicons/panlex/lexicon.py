"""`panlex_lexicon`: the translations between two varieties of a PanLex database as a `Lexicon`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pandas as pd

from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.lexicons.lexicon import COLUMNS, Lexicon
from lexiboost.lexicons.panlex.attestations import attest, collect_words, score, tag
from lexiboost.lexicons.panlex.build import MEMORY, THREADS, memory_errors
from lexiboost.lexicons.panlex.cache import PanLex, open_panlex
from lexiboost.lexicons.panlex.gold import UPOS_NAMES
from lexiboost.lexicons.panlex.pivot import MAX_PIVOTS, MAX_TRANSLATIONS, combine, keep_best
from lexiboost.lexicons.panlex.varieties import Side, find_side

ORIGIN, LICENCE = "panlex", "CC0 1.0"


def read_panlex(
    path: str | Path,
    *,
    source: str,
    target: str,
    pivot: str | Sequence[str] | None = None,
    cache: str | Path | None = None,
) -> Lexicon:
    """Reads one language pair of a PanLex dump; the dump's database is built on first use and kept.

    Args:
        path: folder or .zip of the dump.
        source, target, pivot: as `panlex_lexicon` takes them.
        cache: folder of databases (see `open_panlex`).

    Raises:
        InputError, StorageError, UnknownLanguageError, ConfigError: as the two functions do.
    """
    return panlex_lexicon(open_panlex(path, cache=cache), source=source, target=target, pivot=pivot)


def panlex_lexicon(
    database: PanLex,
    *,
    source: str,
    target: str,
    pivot: str | Sequence[str] | None = None,
    max_translations: int = MAX_TRANSLATIONS,
    memory: str = MEMORY,
    threads: int = THREADS,
) -> Lexicon:
    """The translations of one pair, each once, by source text, falling score, target text.

    Two expressions translate each other where a meaning has both. The score of a pair of texts is the sum,
    over the groups of sources (`source.grp`) that attest it, of the best quality of a source of the group:
    sources of one group are copies of each other and count once. It is the same in both directions.

    With pivots, pairs that no source attests are added: the product of the shares that the two hops have of
    their word's total score, over each word's `max_translations` best a hop, summed over the pivot's words
    and averaged over the pivots. Such a score is at most 1 and an attested one at least 1; the origin is
    `panlex (via fra-000)`, the pivots that gave it in the order asked for.

    Args:
        database: what `open_panlex` gave.
        source: a PanLex uid (`eng-000`) or any code of the catalog, which means all of PanLex's varieties of
            the language in that script (`find_side`).
        target: the same.
        pivot: one language or up to 8 to infer through.
        max_translations: inferred translations kept a source word, and translations followed a hop.
        memory: DuckDB's share of memory.
        threads: of DuckDB.

    Raises:
        InputError: the dump has not the variety, or no translation between the two.
        UnknownLanguageError: a code neither is a uid nor in the catalog.
        ConfigError: the two sides, or a side and a pivot, are the same variety; or too many pivots.
    """
    pivots = [pivot] if isinstance(pivot, str) else list(pivot or ())
    if len(pivots) > MAX_PIVOTS:
        raise ConfigError(f"{len(pivots)} pivot languages; at most {MAX_PIVOTS}")
    if max_translations < 1:
        raise ConfigError(f"max_translations is {max_translations}; at least 1")
    with database.connect(memory=memory, threads=threads) as connection, memory_errors(memory):
        sides = [find_side(connection, code) for code in (source, target, *pivots)]
        _require_distinct(sides)
        table, ledger = _Extraction(connection, sides, max_translations).run()
    rows_in = ledger.pop("attestations") + ledger.pop("candidates", 0)
    if not len(table):
        reasons = ", ".join(f"{count} {reason}" for reason, count in ledger.items() if count)
        raise InputError(
            f"no usable translation between {sides[0].label} and {sides[1].label} "
            f"({reasons or 'no meaning has both'}); name a pivot language, e.g. pivot='eng'",
            path=database.path,
        )
    return Lexicon(
        table,
        source=sides[0].variety,
        target=sides[1].variety,
        rows_in=rows_in,
        rejected={reason: count for reason, count in sorted(ledger.items()) if count},
        format="panlex",
    )


def _require_distinct(sides: list[Side]) -> None:
    for index, side in enumerate(sides):
        for other in sides[:index]:
            shared = sorted(set(side.uids) & set(other.uids))
            if shared:
                raise ConfigError(
                    f"{other.label} and {side.label} share the variety {shared[0]}; name two others"
                )


class _Extraction:
    """One run of `panlex_lexicon` on one connection; sides are source, target, then the pivots."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, sides: list[Side], most: int) -> None:
        self.connection = connection
        self.source, self.target, *self.pivots = sides
        self.most = most

    def run(self) -> tuple[pd.DataFrame, dict[str, int]]:
        """The table and the ledger."""
        attest(self.connection, "direct", self.source, self.target)
        for index, pivot in enumerate(self.pivots):
            attest(self.connection, f"first{index}", self.source, pivot)
            attest(self.connection, f"second{index}", pivot, self.target)
        self._collect_words()
        ledger = score(self.connection, "direct", "source", "target")
        tag(self.connection, "direct", "source", "target")
        self.connection.execute("DROP TABLE direct_attested")
        if self.pivots:
            ledger |= self._infer()
        else:
            self.connection.execute(
                "CREATE TEMP TABLE pivoted (a INTEGER, b INTEGER, score DOUBLE, pivots INTEGER)"
            )
        return self._table(), ledger

    def _collect_words(self) -> None:
        numbers = range(len(self.pivots))
        places = [("direct", "a"), *((f"first{index}", "a") for index in numbers)]
        collect_words(self.connection, "source", self.source, places)
        places = [("direct", "b"), *((f"second{index}", "b") for index in numbers)]
        collect_words(self.connection, "target", self.target, places)
        for index, pivot in enumerate(self.pivots):
            places = [(f"first{index}", "b"), (f"second{index}", "a")]
            collect_words(self.connection, f"pivot{index}", pivot, places)

    def _infer(self) -> dict[str, int]:
        hops = []
        for index in range(len(self.pivots)):
            words = f"pivot{index}"
            for hop, from_words, to_words in (("first", "source", words), ("second", words, "target")):
                name = f"{hop}{index}"
                score(self.connection, name, from_words, to_words)
                self.connection.execute(f"DROP TABLE {name}_attested")
                keep_best(self.connection, name, f"{name}_scored", to_words, most=self.most)
                self.connection.execute(f"DROP TABLE {name}_scored")
            hops.append((f"first{index}", f"second{index}"))
        return combine(self.connection, hops, "direct_scored", "target", most=self.most)

    def _table(self) -> pd.DataFrame:
        rows = self.connection.sql(
            "SELECT s.text AS source, t.text AS target, p.a_pos, p.b_pos, r.score, r.pivots FROM ("
            "SELECT a, b, score::DOUBLE AS score, 0 AS pivots FROM direct_scored "
            "UNION ALL SELECT a, b, score, pivots FROM pivoted) r "
            "JOIN (SELECT DISTINCT word, text FROM source_words) s ON s.word = r.a "
            "JOIN (SELECT DISTINCT word, text FROM target_words) t ON t.word = r.b "
            "LEFT JOIN direct_tagged p ON p.a = r.a AND p.b = r.b AND r.pivots = 0 "
            "ORDER BY s.text, r.score DESC, t.text"
        ).to_arrow_table()
        frame = rows.to_pandas()
        origins = {mask: self._origin(int(mask)) for mask in frame["pivots"].unique()}
        names = dict(enumerate(UPOS_NAMES))
        columns = {
            "source": frame["source"].astype("str"),
            "target": frame["target"].astype("str"),
            "source_pos": frame["a_pos"].fillna(0).astype("int64").map(names).astype("str"),
            "target_pos": frame["b_pos"].fillna(0).astype("int64").map(names).astype("str"),
            "score": frame["score"].astype("float64"),
            "origin": frame["pivots"].map(origins).astype("str"),
            "licence": pd.Series([LICENCE] * len(frame), dtype="str"),
        }
        return pd.DataFrame(columns, columns=list(COLUMNS))

    def _origin(self, mask: int) -> str:
        used = [side.label for index, side in enumerate(self.pivots) if mask >> index & 1]
        return f"{ORIGIN} (via {', '.join(used)})" if used else ORIGIN
