"""Stage `inflect`: learns a variety's inflection from its table and fills gaps of the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import write_json
from lexiboost.artifacts.manifest import Artifact, Job
from lexiboost.experiments.context import Context
from lexiboost.lexicons import Lexicon
from lexiboost.morphology import Paradigms, Row
from lexiboost.synthesis.gaps import Gap, needed_cells, paradigm_cells
from lexiboost.synthesis.inflect import MIN_CONFIDENCE
from lexiboost.synthesis.source import encode_source
from lexiboost.tasks.inflection import Choice, InflectionConfig, Inflector, choose, split_by_lemma, without
from lexiboost.tasks.inflection.choice import NEVER, by_rules
from lexiboost.tasks.inflection.forms import FORMS, LearnedForm, write_forms
from lexiboost.tasks.inflection.guesses import Guesser, spelled
from lexiboost.tasks.inflection.rows import evenly
from lexiboost.tasks.inflection.sets import held_out_files, read_set

CHOICE, NETWORK = "choice.json", "inflector"
FEWEST_LEMMAS = 10
"""Of a table with fewer, after the test sets' are taken out, nothing is learned."""


def inflect_job(context: Context, variety: str, lexicon: Job) -> Job | None:
    """Fills gaps of a variety's inflection table; None where it has no table.

    Reads: the table, the test sets whose lemmas are left out of it, the source language's text, the lexicon.
    Writes: `inflector/`, `choice.json`, `forms.parquet`: forms above the threshold of confidence.
    """
    config = context.config.inflection
    tables = context.tables(variety)
    if not tables:
        return None
    tests = held_out_files(context.config.data, config.without, variety)

    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        paradigms = context.paradigms(variety)
        if paradigms is None:
            raise InputError("no inflection table", path=tables[0])
        kept = without(paradigms.rows, [row for path in tests for row in read_set(path)])
        counts: dict[str, Any] = {
            "rows": len(paradigms),
            "left_out_for_tests": len(paradigms) - len(kept),
        }
        forms: list[LearnedForm] = []
        if len({row.lemma for row in kept}) < FEWEST_LEMMAS:
            choice = Choice("rules", 0.0, 0.0, 0.0, NEVER, 0.0)
            print(f"    {variety}: too few lemmas are left to learn inflection from", flush=True)
        else:
            inflector, choice, trained = _learned(kept, config)
            inflector.save(folder / NETWORK)
            print(f"    {variety}: inflection by {choice.said}", flush=True)
            found = context.lexicon(inputs["lexicon"].folder)
            gaps, needed = _gaps(context, found, paradigms)
            forms = fill(inflector, choice, gaps, config.beam, kept)
            counts |= {
                "trained_on": trained,
                "origin": choice.origin,
                "development_inflector": round(choice.inflector, 4),
                "development_rules": round(choice.rules, 4),
                "threshold": round(choice.threshold, 4),
                "gaps": len(gaps),
                "gaps_of_synthesis": needed,
            }
        write_json(folder / CHOICE, {"variety": variety, **asdict(choice)})
        write_forms(forms, folder / FORMS)
        return {**counts, "forms": len(forms)}

    files = context.source_files | context.named([*tables, *tests])
    settings = {"target": variety, "inflection": asdict(config), "sentences": context.config.source.sentences}
    return Job("inflect", variety, settings, run, files, {"lexicon": lexicon})


def _learned(rows: Sequence[Row], config: InflectionConfig) -> tuple[Inflector, Choice, int]:
    """The inflector, what was chosen on development rows, and the number of rows that it was trained on."""
    train, dev = split_by_lemma(
        rows, config.held_out, np.random.default_rng(config.seed), at_most=config.development
    )
    train = evenly(train, config.rows)
    inflector = Inflector.fit(train, dev, config.settings, config.seed)
    choice = choose(inflector, dev, precision=config.precision, beam=config.beam)
    return inflector, choice, len(train)


def _gaps(context: Context, lexicon: Lexicon, paradigms: Paradigms) -> tuple[list[Gap], int]:
    """The cells to make forms of, each once: synthesis's first; and how many those are."""
    config = context.config.inflection
    corpus = encode_source([*context.train, *context.text], context.analyser(lexicon))
    needed = needed_cells(corpus, lexicon, paradigms)[: config.cells]
    others = paradigm_cells(corpus, lexicon, paradigms, config.paradigms) if config.paradigms else []
    return list(dict.fromkeys([*needed, *others])), len(needed)


def fill(
    inflector: Inflector, choice: Choice, gaps: Sequence[Gap], beam: int, rows: Sequence[Row]
) -> list[LearnedForm]:
    """Forms of the gaps that reach the threshold, and are rather right than wrong, by what was chosen.

    Args:
        inflector: the network. choice: network or rules, and the threshold.
        gaps: what to fill. beam: hypotheses kept in decoding.
        rows: all rows that may be learned from: where the rules were chosen they are made anew from these,
            as they need no development rows any more.
    """
    least = max(choice.threshold, MIN_CONFIDENCE)
    lemmas, cells = [lemma for lemma, _ in gaps], [cell for _, cell in gaps]
    if choice.origin == "rules":
        found = by_rules(Guesser(spelled(rows)), lemmas, cells)
    else:
        found = inflector.inflect(lemmas, cells, beam)
    return [
        LearnedForm(lemma, cell, form, confidence, choice.origin)
        for (lemma, cell), (form, confidence) in zip(gaps, found, strict=True)
        if form and confidence >= least
    ]
