"""Attested and scored translations between two sides, as temporary tables of one connection."""

from __future__ import annotations

import duckdb
import pandas as pd

from lexiboost.lexicons.panlex.varieties import Side
from lexiboost.text.unicode import clean

# Texts of these characters alone, single spaces within, are what `clean` would make of them.
_PLAIN = "[!-~]+( [!-~]+)*"


def attest(connection: duckdb.DuckDBPyConnection, name: str, source: Side, target: Side) -> None:
    """Makes `<name>_attested`: one row a pair of denotations that share a meaning (a, b: expression ids)."""
    connection.execute(
        f"CREATE TEMP TABLE {name}_attested AS "
        "SELECT s.expr AS a, t.expr AS b, s.source, s.pos AS a_pos, t.pos AS b_pos "
        "FROM denotation s JOIN denotation t ON t.meaning = s.meaning "
        f"WHERE s.langvar IN ({_list(source)}) AND t.langvar IN ({_list(target)})"
    )


def collect_words(
    connection: duckdb.DuckDBPyConnection, name: str, side: Side, attested: list[tuple[str, str]]
) -> None:
    """Makes `<name>_words`: expr, word (one id a distinct text) and text, cleaned as every reader does.

    Args:
        connection: of the database.
        name: of the side.
        side: its varieties.
        attested: (name of the attestations, column) where the side's expressions occur.
    """
    used = " UNION ".join(f"SELECT {column} AS id FROM {table}_attested" for table, column in attested)
    connection.execute(
        f"CREATE TEMP TABLE {name}_texts AS SELECT e.id AS expr, e.txt AS text FROM expr e "
        f"SEMI JOIN ({used}) u ON u.id = e.id WHERE e.langvar IN ({_list(side)})"
    )
    rows = connection.execute(
        f"SELECT expr, text FROM {name}_texts WHERE NOT regexp_full_match(text, '{_PLAIN}')"
    ).fetchnumpy()
    cleaned = [clean(text).strip() for text in rows["text"]]
    connection.register(
        "cleaned", pd.DataFrame({"expr": rows["expr"], "text": pd.Series(cleaned, dtype="str")})
    )
    connection.execute(
        f"CREATE TEMP TABLE {name}_words AS "
        "SELECT expr, text, min(expr) OVER (PARTITION BY text) AS word FROM (SELECT t.expr, "
        f"coalesce(c.text, t.text) AS text FROM {name}_texts t LEFT JOIN cleaned c USING (expr))"
    )
    connection.unregister("cleaned")
    connection.execute(f"DROP TABLE {name}_texts")


def score(connection: duckdb.DuckDBPyConnection, name: str, source: str, target: str) -> dict[str, int]:
    """Makes `<name>_scored` (a, b: words; score; rows) and returns the ledger of the attestations.

    A pair's score is the sum, over the groups of sources that attest it, of the best quality of a source of
    the group. Pairs that score nothing are left out.

    Args:
        connection: of the database.
        name: of the attestations.
        source: name of the words of the `a` column.
        target: name of the words of the `b` column.
    """
    connection.execute(
        f"CREATE TEMP TABLE {name}_all AS WITH groups AS ("
        "SELECT a.word AS a, b.word AS b, coalesce(s.grp, -s.id) AS grp, "
        f"max(coalesce(s.quality, 0)) AS best, count(*) AS attestations FROM {name}_attested t "
        f"JOIN {source}_words a ON a.expr = t.a JOIN {target}_words b ON b.expr = t.b "
        "JOIN source s ON s.id = t.source WHERE a.text <> '' AND b.text <> '' GROUP BY 1, 2, 3) "
        "SELECT a, b, sum(best)::BIGINT AS score, sum(attestations)::BIGINT AS attestations "
        "FROM groups GROUP BY a, b"
    )
    connection.execute(
        f"CREATE TEMP TABLE {name}_scored AS SELECT a, b, score FROM {name}_all WHERE score > 0"
    )
    (total,) = connection.execute(f"SELECT count(*) FROM {name}_attested").fetchall()[0]
    usable, no_quality, kept = connection.execute(
        "SELECT coalesce(sum(attestations), 0), coalesce(sum(attestations) FILTER (score <= 0), 0), "
        f"count(*) FILTER (score > 0) FROM {name}_all"
    ).fetchall()[0]
    connection.execute(f"DROP TABLE {name}_all")
    return {
        "attestations": int(total),
        "empty_cell": int(total - usable),
        "no_quality": int(no_quality),
        "repeated_attestation": int(usable - no_quality - kept),
    }


def tag(connection: duckdb.DuckDBPyConnection, name: str, source: str, target: str) -> None:
    """Makes `<name>_tagged`: for pairs whose part of speech is stated, the one that most attestations state.

    Of equally frequent ones the first by number; a pair has one part of speech, so that its score stays the
    sum over all its groups.
    """
    connection.execute(
        f"CREATE TEMP TABLE {name}_tagged AS WITH counted AS ("
        "SELECT a.word AS a, b.word AS b, t.a_pos, t.b_pos, count(*) AS attestations "
        f"FROM {name}_attested t JOIN {source}_words a ON a.expr = t.a JOIN {target}_words b ON b.expr = t.b "
        "WHERE t.a_pos > 0 OR t.b_pos > 0 GROUP BY 1, 2, 3, 4) "
        "SELECT a, b, a_pos, b_pos FROM counted QUALIFY "
        "row_number() OVER (PARTITION BY a, b ORDER BY attestations DESC, a_pos, b_pos) = 1"
    )


def _list(side: Side) -> str:
    return ", ".join(str(ident) for ident in side.ids)
