"""Stage `tokenize`: the experiment's one vocabulary, and packed rows of every text set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import read_json, write_json
from lexiboost.artifacts.manifest import Artifact, Job
from lexiboost.experiments.context import Context
from lexiboost.experiments.jobs.lookup import dictionaries_in, load_lookup_tagger
from lexiboost.experiments.jobs.synthesize import CODE_SWITCHED_SHARD, SHARD
from lexiboost.synthesis.shards import read_shard
from lexiboost.text.find import find_texts
from lexiboost.text.readers.lines import read_text
from lexiboost.tokens.flatten import LabelIds, flatten_sentences, flatten_shard
from lexiboost.tokens.grams import GramVocabulary, train_grams
from lexiboost.tokens.rows import FlatText, pack_rows, save_arrays
from lexiboost.tokens.train import load_tokenizer, save_tokenizer, train_bpe
from lexiboost.tokens.units import Featurizer, UnitSettings

FORMS_PER_VARIETY = 20000
ROWS, UNITS = "rows", "units"


def vocabulary_job(context: Context, lexicons: Mapping[str, Job], inflections: Mapping[str, Job]) -> Job:
    """The vocabulary: writes `tokenizer.json`, `grams.npy`, `english.json` (words, counts), `inventory.json`.

    The tokenizer sees what every arm may see: source text, the target side of lexicons, inflection tables,
    and the forms that were made for their gaps.
    """

    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        counts: dict[str, Counter[str]] = {
            context.source: Counter(word for s in context.text for word in s.words)
        }
        for variety in lexicons:
            targets = context.lexicon(inputs[f"lexicon {variety}"].folder).table["target"]
            counts[variety] = Counter(word for target in targets for word in target.split())
            paradigms = context.paradigms(variety)
            counts[variety].update(_some(() if paradigms is None else paradigms.forms))
        for variety in inflections:
            learned = context.learned(inputs[f"inflect {variety}"].folder)
            counts[variety].update(_some(row.form for row in learned))
        tokenizer = train_bpe(
            counts, size=context.config.tokenizer.size, alpha=context.config.tokenizer.alpha
        )
        save_tokenizer(tokenizer, folder / "tokenizer.json")
        grams = train_grams({v: sorted(words) for v, words in counts.items()}, context.config.tokenizer.grams)
        np.save(folder / "grams.npy", grams.hashes)
        english = Counter(word.casefold() for sentence in context.train for word in sentence.words)
        write_json(folder / "english.json", english)
        inventory = context.inventory
        write_json(folder / "inventory.json", {"labels": inventory.labels, "tags": inventory.tags})
        return {"pieces": tokenizer.get_vocab_size(), "grams": len(grams), "english_words": len(english)}

    config = context.config
    settings = {
        "size": config.tokenizer.size,
        "alpha": config.tokenizer.alpha,
        "grams": config.tokenizer.grams,
        "sentences": config.source.sentences,
        "source": context.source,
    }
    tables = [path for variety in context.varieties for path in context.tables(variety)]
    files = context.source_files | context.named(tables)
    inputs = {f"lexicon {variety}": job for variety, job in lexicons.items()}
    inputs |= {f"inflect {variety}": job for variety, job in inflections.items()}
    return Job("tokenize", "vocabulary", settings, run, files, inputs)


def _some(forms: Iterable[str]) -> list[str]:
    """At most `FORMS_PER_VARIETY` distinct one-word forms, evenly spaced in the order of their letters."""
    chosen = sorted({form for form in forms if " " not in form})
    return chosen[:: max(1, -(-len(chosen) // FORMS_PER_VARIETY))]


def featurizer(context: Context, inputs: Mapping[str, Artifact]) -> Featurizer:
    """The featurizer from a job's inputs: vocabulary, lexicons and, in tagging, the look-up."""
    vocabulary = inputs["vocabulary"].folder
    look_up = load_lookup_tagger(context, inputs["lookup"].folder, inputs) if "lookup" in inputs else None
    english = read_json(vocabulary / "english.json")
    return Featurizer(
        tokenizer=load_tokenizer(vocabulary / "tokenizer.json"),
        grams=GramVocabulary(np.load(vocabulary / "grams.npy")),
        english_counts=english,
        source=context.source,
        dictionaries=dictionaries_in(context, inputs),
        settings=UnitSettings(),
        tag_distribution=None if look_up is None else look_up.distribution,
        tags=0 if look_up is None else len(context.inventory.tags),
    )


def label_ids(vocabulary: Path) -> LabelIds:
    """Ids of the experiment's labels."""
    inventory = read_json(vocabulary / "inventory.json")
    return LabelIds.of(inventory["labels"], inventory["tags"])


def source_rows_job(context: Context, common: Mapping[str, Job], *, labelled: bool) -> Job:
    """Rows of the source language's training data, or of its pretraining text."""

    def flatten(inputs: Mapping[str, Artifact], ids: LabelIds) -> FlatText:
        sentences = context.train if labelled else context.text
        return flatten_sentences(sentences, context.source, ids)[0]

    settings = {"set": "labelled" if labelled else "text", "sentences": context.config.source.sentences}
    name = f"{context.source} {settings['set']}"
    return _rows_job(context, name, settings, flatten, common, files=context.source_files)


def shard_rows_job(context: Context, synthesis: Job, common: Mapping[str, Job]) -> Job:
    """Rows of a variety's pseudo-text: all its shards, one after the other."""

    def flatten(inputs: Mapping[str, Artifact], ids: LabelIds) -> FlatText:
        folder = inputs["text"].folder
        shards = [folder / name for name in (SHARD, CODE_SWITCHED_SHARD) if (folder / name).is_file()]
        table = pa.concat_tables([read_shard(path) for path in shards])
        return flatten_shard(table, context.source, ids)

    inputs = {"text": synthesis, **common}
    return _rows_job(context, synthesis.name, {"set": "shard"}, flatten, inputs)


def mono_rows_job(context: Context, variety: str, common: Mapping[str, Job]) -> Job | None:
    """Rows of a variety's own real text, None where the data directory has none."""
    paths = find_texts(context.config.data, variety)
    if not paths:
        return None

    def flatten(inputs: Mapping[str, Artifact], ids: LabelIds) -> FlatText:
        sentences = [s for path in paths for s in read_text(path, variety=variety) if s.words]
        if not sentences:
            raise InputError("no sentence in it", path=paths[0])
        words = context.dictionary(variety, inputs[f"lexicon {variety}"].folder).entries.keys()
        return flatten_sentences(sentences, variety, ids, words)[0]

    settings = {"set": "mono", "variety": variety}
    return _rows_job(context, f"{variety} real text", settings, flatten, common, files=context.named(paths))


def _rows_job(
    context: Context,
    name: str,
    settings: Mapping[str, Any],
    flatten: Callable[[Mapping[str, Artifact], LabelIds], FlatText],
    inputs: Mapping[str, Job],
    files: Mapping[str, Path] | None = None,
) -> Job:
    rows_config = context.config.rows

    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        flat = flatten(inputs, label_ids(inputs["vocabulary"].folder))
        rows = pack_rows(flat, row_length=rows_config.length, max_segments=rows_config.segments, shuffle=0)
        features = featurizer(context, inputs).features(flat.keys)
        save_arrays(rows, folder, ROWS)
        save_arrays(features, folder, UNITS)
        return {"rows": len(rows), "fill": round(rows.fill, 4), "units": len(features) - 1}

    sizes = {"length": rows_config.length, "segments": rows_config.segments}
    return Job("tokenize", name, {**settings, **sizes}, run, files or {}, inputs)
