"""Stage `inflect`: learns a variety's inflection from its table and fills gaps of the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import read_json, write_json
from lexiboost.artifacts.manifest import Artifact, Job
from lexiboost.experiments.context import Context
from lexiboost.lexicons import Lexicon
from lexiboost.morphology import Paradigms, Row
from lexiboost.synthesis.gaps import Gap, needed_cells, paradigm_cells
from lexiboost.synthesis.inflect import MIN_CONFIDENCE
from lexiboost.synthesis.source import encode_source
from lexiboost.tasks.inflection.choice import NEVER, Choice, by_rules, choose
from lexiboost.tasks.inflection.forms import FORMS, LearnedForm, write_forms
from lexiboost.tasks.inflection.guesses import Guesser, spelled
from lexiboost.tasks.inflection.inflector import Inflector
from lexiboost.tasks.inflection.rows import evenly, split_by_lemma, without
from lexiboost.tasks.inflection.sets import held_out_files, read_set
from lexiboost.tasks.inflection.settings import InflectionConfig

CHOICE, NETWORK = "choice.json", "inflector"
FEWEST_LEMMAS = 10
"""Of a table with fewer, after the test sets' are taken out, nothing is learned."""


def inflect_job(context: Context, variety: str, lexicon: Job) -> Job | None:
    """Fills gaps of a variety's inflection table; None where it has no table.

    Reads: what `learn_job` made, the table, the source language's text, the lexicon. Writes: `forms.parquet`:
    forms above the threshold of confidence.
    """
    config = context.config.inflection
    tables = context.tables(variety)
    if not tables:
        return None
    learned = learn_job(context, variety)
    tests = held_out_files(context.config.data, config.without, variety)

    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        paradigms = _paradigms(context, variety)
        choice = Choice(**read_json(inputs["inflector"].path(CHOICE)))
        counts: dict[str, Any] = {"origin": choice.origin}
        forms: list[LearnedForm] = []
        if choice.threshold < NEVER:
            inflector = Inflector.load(inputs["inflector"].path(NETWORK))
            gaps, needed = _gaps(context, context.lexicon(inputs["lexicon"].folder), paradigms)
            rows = without_lemmas_of(paradigms.rows, tests)
            forms = fill(inflector, choice, gaps, config.beam, rows)
            counts |= {"gaps": len(gaps), "gaps_of_synthesis": needed}
        write_forms(forms, folder / FORMS)
        return {**counts, "forms": len(forms)}

    files = context.source_files | context.named([*tables, *tests])
    settings = {
        "target": variety,
        "cells": config.cells,
        "paradigms": config.paradigms,
        "beam": config.beam,
        "sentences": context.config.source.sentences,
    }
    return Job("inflect", variety, settings, run, files, {"inflector": learned, "lexicon": lexicon})


def learn_job(context: Context, variety: str) -> Job:
    """Learns a variety's inflection from its table, and whether network or suffix rules do it better.

    Reads: the table, the test sets whose lemmas are left out of it. Writes: `inflector/`, `choice.json`.
    """
    config = context.config.inflection
    tests = held_out_files(context.config.data, config.without, variety)

    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        paradigms = _paradigms(context, variety)
        kept = without_lemmas_of(paradigms.rows, tests)
        counts = {"rows": len(paradigms), "left_out_for_tests": len(paradigms) - len(kept)}
        if len({row.lemma for row in kept}) < FEWEST_LEMMAS:
            choice = Choice("rules", 0.0, 0.0, 0.0, NEVER, 0.0)
            print(f"    {variety}: too few lemmas are left to learn inflection from", flush=True)
        else:
            inflector, choice, counts["trained_on"] = _learned(kept, config)
            inflector.save(folder / NETWORK)
            print(f"    {variety}: inflection by {choice.said}", flush=True)
        write_json(folder / CHOICE, asdict(choice))
        return {**counts, **{name: round(value, 4) for name, value in choice.shares.items()}}

    filling = ("enabled", "cells", "paradigms")
    settings = {name: value for name, value in asdict(config).items() if name not in filling}
    files = context.named([*context.tables(variety), *tests])
    return Job("inflect", f"{variety} inflector", {"target": variety, "inflection": settings}, run, files)


def _paradigms(context: Context, variety: str) -> Paradigms:
    found = context.paradigms(variety)
    if found is None:
        raise InputError("no inflection table", path=context.tables(variety)[0])
    return found


def without_lemmas_of(rows: Sequence[Row], tests: Sequence[Path]) -> list[Row]:
    """The rows whose lemma stands in none of the test sets."""
    return without(rows, [row for path in tests for row in read_set(path)])


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
