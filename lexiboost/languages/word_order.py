"""The order of words in the languages of the world, after WALS (Dryer & Haspelmath 2013, chapters 81 to 90).

The table is word_order.tsv; its header names its source, its licence and the digest of what was read.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import read_lines
from lexiboost.languages.catalog import load_catalog

TABLE = Path(__file__).with_name("word_order.tsv")

Side = Literal["before", "after", "both", "neither", ""]
"""Where a word stands: `both` where neither order dominates, `neither` where it is no word of its own (a
suffix) or stands otherwise (an internally headed clause), "" where nothing is known."""


@dataclass(frozen=True, slots=True)
class WordOrder:
    """The dominant orders of one language; the numbers are WALS's features.

    Attributes:
        clause: of subject, object and verb (81A): `SOV`, `SVO/VSO` where both are common, "" where unknown.
        subject: side of the verb on which it stands (82A).
        object: side of the verb (83A).
        oblique: side of the verb on which adpositional phrases and their like stand (84A).
        adposition: side of its noun phrase (85A): `after` where the language has postpositions.
        genitive: side of the noun it belongs to (86A).
        adjective: side of its noun (87A).
        demonstrative: side of its noun (88A).
        numeral: side of its noun (89A).
        relative: side of the noun on which a relative clause stands (90A).
    """

    clause: str = ""
    subject: Side = ""
    object: Side = ""
    oblique: Side = ""
    adposition: Side = ""
    genitive: Side = ""
    adjective: Side = ""
    demonstrative: Side = ""
    numeral: Side = ""
    relative: Side = ""


UNKNOWN = WordOrder()
COLUMNS = tuple(field.name for field in fields(WordOrder))


def read_word_orders(path: str | Path) -> dict[str, WordOrder]:
    """Word orders by ISO 639-3 code.

    Args:
        path: a table with the columns of word_order.tsv.

    Raises:
        InputError: the table is missing, lacks a column, or has a malformed row.
    """
    numbered = [(number, line) for number, line in read_lines(path) if not line.startswith("#")]
    rows = csv.reader((line for _, line in numbered), delimiter="\t", quoting=csv.QUOTE_NONE)
    if tuple(next(rows, ())) != ("iso639_3", *COLUMNS):
        raise InputError(f"the columns are not iso639_3, {', '.join(COLUMNS)}; build it again", path=path)
    orders: dict[str, WordOrder] = {}
    for (number, _), cells in zip(numbered[1:], rows, strict=True):
        if len(cells) != 1 + len(COLUMNS) or not set(cells[2:]) <= set(get_args(Side)):
            raise InputError("a malformed row; build the table again", path=path, line=number)
        orders[cells[0]] = WordOrder(**dict(zip(COLUMNS, cells[1:], strict=True)))  # type: ignore[arg-type]
    return orders


@functools.cache
def load_word_orders() -> Mapping[str, WordOrder]:
    """The shipped table by ISO 639-3 code, read once."""
    return MappingProxyType(read_word_orders(TABLE))


def word_order_of(code: str) -> WordOrder:
    """The word order of a language, all unknown where the table lacks it.

    Args:
        code: any code that `Catalog.resolve` takes.

    Raises:
        UnknownLanguageError: the code resolves to no language.
    """
    return load_word_orders().get(load_catalog().resolve(code).iso639_3, UNKNOWN)
