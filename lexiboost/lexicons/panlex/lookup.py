"""Finding the expressions of a variety by text, exactly or as PanLex degrades it."""

from __future__ import annotations

from lexiboost.lexicons.panlex.cache import PanLex
from lexiboost.lexicons.panlex.varieties import find_side


def find_expressions(database: PanLex, text: str, variety: str, *, degraded: bool = False) -> tuple[str, ...]:
    """The texts of a variety that equal `text`, or all that PanLex degrades to the same form.

    PanLex's `txt_degr` (lower case, no white space, punctuation or most diacritics) only serves to find a
    text that is spelled somewhat differently; what is returned are the texts as written. `text` itself may be
    any spelling that the variety has, or a degraded form.

    Args:
        database: what `open_panlex` gave.
        text: what to find.
        variety: a PanLex uid or a code of the catalog (`find_side`).
        degraded: also return texts of the same degraded form.

    Raises:
        InputError: the dump has not the variety.
        UnknownLanguageError: `variety` neither is a uid nor in the catalog.
    """
    with database.connect() as connection:
        side = find_side(connection, variety)
        where = f"langvar IN ({', '.join(map(str, side.ids))})"
        if degraded:
            where += f" AND txt_degr IN (SELECT ? UNION SELECT txt_degr FROM expr WHERE {where} AND txt = ?)"
        else:
            where += " AND txt = ?"
        rows = connection.execute(
            f"SELECT DISTINCT txt FROM expr WHERE {where} ORDER BY txt", [text] * (2 if degraded else 1)
        ).fetchall()
    return tuple(text for (text,) in rows)
