"""What one lexicon covers of one text, before any compute is spent on it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_writer, storage_errors, write_json
from lexiboost.experiments.config import ExperimentConfig
from lexiboost.languages import load_catalog
from lexiboost.lexicons import Lexicon, clean_lexicon, read_lexicon, recognize
from lexiboost.lexicons.cleaning import RULES
from lexiboost.lexicons.contents import Contents, contents
from lexiboost.lexicons.coverage import Coverage, coverage, coverage_by_pos
from lexiboost.lexicons.licences import under_licences
from lexiboost.lexicons.readers.recognize import SIDED_FORMATS
from lexiboost.morphology import Analyser, SuffixRules, by_rules, load_paradigms
from lexiboost.text.readers.lines import read_text

COVERAGE, TABLE = "coverage.json", "coverage.txt"
DEFAULT_FOLDER = "runs/coverage"
POINTLESS = 0.05
"""Share of running words below which a lexicon makes next to no text."""
_SHOWN = 20
_ENDINGS = {
    "'s": ("",),
    "’s": ("",),
    "ies": ("y",),
    "es": ("",),
    "s": ("",),
    "ied": ("y",),
    "ed": ("", "e"),
    "ing": ("", "e"),
    "ier": ("y",),
    "er": ("", "e"),
    "iest": ("y",),
    "est": ("", "e"),
}
"""English endings, and what may stand in their place in the lemma."""


@dataclass(frozen=True)
class CoverageReport:
    """What the report says: the lexicon, its contents and ledger, and what it covers.

    Attributes:
        lexicon: cleaned, of the licences asked for.
        contents: counts of it.
        coverage: shares of the text.
        by_pos: share of running words by part of speech of the entries.
        lemmas: how lemmas were found: `table`, `endings` or "" for not at all.
    """

    lexicon: Lexicon
    contents: Contents
    coverage: Coverage
    by_pos: Mapping[str, float]
    lemmas: str

    @property
    def warning(self) -> str:
        """Why a run would be pointless, or ""."""
        if self.coverage.lemma >= POINTLESS:
            return ""
        return (
            f"a run would be pointless: the lexicon covers {100 * self.coverage.lemma:.1f} % of the running "
            f"words, less than {100 * POINTLESS:.0f} %; is the text in the lexicon's source language "
            f"({self.lexicon.source or 'unknown'}), and are its columns source, target?"
        )


def measure(config: ExperimentConfig, workdir: str | Path = "") -> CoverageReport:
    """Measures `config.lexicon` on `config.text`, prints the report and stores it.

    Writes, below `workdir` (`runs/coverage` by default): `coverage.json` and `coverage.txt`.

    Raises:
        InputError: a file that cannot be read, or a lexicon without an entry left.
        UnknownLanguageError: the source's or the target's code is not in the catalog.
        StorageError: the folder cannot be written.
    """
    source = load_catalog().resolve(config.source.variety).variety
    lexicon = _read(config, source)
    words = [
        w for sentence in read_text(config.text, variety=lexicon.source or source) for w in sentence.words
    ]
    lemmas, how = _lemmas(config, lexicon, set(words))
    report = CoverageReport(
        lexicon,
        contents(lexicon),
        coverage(lexicon, words, lemmas=lemmas),
        coverage_by_pos(lexicon, words, lemmas=lemmas),
        how,
    )
    table = "\n".join(_lines(config, report)) + "\n"
    print(table, end="", flush=True)
    root = Path(workdir or DEFAULT_FOLDER)
    with storage_errors(root):
        write_json(root / COVERAGE, _json(config, report))
        with atomic_writer(root / TABLE) as stream:
            stream.write(table)
    print(f"written: {root / COVERAGE}, {root / TABLE}", flush=True)
    return report


def _read(config: ExperimentConfig, source: str) -> Lexicon:
    """The lexicon from the source to the target, cleaned, of the licences asked for."""
    target = config.targets[0] if config.targets else None
    path = Path(config.lexicon)
    if recognize(path) in SIDED_FORMATS:
        lexicon = read_lexicon(path, source=source, target=target)
    else:
        lexicon = _directed(read_lexicon(path), source, target)
    usable = under_licences(clean_lexicon(lexicon, skip=config.cleaning_skip), config.licences)
    if not len(usable):
        reasons = ", ".join(f"{count} {reason}" for reason, count in usable.rejected.items())
        raise InputError(f"no entry is left ({reasons})", path=path)
    return usable


def _directed(lexicon: Lexicon, source: str, target: str | None) -> Lexicon:
    """Turned so that the source language is the source; varieties that the file does not tell filled in."""
    if lexicon.target == source and lexicon.source != source:
        lexicon = lexicon.inverted()
    variety = load_catalog().resolve(target).variety if target else lexicon.target
    return replace(lexicon, source=lexicon.source or source, target=variety)


def _lemmas(
    config: ExperimentConfig, lexicon: Lexicon, words: Collection[str]
) -> tuple[dict[str, tuple[str, ...]] | None, str]:
    """Possible lemmas of each word, by the source's inflection table, else by English endings."""
    paradigms = load_paradigms(config.data, lexicon.source)
    known = frozenset(map(str.casefold, lexicon.table["source"].tolist()))
    unknown = sorted({word for word in words if word.casefold() not in known})
    if paradigms is not None:
        analyser = Analyser(paradigms, [("rules", by_rules(SuffixRules.fit(paradigms), known))])
        found = analyser.analyse_batch(unknown)
        return {
            w: tuple(c.lemma for c in candidates) for w, candidates in zip(unknown, found, strict=True)
        }, "table"
    if lexicon.source.startswith("eng_"):
        return {word: tuple(_without_endings(word.casefold())) for word in unknown}, "endings"
    return None, ""


def _without_endings(word: str) -> Iterator[str]:
    """What an English word may be a form of; what is no English does no harm, as it is in no lexicon."""
    for ending, instead in _ENDINGS.items():
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 2:
            continue
        yield from (stem + end for end in instead)
        if len(stem) > 3 and stem[-1] == stem[-2]:
            yield stem[:-1]


def _ledger(config: ExperimentConfig, lexicon: Lexicon) -> dict[str, dict[str, int]]:
    """What each rule of cleaning, and each other reason, changed and rejected; all rules, also those idle."""
    others = sorted((lexicon.rejected.keys() | lexicon.changed.keys()) - set(RULES))
    return {
        rule: {
            "changed": lexicon.changed.get(rule, 0),
            "rejected": lexicon.rejected.get(rule, 0),
            "left_out": int(rule in config.cleaning_skip),
        }
        for rule in (*RULES, *others)
    }


def _json(config: ExperimentConfig, report: CoverageReport) -> dict[str, Any]:
    lexicon = report.lexicon
    return {
        "lexicon": config.lexicon,
        "text": config.text,
        "format": lexicon.format,
        "source": lexicon.source,
        "target": lexicon.target,
        "rows_in": lexicon.rows_in,
        "split": lexicon.split,
        "rejected": dict(lexicon.rejected),
        "changed": dict(lexicon.changed),
        "cleaning": _ledger(config, lexicon),
        "licences": list(config.licences),
        "contents": asdict(report.contents),
        "coverage": asdict(report.coverage),
        "by_pos": dict(report.by_pos),
        "lemmas": report.lemmas,
        "warning": report.warning,
    }


def _lines(config: ExperimentConfig, report: CoverageReport) -> Iterator[str]:
    """The report as plain text."""
    lexicon, has, covered = report.lexicon, report.contents, report.coverage
    yield f"{config.lexicon}: {lexicon.format}, {lexicon.source or '?'} -> {lexicon.target or '?'}"
    yield from _counts("", {
        "rows in": lexicon.rows_in,
        "added where a cell held several": lexicon.split,
        "rejected": sum(lexicon.rejected.values()),
        "entries": has.entries,
        "words": has.words,
        "multiwords": has.multiwords,
        "target words": has.targets,
        "target multiwords": has.multiword_targets,
    })  # fmt: skip
    number, word = has.most_translations
    yield f"  {'translations a word':<32} {has.translations:>10.2f}, at most {number} ({word})"
    yield f"{'rules of cleaning, and the reader':<34} {'changed':>10} {'rejected':>10}"
    for rule, row in _ledger(config, lexicon).items():
        cells = [row["changed"], row["rejected"]]
        shown = [f"{'left out' if row['left_out'] else count:>10}" for count in cells]
        yield f"  {rule:<32} {' '.join(shown)}"
    yield from _counts("entries by part of speech", has.pos)
    yield from _counts("entries by licence", has.licences)
    yield f"{config.text}: {covered.words:,} running words, {covered.types:,} types; covered, %"
    yield f"  {'':<12} {'words':>6} {'types':>6}"
    how = {"table": "lemma", "endings": "lemma*", "": "lemma -"}[report.lemmas]
    for name, words, types in (
        ("exact", covered.exact, covered.types_exact),
        ("any case", covered.casefold, covered.types_casefold),
        (how, covered.lemma, covered.types_lemma),
    ):
        yield f"  {name:<12} {100 * words:>6.1f} {100 * types:>6.1f}"
    yield from _footnote(report.lemmas)
    yield "running words by part of speech of their entries, % (a word may have entries of several)"
    for pos, share in report.by_pos.items():
        yield f"  {pos or 'unknown':<12} {100 * share:>6.1f}"
    missed = ", ".join(f"{word} {count}" for word, count in covered.missing[:_SHOWN])
    yield f"most frequent words it misses: {missed or 'none'}"
    if report.warning:
        yield f"warning: {report.warning}"


def _footnote(lemmas: str) -> Iterator[str]:
    if lemmas == "endings":
        yield "  * by English endings; with an inflection table (--config.data_dir) it would be exact"
    if not lemmas:
        yield "  - no inflection table of the source (--config.data_dir): lemmas are not known"


def _counts(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    if title:
        yield title
    for name, count in counts.items():
        yield f"  {name or 'unknown':<32} {count:>10,}"
