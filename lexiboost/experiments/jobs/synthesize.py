"""Stage `synthesize`: pseudo-text of one variety in one mode, as parquet shards with provenance."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import write_json
from lexiboost.artifacts.manifest import Artifact, Job
from lexiboost.experiments.arms import LabelledText, settings_of, text_settings
from lexiboost.experiments.context import Context
from lexiboost.languages.word_order import word_order_of
from lexiboost.lexicons import Lexicon
from lexiboost.synthesis.bigrams import BigramModel, learn_model
from lexiboost.synthesis.inflect import Inflector
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.shards import (
    Kind,
    inflection_counts,
    replacement_counts,
    shard_table,
    write_shard,
)
from lexiboost.synthesis.source import SourceCorpus, encode_source
from lexiboost.synthesis.substitute import Synthesizer
from lexiboost.text.find import find_texts
from lexiboost.text.readers.lines import read_text

SHARD = "text.parquet"
CODE_SWITCHED_SHARD = "code_switched.parquet"


def labelled_job(
    context: Context, variety: str, text: LabelledText, seed: int, lexicon: Job, inflection: Job | None = None
) -> Job:
    """Pseudo-labelled text from the training data. Writes: `text.parquet`, `counts.json`.

    Args:
        context: the experiment. variety: the target. text: its kind. seed: of the draws.
        lexicon: the target's lexicon. inflection: the job that filled its inflection table, if any.
    """
    draws = [(SHARD, settings_of(text, context.config.synthesis))]
    return _job(context, variety, text.name, seed, lexicon, inflection, "pseudo_labelled", draws)


def text_job(
    context: Context, variety: str, mode: str, seed: int, lexicon: Job, inflection: Job | None = None
) -> Job:
    """Pseudo-monolingual and code-switched text. Writes: two shards, `counts.json`. As `labelled_job`."""
    config = context.config.synthesis
    draws = [
        (SHARD, text_settings(mode, config, code_switched=False)),
        (CODE_SWITCHED_SHARD, text_settings(mode, config, code_switched=True)),
    ]
    return _job(context, variety, mode, seed, lexicon, inflection, "pseudo_mono", draws)


def _job(
    context: Context,
    variety: str,
    mode: str,
    seed: int,
    lexicon_job: Job,
    inflection: Job | None,
    kind: Kind,
    draws: list[tuple[str, SynthesisSettings]],
) -> Job:
    in_context = any(draw.senses == "context" for _, draw in draws)

    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        lexicon = context.lexicon(inputs["lexicon"].folder)
        sentences = context.train if kind == "pseudo_labelled" else context.text
        ordered = any(draw.word_order == "target" for _, draw in draws)
        order = word_order_of(variety) if ordered else None
        corpus = encode_source(sentences, context.analyser(lexicon), order)
        _check_overlap(context, corpus, lexicon)
        filled = inputs.get("inflect")
        inflector = _inflector(context, variety, filled)
        counts: dict[str, int] = {}
        ways: dict[str, int] = {}
        left_out: dict[str, int] = {}
        model = _model(context, lexicon) if in_context else None
        for name, settings in draws:
            synthesizer = Synthesizer(corpus, lexicon, settings, seed=seed, inflector=inflector, model=model)
            text = synthesizer.draw(range(settings.copies))
            if not len(text.sentence_M):
                raise InputError(
                    f"no sentence of pseudo-text of {variety} is left: {_reasons(text.rejected)}"
                )
            table = shard_table(text, corpus, variety=variety, kind=kind, seed=seed, ways=filled is not None)
            write_shard(table, folder / name)
            if name == SHARD:
                counts, ways = replacement_counts(text), inflection_counts(text)
                left_out = dict(sorted(text.rejected.items()))
        total = sum(counts.values())
        found = {"variety": variety, "mode": mode, "words": counts, "shares": _shares(counts, total)}
        if filled is not None:
            found |= {"inflection": {"words": ways, "shares": _shares(ways, total)}}
        if left_out:
            found |= {"left_out": left_out}
        write_json(folder / "counts.json", found)
        by_way = {f"by_{way}": share for way, share in _shares(ways, total).items()}
        return {"words": total, **_shares(counts, total), **(by_way if filled is not None else {})}

    settings = {"target": variety, "mode": mode, "kind": kind, "seed": seed}
    settings["draws"] = [[name, draw.said()] for name, draw in draws]
    if kind == "pseudo_mono":
        settings["sentences"] = context.config.source.sentences
    files = context.source_files | context.named(context.tables(variety))
    if in_context:
        files |= context.named(find_texts(context.config.data, variety))
    inputs = {"lexicon": lexicon_job}
    if context.config.inflection.enabled:
        settings["outside_table"] = "rules"  # how source words that the source's table lacks are analysed
        if inflection is not None and draws[0][1].mode == "inflect":
            inputs["inflect"] = inflection
    return Job("synthesize", f"{variety} {mode} {kind} seed {seed}", settings, run, files, inputs)


def _inflector(context: Context, variety: str, filled: Artifact | None) -> Inflector | None:
    """The variety's inflection, with the forms of an `inflect` artifact; None where it has no table."""
    paradigms = context.paradigms(variety)
    if paradigms is None:
        return None
    made = context.learned(filled.folder) if filled is not None else ()
    learned = {(row.lemma, row.bundle): (row.form, row.origin) for row in made}
    return Inflector(paradigms, context.rules(variety), learned)


def _model(context: Context, lexicon: Lexicon) -> BigramModel | None:
    """A model of what real text of the target there is, None where there is none."""
    paths = find_texts(context.config.data, lexicon.target)
    sentences = (s.words for path in paths for s in read_text(path, variety=lexicon.target))
    return learn_model(sentences, lexicon) if paths else None


def _reasons(rejected: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in rejected.items()) or "there was none"


def _shares(counts: Mapping[str, int], total: int) -> dict[str, float]:
    return {name: round(count / max(1, total), 4) for name, count in counts.items()}


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
