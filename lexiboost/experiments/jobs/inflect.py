"""Stage `inflect`: learns a variety's inflection from its table and fills the gaps synthesis will meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_writer, write_json
from lexiboost.artifacts.manifest import Artifact, Job
from lexiboost.experiments.context import Context
from lexiboost.lexicons import Lexicon
from lexiboost.morphology import Paradigms, Row, transfer_cell
from lexiboost.synthesis.source import SourceCorpus, encode_source
from lexiboost.tasks.inflection import Choice, InflectionConfig, Inflector, choose, split_by_lemma, without
from lexiboost.tasks.inflection.choice import by_rules
from lexiboost.tasks.inflection.rows import evenly
from lexiboost.tasks.inflection.sets import held_out_files, read_set

FORMS, CHOICE, NETWORK = "forms.parquet", "choice.json", "inflector"
SCHEMA = pa.schema(
    [
        ("lemma", pa.string()),
        ("bundle", pa.string()),
        ("form", pa.string()),
        ("confidence", pa.float64()),
        ("origin", pa.string()),
    ]
)
"""One row a cell that the table lacks; `origin` is `inflector` or `rules`, `confidence` that of the form."""


def inflect_job(context: Context, variety: str, lexicon: Job, config: InflectionConfig) -> Job | None:
    """Fills gaps of a variety's inflection table; None where it has no table.

    Reads: the table, the test sets whose lemmas are left out of it, the source language's text, the lexicon.
    Writes: `inflector/`, `choice.json`, `forms.parquet`: forms above the threshold of confidence.
    """
    tables = context.tables(variety)
    if not tables:
        return None
    tests = held_out_files(context.config.data, config.without, variety)

    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        paradigms = context.paradigms(variety)
        if paradigms is None:
            raise InputError("no inflection table", path=tables[0])
        kept = without(paradigms.rows, [row for path in tests for row in read_set(path)])
        train, dev = split_by_lemma(
            kept, config.held_out, np.random.default_rng(config.seed), at_most=config.development
        )
        train = evenly(train, config.rows)
        inflector = Inflector.fit(train, dev, config.settings, config.seed)
        inflector.save(folder / NETWORK)
        choice = choose(inflector, dev, precision=config.precision, beam=config.beam)
        print(f"    {variety}: inflection by {choice.said}", flush=True)
        write_json(folder / CHOICE, {"variety": variety, **asdict(choice)})
        found = context.lexicon(inputs["lexicon"].folder)
        corpus = encode_source([*context.train, *context.text], context.analyser(found))
        gaps = needed_cells(corpus, found, paradigms)
        forms = fill(inflector, choice, gaps[: config.cells], config.beam)
        write_forms(forms, folder / FORMS)
        return {
            "rows": len(paradigms),
            "left_out_for_tests": len(paradigms) - len(kept),
            "trained_on": len(train),
            "origin": choice.origin,
            "development_inflector": round(choice.inflector, 4),
            "development_rules": round(choice.rules, 4),
            "threshold": round(choice.threshold, 4),
            "gaps": len(gaps),
            "forms": len(forms),
        }

    files = context.source_files | context.named([*tables, *tests])
    settings = {"target": variety, "inflection": asdict(config), "sentences": context.config.source.sentences}
    return Job("inflect", variety, settings, run, files, {"lexicon": lexicon})


def needed_cells(corpus: SourceCorpus, lexicon: Lexicon, paradigms: Paradigms) -> list[tuple[str, str]]:
    """(lemma, cell) pairs that inflection transfer would ask for and the table lacks.

    A pair comes from a source word, a one-word translation of it, and the target cell that best stands for
    the word's features. A lemma that the table lists only as another part of speech is none of this one.

    Returns:
        The pairs, most running source words first, ties in order of the lexicon.
    """
    cells_of_pos = _cells_of_pos(paradigms)
    bundles_of = _bundles_of(corpus)
    counts: dict[tuple[str, str], int] = {}
    sources, targets = lexicon.table["source"].tolist(), lexicon.table["target"].tolist()
    for source, target in zip(sources, targets, strict=True):
        if " " in target:
            continue
        for bundle, count in bundles_of.get(source.casefold(), {}).items():
            pos = bundle.split(";")[0]
            found = transfer_cell(bundle, cells_of_pos.get(pos, frozenset()))
            if found is None or not _lacks(paradigms, target, found[0], pos):
                continue
            counts[target, found[0]] = counts.get((target, found[0]), 0) + count
    return sorted(counts, key=lambda pair: -counts[pair])


def _cells_of_pos(paradigms: Paradigms) -> dict[str, frozenset[str]]:
    cells: dict[str, set[str]] = {}
    for bundle in paradigms.bundles:
        cells.setdefault(bundle.split(";")[0], set()).add(bundle)
    return {pos: frozenset(bundles) for pos, bundles in cells.items()}


def _bundles_of(corpus: SourceCorpus) -> dict[str, dict[str, int]]:
    """Case-folded word or lemma -> its bundles with the number of running words."""
    counts = np.bincount(corpus.ids_T, minlength=len(corpus.vocabulary)).tolist()
    found: dict[str, dict[str, int]] = {}
    for (word, lemma, _, bundle), count in zip(corpus.vocabulary, counts, strict=True):
        if bundle:
            for key in dict.fromkeys((word.casefold(), lemma.casefold())):
                bundles = found.setdefault(key, {})
                bundles[bundle] = bundles.get(bundle, 0) + count
    return found


def _lacks(paradigms: Paradigms, lemma: str, cell: str, pos: str) -> bool:
    own = paradigms.forms_of(lemma)
    return cell not in own and (not own or any(bundle.split(";")[0] == pos for bundle in own))


def fill(
    inflector: Inflector, choice: Choice, gaps: Sequence[tuple[str, str]], beam: int
) -> list[tuple[str, str, str, float, str]]:
    """Rows of `SCHEMA` for the gaps whose form reaches the threshold."""
    lemmas, cells = [lemma for lemma, _ in gaps], [cell for _, cell in gaps]
    if choice.origin == "rules":
        found = by_rules(inflector.guesser, lemmas, cells)
    else:
        found = inflector.inflect(lemmas, cells, beam)
    return [
        (lemma, cell, form, confidence, choice.origin)
        for (lemma, cell), (form, confidence) in zip(gaps, found, strict=True)
        if form and confidence >= choice.threshold
    ]


def write_forms(forms: Sequence[tuple[str, str, str, float, str]], path: str | Path) -> None:
    """Writes rows of `SCHEMA` atomically."""
    columns = list(zip(*forms, strict=True)) or [()] * len(SCHEMA)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)]
    with atomic_writer(path, "wb") as stream:
        pq.write_table(pa.Table.from_arrays(arrays, schema=SCHEMA), stream, compression="zstd")


def read_forms(path: str | Path) -> list[tuple[Row, float, str]]:
    """(row, confidence, origin) of each form that was made.

    Raises:
        InputError: the file is missing or another.
    """
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise InputError(f"not a readable table of forms ({error})", path=path) from None
    if table.schema.names != SCHEMA.names:
        raise InputError("a parquet file, but no table of forms that lexiboost wrote", path=path)
    return [
        (Row(row["lemma"], row["form"], row["bundle"]), row["confidence"], row["origin"])
        for row in table.to_pylist()
    ]
