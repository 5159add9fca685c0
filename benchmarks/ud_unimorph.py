"""How UD features converted to UniMorph agree with published bundles: one JSON object a comparison.

    python benchmarks/ud_unimorph.py --data=../shared/data [--treebanks=UD_Greek-GDT,...] [--markdown]

References: `um2019`, the SIGMORPHON 2019 conversion of the same treebank under `<data>/ud_um2019`, and
`table`, the language's table under `<data>/unimorph`. Shares are of the words compared. `uniform` gives the
contradictions of `ud_to_unimorph`, which knows no language, on the same words.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lexiboost.artifacts.errors import LexiboostError
from lexiboost.artifacts.hardware import hardware
from lexiboost.languages import load_catalog
from lexiboost.morphology import load_paradigms, ud_to_unimorph
from lexiboost.morphology.agreement import Comparison, Relation, compare
from lexiboost.morphology.ud_language import UdConverter, back_off_to
from lexiboost.morphology.ud_reference import Held, TableReference, Verdict, align
from lexiboost.text.readers.conllu import read_conllu
from lexiboost.text.sentence import Sentence

NO_CELL = "no such cell"
OUTCOMES = (*map(str, Relation), NO_CELL)
Cause = tuple[str, str, str, str]
CAUSE = ("outcome", "facet", "converted", "reference")
Words = Iterator[tuple[str, str, str, str]]


class Tally:
    """Counts of one treebank held against one reference."""

    def __init__(self) -> None:
        self.relations: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()
        self.conflicts: Counter[Cause] = Counter()
        self.examples: dict[Cause, str] = {}

    def skip(self, reason: str) -> None:
        """Counts a word that could not be compared."""
        self.skipped[reason] += 1

    def add(self, outcome: str, comparison: Comparison, form: str) -> None:
        """Counts the outcome of one word."""
        self.relations[outcome] += 1
        for conflict in comparison.conflicts:
            cause = (outcome, *conflict)
            self.conflicts[cause] += 1
            self.examples.setdefault(cause, form)

    def hold(self, held: Held, form: str) -> None:
        """Counts a word held against a table."""
        if held.comparison is not None and held.verdict in (None, Verdict.NO_SUCH_CELL):
            self.add(held.comparison.relation if held.verdict is None else NO_CELL, held.comparison, form)
        elif held.verdict is not None:
            self.skip(held.verdict)

    def share(self, outcome: str) -> float:
        """Per cent of the words compared."""
        total = sum(self.relations.values())
        return round(100 * self.relations[outcome] / total, 2) if total else 0.0

    def row(self) -> dict[str, Any]:
        """The counts as they are printed, with the most frequent conflicts."""
        return {
            "words": sum(self.relations.values()),
            **{outcome: self.share(outcome) for outcome in OUTCOMES},
            "not_compared": dict(sorted(self.skipped.items())),
            "conflicts": [
                dict(zip(CAUSE, cause, strict=True)) | {"words": n, "example": self.examples[cause]}
                for cause, n in sorted(self.conflicts.items(), key=lambda pair: (-pair[1], pair[0]))[:8]
            ],
        }


def read_treebank(folder: Path, variety: str) -> list[Sentence]:
    paths = [path for path in sorted(folder.iterdir()) if ".conllu" in path.name]
    return [sentence for path in paths for sentence in read_conllu(path, variety=variety)]


def words_of(treebank: list[Sentence]) -> Words:
    for sentence in treebank:
        if sentence.upos is not None and sentence.feats is not None and sentence.lemmas is not None:
            yield from zip(sentence.words, sentence.lemmas, sentence.upos, sentence.feats, strict=True)


def hold_against_bundles(treebank: list[Sentence], reference: list[Sentence], variety: str) -> dict[str, Any]:
    tallies = [Tally(), Tally()]
    converter = UdConverter(variety)
    converters: tuple[Callable[[str, str], str], ...] = (converter, ud_to_unimorph)
    alignment = align(treebank, reference)
    for form, upos, feats, theirs in alignment.words:
        for tally, convert in zip(tallies, converters, strict=True):
            ours = convert(upos, feats)
            if ours and theirs:
                comparison = compare(ours, theirs)
                tally.add(comparison.relation, comparison, form)
            elif ours or theirs:
                tally.skip("no bundle in the reference" if ours else "no bundle for the UPOS")
            else:
                tally.skip("no bundle on either side")
    tallies[0].skipped.update(alignment.unaligned)
    return summary("um2019", tallies, converter)


def hold_against_table(treebank: list[Sentence], data: Path, variety: str) -> dict[str, Any] | None:
    paradigms = load_paradigms(data, variety)
    if paradigms is None:
        return None
    table = TableReference(paradigms)
    tallies = [Tally(), Tally()]
    converter = UdConverter.for_table(variety, paradigms.bundles)
    steps: Counter[str] = Counter()
    for form, lemma, upos, feats in words_of(treebank):
        bundle, uniform = converter(upos, feats), ud_to_unimorph(upos, feats)
        if uniform:
            tallies[1].hold(table.hold(lemma, form, uniform), form)
        if bundle:
            tallies[0].hold(table.hold(lemma, form, bundle), form)
            cells = table.cells(lemma, bundle)
            if cells:
                found = back_off_to(bundle, cells)
                steps["none" if found is None else str(found.steps)] += 1
    return summary("table", tallies, converter) | {"back_off_steps": dict(sorted(steps.items()))}


def summary(reference: str, tallies: list[Tally], converter: UdConverter) -> dict[str, Any]:
    lost = Counter(
        {name: n for name, n in converter.counts.items() if name.startswith(("dropped ", "changed "))}
    )
    names: Counter[str] = Counter()
    for piece, n in lost.items():
        names[piece.split("=")[0]] += n
    return {
        "reference": reference,
        **tallies[0].row(),
        "uniform": tallies[1].share(Relation.CONTRADICTS),
        "uniform_no_such_cell": tallies[1].share(NO_CELL),
        "lost_a_word": round(sum(lost.values()) / max(converter.counts["words"], 1), 3),
        "lost": dict(sorted(names.items(), key=lambda pair: (-pair[1], pair[0]))[:6]),
    }


def measure(data: Path, treebank_name: str) -> Iterator[dict[str, Any]]:
    language = load_catalog().resolve(treebank_name)
    treebank = read_treebank(data / "ud" / treebank_name, language.variety)
    head = {"treebank": treebank_name, "language": language.iso639_3}
    published = data / "ud_um2019" / treebank_name
    if published.is_dir():
        reference = read_treebank(published, language.variety)
        yield head | hold_against_bundles(treebank, reference, language.variety)
    row = hold_against_table(treebank, data, language.variety)
    if row is not None:
        yield head | row


def markdown(rows: list[dict[str, Any]]) -> Iterator[str]:
    yield from markdown_bundles([row for row in rows if row["reference"] == "um2019"])
    yield from markdown_table([row for row in rows if row["reference"] == "table"])
    yield "| over 2 % | share | facet: converted ≠ reference (words, a form) |"
    yield "|---|--:|---|"
    for row in rows:
        for outcome in (str(Relation.CONTRADICTS), NO_CELL):
            if row[outcome] > 2:
                causes = "; ".join(
                    f"{cause['facet']}: {cause['converted']} ≠ {cause['reference']}"
                    f" ({cause['words']:,}, {cause['example']})"
                    for cause in [cause for cause in row["conflicts"] if cause["outcome"] == outcome][:4]
                )
                yield f"| {label(row)}, {row['reference']}: {outcome} | {row[outcome]:.1f} | {causes} |"
    yield ""
    yield "| losses | a word | most often |"
    yield "|---|--:|---|"
    for row in {row["treebank"]: row for row in rows}.values():
        often = ", ".join(f"{name} {n:,}" for name, n in list(row["lost"].items())[:5])
        yield f"| {label(row)} | {row['lost_a_word']:.2f} | {often} |"


def shares(row: dict[str, Any], *columns: str) -> str:
    return " | ".join(f"{row[name]:.1f}" if row["words"] else "–" for name in columns)


def markdown_bundles(rows: list[dict[str, Any]]) -> Iterator[str]:
    relations = [str(relation) for relation in Relation]
    yield f"| 2019 conversion | words | {' | '.join(relations)} | uniform: contradicts | not aligned |"
    yield "|---|" + "--:|" * (len(relations) + 3)
    for row in rows:
        reasons = ("sentence not in the treebank", "word segmented differently")
        unaligned = sum(row["not_compared"].get(reason, 0) for reason in reasons)
        yield f"| {label(row)} | {row['words']:,} | {shares(row, *relations, 'uniform')} | {unaligned:,} |"
    yield ""


def markdown_table(rows: list[dict[str, Any]]) -> Iterator[str]:
    uniform = "uniform: contradicts | uniform: no such cell"
    yield f"| UniMorph table | words | {' | '.join(OUTCOMES)} | {uniform} | cell missing or phrase |"
    yield "|---|" + "--:|" * (len(OUTCOMES) + 4)
    for row in rows:
        reasons = (Verdict.MISSING_CELL, Verdict.PHRASE)
        missing = sum(row["not_compared"].get(str(reason), 0) for reason in reasons)
        columns = shares(row, *OUTCOMES, "uniform", "uniform_no_such_cell")
        yield f"| {label(row)} | {row['words']:,} | {columns} | {missing:,} |"
    yield ""
    yield "| back-off | exact cell | 1 step | 2 steps | 3 or more | none |"
    yield "|---|--:|--:|--:|--:|--:|"
    for row in rows:
        steps = Counter(row["back_off_steps"])
        more = sum(n for step, n in steps.items() if step not in ("0", "1", "2", "none"))
        counts = (steps["0"], steps["1"], steps["2"], more, steps["none"])
        yield f"| {label(row)} | {' | '.join(f'{n:,}' for n in counts)} |"
    yield ""


def label(row: dict[str, Any]) -> str:
    return f"{row['treebank'].removeprefix('UD_')} ({row['language']})"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="a data directory")
    parser.add_argument("--treebanks", default="", help="comma-separated folders under ud/; default all")
    parser.add_argument("--markdown", action="store_true", help="print the tables instead of JSON lines")
    arguments = parser.parse_args()
    names = arguments.treebanks.split(",") if arguments.treebanks else []
    try:
        if not names:
            names = sorted(path.name for path in (arguments.data / "ud").iterdir() if path.is_dir())
        rows = []
        for name in names:
            for row in measure(arguments.data, name):
                rows.append(row)
                if not arguments.markdown:
                    print(json.dumps(row | hardware(), ensure_ascii=False), flush=True)
    except (LexiboostError, OSError) as error:
        parser.exit(2, f"{error}\n")
    if arguments.markdown:
        print("\n".join(markdown(rows)))


if __name__ == "__main__":
    main()
