"""How evenly a tokenizer treats varieties: pieces a word, characters a piece, bytes, parity with English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from lexiboost.text.segment import words
from lexiboost.tokens.subwords import BYTES, UNK, Subwords

COLUMNS = (
    "variety",
    "script",
    "texts",
    "words",
    "characters",
    "pieces",
    "pieces_per_word",
    "characters_per_piece",
    "byte_rate",
    "unknown_rate",
    "parity",
)


def fertility(
    tokenizer: Subwords, texts: Mapping[str, Iterable[str]], *, reference: str = "eng_Latn"
) -> pd.DataFrame:
    """Figures of a tokenizer by variety, on the same texts in each where they are parallel.

    Args:
        tokenizer: the tokenizer. texts: variety -> texts. reference: whose pieces are parity 1.

    Returns: One row a variety, sorted, with `COLUMNS`. Words are those of
        `lexiboost.text.segment.words`: in scripts written without spaces they are whole runs, and
        `pieces_per_word` says little. Characters do not count white space. `byte_rate` and `unknown_rate`:
        share of the pieces that are single bytes, or unknown. `parity`: pieces per piece of `reference`
        (Petrov et al. 2023, "Language Model Tokenizers Introduce Unfairness Between Languages"); NaN where
        the reference has no text or the number of texts differs.
    """
    byte_ids = np.array([tokenizer.id(byte) for byte in BYTES])
    unknown = tokenizer.id(UNK)
    rows = []
    for variety in sorted(texts):
        listed = list(texts[variety])
        ids = tokenizer.encode(listed).ids_W
        count = max(1, len(ids))
        word_count = sum(len(words(text, variety)) for text in listed)
        characters = sum(len("".join(text.split())) for text in listed)
        rows.append(
            (
                variety,
                variety.rpartition("_")[2],
                len(listed),
                word_count,
                characters,
                len(ids),
                len(ids) / max(1, word_count),
                characters / count,
                float(np.isin(ids, byte_ids).sum()) / count,
                float((ids == unknown).sum()) / count,
            )
        )
    table = pd.DataFrame(rows, columns=list(COLUMNS[:-1]))
    english = table.loc[table["variety"] == reference]
    same = table["texts"] == english["texts"].iloc[0] if len(english) else pd.Series(False, index=table.index)
    pieces = float(english["pieces"].iloc[0]) if len(english) else np.nan
    table["parity"] = (table["pieces"] / pieces).where(same)
    return table


def by_script(table: pd.DataFrame) -> pd.DataFrame:
    """Unweighted means of a `fertility` table over the varieties of each script, most pieces first."""
    figures = ["pieces_per_word", "characters_per_piece", "byte_rate", "unknown_rate", "parity"]
    grouped = table.groupby("script", sort=True)
    means = grouped[figures].mean()
    means.insert(0, "varieties", grouped.size())
    return means.sort_values("parity", ascending=False, kind="stable").reset_index()
