"""From the raw cells of inflection tables to `Paradigms`: cleaned, canonical, without duplicates, counted."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lexiboost.artifacts.errors import InputError
from lexiboost.morphology.columns import Columns, index_cells, repeated_rows
from lexiboost.morphology.features import canonical
from lexiboost.morphology.hygiene import clean_strings
from lexiboost.morphology.paradigms import Paradigms
from lexiboost.morphology.split import RawTable
from lexiboost.morphology.strings import StringPool, concatenate, intern

Ids = NDArray[np.int32]


def tabulate(raw: RawTable, *, variety: str, path: object) -> Paradigms:
    """Builds the table; `raw` gives up its cells on the way.

    Bundles are made canonical once for each distinct spelling; `|`, which segmentation tables write between
    the features of morphemes, is read as `;`.

    Args:
        raw: the cells.
        variety: language variety, or "".
        path: what to name in errors.

    Raises:
        InputError: no usable row, or a table of derivations.
    """
    counts: Counter[str] = Counter({"fourth_column": raw.fourth})
    pools: list[StringPool] = []
    ids: list[Ids] = []
    for chunks in raw.columns:
        strings = concatenate(chunks)
        chunks.clear()
        pool, own = intern(strings)
        del strings
        if len(pools) < 2:
            pool, own = _cleaned(pool, own, counts)
        else:
            pool, own = _canonical(pool, own, path)
        pools.append(pool)
        ids.append(own)
        pa.default_memory_pool().release_unused()  # else the process keeps the raw column's memory
    rejected = {"stray_columns": raw.stray}
    empty = _empty(pools, ids)
    if empty.any():
        rejected["empty_cell"] = int(empty.sum())
        pools, ids = _compact(pools, ids, ~empty)
    columns, rejected["duplicate"] = _without_duplicates(pools, ids)
    if not len(columns):
        raise InputError("no usable row of lemma, form, features", path=str(path))
    spaced = pc.match_substring(columns.forms.strings, " ").to_numpy(zero_copy_only=False)
    counts["multiword"] = int(spaced[columns.form_ids_R].sum())
    return Paradigms(
        columns,
        variety=variety,
        rejected={reason: count for reason, count in sorted(rejected.items()) if count},
        rows_in=raw.rows_in,
        counts={name: count for name, count in sorted(counts.items()) if count},
    )


def _cleaned(pool: StringPool, ids: Ids, counts: Counter[str]) -> tuple[StringPool, Ids]:
    weights = np.bincount(ids, minlength=len(pool))
    strings = clean_strings(pool.strings, weights, counts)
    return (pool, ids) if strings is pool.strings else _reinterned(strings, ids)


def _reinterned(strings: Any, ids: Ids) -> tuple[StringPool, Ids]:
    pool, renumbered = intern(strings)
    return pool, renumbered[ids]


def _canonical(pool: StringPool, ids: Ids, path: object) -> tuple[StringPool, Ids]:
    spellings = pool.tolist()
    derived = np.array([":" in spelling for spelling in spellings], dtype=bool)
    if derived.any() and 2 * np.bincount(ids, minlength=len(pool))[derived].sum() >= len(ids):
        message = "a derivation table (base, derived, POS:POS), not inflection; see read_derivations"
        raise InputError(message, path=str(path))
    bundles = [canonical(spelling.replace("|", ";")) for spelling in spellings]
    return _reinterned(pa.array(bundles, pa.string()), ids)


def _empty(pools: list[StringPool], ids: list[Ids]) -> NDArray[np.bool_]:
    empty = np.zeros(len(ids[0]), dtype=bool)
    for pool, own in zip(pools, ids, strict=True):
        nothing = pool.find("")
        if nothing >= 0:
            empty |= own == nothing
    return empty


def _compact(
    pools: list[StringPool], ids: list[Ids], kept: NDArray[np.bool_]
) -> tuple[list[StringPool], list[Ids]]:
    """The kept rows alone, and pools of what stands in them, again in order of first occurrence."""
    encoded = [pa.array(own[kept]).dictionary_encode() for own in ids]
    return (
        [StringPool(pool.strings.take(e.dictionary)) for pool, e in zip(pools, encoded, strict=True)],
        [e.indices.to_numpy() for e in encoded],
    )


def _without_duplicates(pools: list[StringPool], ids: list[Ids]) -> tuple[Columns, int]:
    cells = index_cells(ids[0], ids[2], len(pools[0]), len(pools[2]))
    repeated = repeated_rows(cells, ids[1])
    if repeated.size:
        ids = [np.delete(own, repeated) for own in ids]
    columns = Columns(pools[0], pools[1], pools[2], ids[0], ids[1], ids[2])
    if not repeated.size:
        columns.__dict__["cells"] = cells  # what the first look-up would compute again
    return columns, len(repeated)
