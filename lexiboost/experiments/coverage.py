"""What one lexicon covers of one text, before any compute is spent on it."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_writer, storage_errors, write_json
from lexiboost.experiments.config import ExperimentConfig
from lexiboost.languages import load_catalog
from lexiboost.lexicons import Lexicon, clean_lexicon, read_lexicon, recognize
from lexiboost.lexicons.cleaning import ONE_WAY, OPTIONAL_RULES, RULES
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
        side: the side of the lexicon that the text is in, `source` or `target`.
        coverage: shares of the text, as entries of that side.
        by_pos: share of running words by part of speech of the entries.
        lemmas: how lemmas were found: `table`, `endings` or "" for not at all.
    """

    lexicon: Lexicon
    contents: Contents
    side: str
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
            f"words, less than {100 * POINTLESS:.0f} %; is the text in one of the lexicon's languages "
            f"({self.lexicon.source or 'unknown'}, {self.lexicon.target or 'unknown'})?"
        )

    @property
    def variety(self) -> str:
        """That of the text, "" where unknown."""
        return self.lexicon.source if self.side == "source" else self.lexicon.target


def measure(config: ExperimentConfig, workdir: str | Path = "") -> CoverageReport:
    """Measures `config.lexicon` on `config.text`, prints the report and stores it.

    The text is taken to be in that language of the lexicon which has more of its words.

    Writes, below `workdir` (`runs/coverage` by default): `coverage.json` and `coverage.txt`.

    Raises:
        InputError: a file that cannot be read, or a lexicon without an entry left.
        UnknownLanguageError: the source's or the target's code is not in the catalog.
        StorageError: the folder cannot be written.
    """
    source = load_catalog().resolve(config.source.variety).variety
    lexicon = _read(config, source)
    side, words = _side_of_text(config, lexicon, source)
    lemmas, how = _lemmas(config, lexicon, side, set(words))
    report = CoverageReport(
        lexicon,
        contents(lexicon),
        side,
        coverage(lexicon, words, lemmas=lemmas, side=side),
        coverage_by_pos(lexicon, words, lemmas=lemmas, side=side),
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


def _side_of_text(config: ExperimentConfig, lexicon: Lexicon, source: str) -> tuple[str, list[str]]:
    """The side that has more of the text's running words, the source where both have as many; its words."""
    found = {}
    for side, variety in (("source", lexicon.source), ("target", lexicon.target)):
        sentences = read_text(config.text, variety=variety or source)
        words = [word for sentence in sentences for word in sentence.words]
        found[side] = coverage(lexicon, words, side=side).casefold, words
    side = max(found, key=lambda name: found[name][0])
    return side, found[side][1]


def _read(config: ExperimentConfig, source: str) -> Lexicon:
    """The lexicon from the source to the target, cleaned, of the licences asked for."""
    target = config.targets[0] if config.targets else None
    path = Path(config.lexicon)
    skip, also = config.cleaning_skip, config.cleaning_also
    ways = ("LR", "RL") if ONE_WAY in also else ("", "")
    known = config.lexicon_format or recognize(path)
    if known in SIDED_FORMATS:
        lexicon = read_lexicon(path, format=known, source=source, target=target, skip=skip)
    else:
        lexicon = read_lexicon(path, format=known, skip=skip, use=ways[0])
        if lexicon.target == source != lexicon.source:
            lexicon = read_lexicon(path, format=known, skip=skip, use=ways[1]).inverted()
        lexicon = _named(lexicon, source, target)
    usable = under_licences(clean_lexicon(lexicon, skip=skip, also=also), config.licences)
    if not len(usable):
        reasons = ", ".join(f"{count} {reason}" for reason, count in usable.rejected.items())
        raise InputError(f"no entry is left ({reasons})", path=path)
    return usable


def _named(lexicon: Lexicon, source: str, target: str | None) -> Lexicon:
    """With the varieties that the file does not tell filled in."""
    variety = load_catalog().resolve(target).variety if target else lexicon.target
    return replace(lexicon, source=lexicon.source or source, target=variety)


def _lemmas(
    config: ExperimentConfig, lexicon: Lexicon, side: str, words: Collection[str]
) -> tuple[dict[str, tuple[str, ...]] | None, str]:
    """Possible lemmas of each word, by its language's inflection table, else by English endings."""
    variety = lexicon.source if side == "source" else lexicon.target
    paradigms = load_paradigms(config.data, variety) if variety else None
    known = frozenset(map(str.casefold, lexicon.table[side].tolist()))
    unknown = sorted({word for word in words if word.casefold() not in known})
    if paradigms is not None:
        analyser = Analyser(paradigms, [("rules", by_rules(SuffixRules.fit(paradigms), known))])
        found = analyser.analyse_batch(unknown)
        return {
            w: tuple(c.lemma for c in candidates) for w, candidates in zip(unknown, found, strict=True)
        }, "table"
    if variety.startswith("eng_"):
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
    asked = [rule for rule in OPTIONAL_RULES if rule in config.cleaning_also]
    rules = [*RULES, *asked]
    others = sorted((lexicon.rejected.keys() | lexicon.changed.keys()) - set(rules))
    return {
        rule: {
            "changed": lexicon.changed.get(rule, 0),
            "rejected": lexicon.rejected.get(rule, 0),
            "left_out": int(rule in config.cleaning_skip),
        }
        for rule in (*rules, *others)
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
        "side": report.side,
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
    yield (
        f"{config.text}: taken for {report.variety or 'unknown'}, the lexicon's {report.side}; "
        f"{covered.words:,} running words, {covered.types:,} types; covered, %"
    )
    yield f"  {'':<12} {'words':>6} {'types':>6}"
    how = {"table": "lemma", "endings": "lemma*", "": "lemma -"}[report.lemmas]
    for name, words, types in (
        ("exact", covered.exact, covered.types_exact),
        ("any case", covered.casefold, covered.types_casefold),
        (how, covered.lemma, covered.types_lemma),
    ):
        yield f"  {name:<12} {100 * words:>6.1f} {100 * types:>6.1f}"
    yield from _footnote(report.lemmas)
    yield "running words by part of speech of their entries, % (a word may count in several)"
    for pos, share in report.by_pos.items():
        yield f"  {pos or 'unknown':<12} {100 * share:>6.1f}"
    missed = ", ".join(f"{word} {count}" for word, count in covered.missing[:_SHOWN])
    yield "most frequent words it misses"
    yield from textwrap.wrap(missed or "none", 100, initial_indent="  ", subsequent_indent="  ")
    if report.warning:
        yield f"warning: {report.warning}"


def _footnote(lemmas: str) -> Iterator[str]:
    if lemmas == "endings":
        yield "  * by English endings; with an inflection table (--config.data_dir) it would be exact"
    if not lemmas:
        yield "  - no inflection table of its language (--config.data_dir): lemmas are not known"


def _counts(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    if title:
        yield title
    for name, count in counts.items():
        yield f"  {name or 'unknown':<32} {count:>10,}"
