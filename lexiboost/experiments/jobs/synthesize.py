"""Stage `synthesize`: pseudo-text of one variety in one mode, as parquet shards with provenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import write_json
from lexiboost.artifacts.manifest import Artifact, Job
from lexiboost.experiments.arms import settings_of, text_settings
from lexiboost.experiments.context import Context
from lexiboost.lexicons import Lexicon
from lexiboost.synthesis.inflect import Inflector
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.shards import Kind, replacement_counts, shard_table, write_shard
from lexiboost.synthesis.source import SourceCorpus, encode_source
from lexiboost.synthesis.substitute import ORIGINS, Synthesizer

SHARD = "text.parquet"
CODE_SWITCHED_SHARD = "code_switched.parquet"


def labelled_job(context: Context, variety: str, mode: str, seed: int, lexicon: Job) -> Job:
    """Pseudo-labelled text from the training data. Writes: `text.parquet`, `counts.json`."""
    settings = settings_of(mode, context.config.synthesis)
    return _job(context, variety, mode, seed, lexicon, "pseudo_labelled", [(SHARD, settings)])


def text_job(context: Context, variety: str, mode: str, seed: int, lexicon: Job) -> Job:
    """Pseudo-monolingual and code-switched text. Writes: two shards, `counts.json`."""
    config = context.config.synthesis
    draws = [
        (SHARD, text_settings(mode, config, code_switched=False)),
        (CODE_SWITCHED_SHARD, text_settings(mode, config, code_switched=True)),
    ]
    return _job(context, variety, mode, seed, lexicon, "pseudo_mono", draws)


def _job(
    context: Context,
    variety: str,
    mode: str,
    seed: int,
    lexicon_job: Job,
    kind: Kind,
    draws: list[tuple[str, SynthesisSettings]],
) -> Job:
    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        lexicon = context.lexicon(inputs["lexicon"].folder)
        sentences = context.train if kind == "pseudo_labelled" else context.text
        corpus = encode_source(sentences, context.analyser(lexicon))
        _check_overlap(context, corpus, lexicon)
        counts: dict[str, int] = dict.fromkeys(ORIGINS, 0)
        for name, settings in draws:
            for origin, count in _write(
                context, corpus, lexicon, settings, seed, kind, folder / name
            ).items():
                counts[origin] += count if name == SHARD else 0
        shares = {origin: round(count / max(1, sum(counts.values())), 4) for origin, count in counts.items()}
        write_json(
            folder / "counts.json", {"variety": variety, "mode": mode, "words": counts, "shares": shares}
        )
        return {"words": sum(counts.values()), **shares}

    settings = {"target": variety, "mode": mode, "kind": kind, "seed": seed}
    settings["draws"] = [[name, asdict(draw)] for name, draw in draws]
    if kind == "pseudo_mono":
        settings["sentences"] = context.config.source.sentences
    files = context.source_files | context.named(context.tables(variety))
    return Job(
        "synthesize", f"{variety} {mode} {kind} seed {seed}", settings, run, files, {"lexicon": lexicon_job}
    )


def _write(
    context: Context,
    corpus: SourceCorpus,
    lexicon: Lexicon,
    settings: SynthesisSettings,
    seed: int,
    kind: Kind,
    path: Path,
) -> dict[str, int]:
    paradigms = context.paradigms(lexicon.target)
    inflector = Inflector(paradigms, context.rules(lexicon.target)) if paradigms is not None else None
    synthesizer = Synthesizer(corpus, lexicon, settings, seed=seed, inflector=inflector)
    text = synthesizer.draw(range(settings.copies))
    write_shard(shard_table(text, corpus, variety=lexicon.target, kind=kind, seed=seed), path)
    return replacement_counts(text)


def _check_overlap(context: Context, corpus: SourceCorpus, lexicon: Lexicon) -> None:
    """Refuses a lexicon none of whose words occurs in the text: the run would be pointless."""
    known = {source.casefold() for source in lexicon.table["source"].tolist()}
    if not any(
        word.casefold() in known or lemma.casefold() in known for word, lemma, *_ in corpus.vocabulary
    ):
        paths = context.lexicon_files(lexicon.target)
        raise InputError(
            f"no word in common between the lexicon of {lexicon.target} and the text to translate; are its "
            "columns English, target?",
            path=paths[0] if paths else None,
        )
