"""Translations inferred through a third language, from two scored tables of attested ones."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

MAX_PIVOTS = 8
MAX_TRANSLATIONS = 5
# Shares are summed as integers of this many units, so that the order of summation cannot show.
_UNITS = 1 << 52


def keep_best(
    connection: duckdb.DuckDBPyConnection, name: str, scored: str, words: str, *, most: int
) -> None:
    """Makes `<name>`: each word's `most` best translations with their share of the score of all of them."""
    connection.execute(
        f"CREATE TEMP TABLE {name} AS SELECT s.a, s.b, "
        "s.score / sum(s.score) OVER (PARTITION BY s.a) AS share "
        f"FROM {scored} s JOIN (SELECT DISTINCT word, text FROM {words}_words) w ON w.word = s.b QUALIFY "
        f"row_number() OVER (PARTITION BY s.a ORDER BY s.score DESC, w.text) <= {most}"
    )


def combine(
    connection: duckdb.DuckDBPyConnection,
    hops: Sequence[tuple[str, str]],
    direct: str,
    target: str,
    *,
    most: int,
) -> dict[str, int]:
    """Makes `pivoted` (a, b: words, score, pivots: bit mask) and returns the ledger of the candidates.

    The score is the product of the two hops' shares, summed over the words of a pivot language and averaged
    over the languages: at most 1, the least that an attested pair can have.

    Args:
        connection: of the database.
        hops: names of the two tables of `keep_best`, one pair a pivot language.
        direct: name of the attested pairs, which no inferred pair replaces.
        target: name of the target's words.
        most: inferred translations a word.
    """
    products = " UNION ALL ".join(
        f"SELECT x.a, y.b, greatest(1, round(x.share * y.share * {_UNITS}))::BIGINT AS units, "
        f"{1 << index} AS mask FROM {first} x JOIN {second} y ON y.a = x.b"
        for index, (first, second) in enumerate(hops)
    )
    connection.execute(
        f"CREATE TEMP TABLE candidates AS SELECT a, b, sum(units) / {_UNITS * len(hops)} AS score, "
        f"bit_or(mask) AS pivots FROM ({products}) GROUP BY a, b"
    )
    connection.execute(
        "CREATE TEMP TABLE pivoted AS SELECT c.a, c.b, c.score, c.pivots FROM candidates c "
        f"ANTI JOIN {direct} d ON d.a = c.a AND d.b = c.b "
        f"JOIN (SELECT DISTINCT word, text FROM {target}_words) w ON w.word = c.b "
        f"QUALIFY row_number() OVER (PARTITION BY c.a ORDER BY c.score DESC, w.text) <= {most}"
    )
    total, known, kept = connection.execute(
        "SELECT (SELECT count(*) FROM candidates), "
        f"(SELECT count(*) FROM candidates c SEMI JOIN {direct} d ON d.a = c.a AND d.b = c.b), "
        "(SELECT count(*) FROM pivoted)"
    ).fetchall()[0]
    return {
        "candidates": int(total),
        "pivot_attested": int(known),
        "pivot_over_limit": int(total - known - kept),
    }
