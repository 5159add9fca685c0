"""Checks the embedded corpora: `python corpora/mini/validate.py [FOLDER]` prints figures, then problems.

Exit status 1 where there is a problem. A language whose files are absent is a problem too.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from inventory import INTENTS, LANGUAGES, MARK, PARTITION_MINIMA, SLOTS, UPOS, Language  # noqa: E402

KEYS = ["id", "locale", "partition", "scenario", "intent", "utt", "annot_utt"]
FEATURES = re.compile(r"(N|V|ADJ|ADV|PRO|NUM|V\.PTCP|V\.CVB|V\.MSDR)(;[A-Z0-9][A-Z0-9.+/{}]*)+")
NEAR_DUPLICATE = 0.6
COVERAGE_CAP = 0.90
CORE_SHARE = 0.95
LEMMA_SHARE = 0.90


@dataclass
class Report:
    """What a run found."""

    problems: list[str] = field(default_factory=list)
    figures: dict[str, dict[str, float]] = field(default_factory=dict)

    def add(self, where: str, problems: Iterable[str]) -> None:
        """Notes problems and the place they are at."""
        self.problems += [f"{where}: {problem}" for problem in problems]


def lines_of(path: Path) -> list[str]:
    """Returns the lines of a UTF-8 file without their line feeds."""
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def is_nfc(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text)


def bio(annotated: str) -> list[tuple[str, str]]:
    """Returns (word, BIO tag) pairs of an annotated utterance."""
    pairs = []
    end = 0
    for match in MARK.finditer(annotated):
        pairs += [(word, "O") for word in annotated[end : match.start()].split()]
        words = match[2].split()
        pairs += [(word, ("B-" if i == 0 else "I-") + match[1]) for i, word in enumerate(words)]
        end = match.end()
    return pairs + [(word, "O") for word in annotated[end:].split()]


def annotate(pairs: Iterable[tuple[str, str]]) -> str:
    """Returns the annotated utterance of (word, BIO tag) pairs: the inverse of `bio`."""
    pieces: list[str] = []
    for word, tag in pairs:
        if tag.startswith("I-"):
            pieces[-1] = f"{pieces[-1][:-1]} {word}]"
        else:
            pieces.append(word if tag == "O" else f"[{tag[2:]} : {word}]")
    return " ".join(pieces)


def row_problems(row: dict[str, str], language: Language) -> Iterator[str]:
    """Yields what is wrong with one utterance."""
    if list(row) != KEYS or not all(isinstance(value, str) and value for value in row.values()):
        yield f"keys {list(row)}: want {KEYS}, all non-empty strings"
        return
    utterance, annotated = row["utt"], row["annot_utt"]
    pairs = bio(annotated)
    if row["locale"] != language.locale:
        yield f"locale {row['locale']}"
    if INTENTS.get(row["intent"]) != row["scenario"]:
        yield f"intent {row['intent']} of scenario {row['scenario']}"
    if row["partition"] not in language.partitions:
        yield f"partition {row['partition']}"
    if not (is_nfc(annotated) and is_nfc(utterance)):
        yield f"not NFC: {utterance}"
    if MARK.sub(r"\2", annotated) != utterance:
        yield f"annotation does not strip to the utterance: {annotated} | {utterance}"
    if annotate(pairs) != annotated or " ".join(word for word, _ in pairs) != utterance:
        yield f"not rebuilt from its BIO tags: {annotated}"
    if unknown := {slot for slot, _ in MARK.findall(annotated)} - set(SLOTS.split()):
        yield f"unknown slots {sorted(unknown)}"
    if utterance != utterance.lower():
        yield f"not lower case: {utterance}"
    if strange := language.strange(utterance):
        yield f"characters {strange} in {utterance}"


def trigrams(text: str) -> set[str]:
    """Returns the character trigrams of a text with a space on either side."""
    padded = f" {text} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}


def near_duplicates(rows: list[dict[str, str]]) -> Iterator[str]:
    """Yields each test utterance that nearly repeats an earlier one of any partition."""
    seen: list[tuple[str, set[str]]] = []
    for row in sorted(rows, key=lambda row: row["partition"] == "test"):
        grams = trigrams(row["utt"])
        if row["partition"] == "test":
            for other, others in seen:
                if len(grams & others) / len(grams | others) >= NEAR_DUPLICATE:
                    yield f"near duplicates: {row['utt']} | {other}"
                    break
        seen.append((row["utt"], grams))


def repeated(values: Iterable[object]) -> list[object]:
    """Returns the values that occur more than once."""
    return [value for value, count in Counter(values).items() if count > 1]


def check_tasks(path: Path, language: Language, report: Report) -> list[dict[str, str]]:
    """Checks one task file; returns its well-formed rows."""
    rows = []
    for number, line in enumerate(lines_of(path), 1):
        row = json.loads(line)
        report.add(f"{path.name}:{number}", row_problems(row, language))
        if list(row) == KEYS:
            rows.append(row)
    for key in ("id", "utt"):
        report.add(path.name, (f"{key} {value} repeats" for value in repeated(row[key] for row in rows)))
    report.add(path.name, near_duplicates(rows))
    for partition in language.partitions:
        part = [row for row in rows if row["partition"] == partition]
        report.add(f"{path.name}: {partition}", balance_problems(part, PARTITION_MINIMA[partition]))
    return rows


def balance_problems(rows: list[dict[str, str]], least: int) -> Iterator[str]:
    """Yields what is wrong with the numbers of utterances, intents and slots of one partition."""
    intents = Counter(row["intent"] for row in rows)
    slots = {slot for row in rows for slot, _ in MARK.findall(row["annot_utt"])}
    if len(rows) < least:
        yield f"{len(rows)} utterances, want {least}"
    for intent, count in intents.items():
        if count < 8:
            yield f"{count} utterances of {intent}, want 8"
    if len(intents) < 10 or len(slots) < 8:
        yield f"{len(intents)} intents and {len(slots)} slots, want 10 and 8"


def lexicon_row_problems(cells: list[str], language: Language) -> Iterator[str]:
    """Yields what is wrong with one lexicon row (English, target, UPOS)."""
    if len(cells) != 3 or not all(cell and cell == cell.strip() for cell in cells):
        yield f"want three non-empty cells without outer spaces: {cells}"
        return
    if cells[2] not in UPOS.split():
        yield f"{cells[2]} is not a UPOS tag"
    if not is_nfc("".join(cells)):
        yield f"not NFC: {cells}"
    if strange := language.strange(cells[1]):
        yield f"characters {strange} in {cells[1]}"


def check_lexicon(path: Path, core: list[str], language: Language, report: Report) -> list[list[str]]:
    """Checks one lexicon; returns its rows of three cells."""
    rows = [line.split("\t") for line in lines_of(path)]
    for number, cells in enumerate(rows, 1):
        report.add(f"{path.name}:{number}", lexicon_row_problems(cells, language))
    rows = [cells for cells in rows if len(cells) == 3]
    report.add(path.name, (f"row {row} repeats" for row in repeated(map(tuple, rows))))
    if len(rows) < 400:
        report.add(path.name, [f"{len(rows)} entries, want 400"])
    there = {f"{english}\t{upos}" for english, _, upos in rows}
    missing = [entry for entry in core if entry not in there]
    if len(missing) > (1 - CORE_SHARE) * len(core):
        report.add(path.name, [f"lacks {len(missing)} of {len(core)} core entries: {missing[:10]}"])
    return rows


def covered_share(utterances: list[str], entries: set[str]) -> float:
    """Returns the share of running words inside a longest match of an entry (lower-case ones)."""
    longest = max(len(entry.split()) for entry in entries)
    covered = total = 0
    for utterance in utterances:
        words = utterance.split()
        total += len(words)
        start = 0
        while start < len(words):
            sizes = range(min(longest, len(words) - start), 0, -1)
            size = next((n for n in sizes if " ".join(words[start : start + n]) in entries), 0)
            covered += size
            start += max(size, 1)
    return covered / total


def paradigm_row_problems(cells: list[str], language: Language) -> Iterator[str]:
    """Yields what is wrong with one inflection row (lemma, form, features)."""
    if len(cells) != 3 or not all(cell and cell == cell.strip() for cell in cells):
        yield f"want lemma, form and features: {cells}"
        return
    if not FEATURES.fullmatch(cells[2]):
        yield f"features {cells[2]}"
    if not is_nfc("".join(cells)):
        yield f"not NFC: {cells}"
    if strange := language.strange(cells[0] + cells[1]):
        yield f"characters {strange} in {cells}"


def check_paradigms(path: Path, lemmas: set[str], language: Language, report: Report) -> int:
    """Checks one UniMorph table; returns its number of rows."""
    rows = [line.split("\t") for line in lines_of(path)]
    for number, cells in enumerate(rows, 1):
        report.add(f"{path.name}:{number}", paradigm_row_problems(cells, language))
    inflected = {cells[0] for cells in rows}
    strangers = sorted(lemma for lemma in inflected if lemma.lower() not in lemmas)
    if len(strangers) > (1 - LEMMA_SHARE) * len(inflected):
        report.add(
            path.name,
            [f"{len(strangers)} of {len(inflected)} lemmas are not in the lexicon: {strangers[:10]}"],
        )
    report.add(path.name, (f"row {row} repeats" for row in repeated(map(tuple, rows))))
    for part, least in (("N", 40), ("V", 25)):
        count = len({cells[0] for cells in rows if cells[-1].split(";")[0].split(".")[0] == part})
        if count < least:
            report.add(path.name, [f"{count} lemmas of {part}, want {least}"])
    return len(rows)


def check_text(path: Path, core: list[str], language: Language, report: Report) -> int:
    """Checks the English sentences; returns their number."""
    sentences = lines_of(path)
    report.add(path.name, (f"{sentence} repeats" for sentence in repeated(sentences)))
    if len(sentences) < 1500:
        report.add(path.name, [f"{len(sentences)} sentences, want 1500"])
    for number, sentence in enumerate(sentences, 1):
        if not re.fullmatch(r"[A-Z].*[.?!]", sentence) or set(language.strange(sentence)) - set(".,?!"):
            report.add(f"{path.name}:{number}", [f"not a cased, punctuated sentence: {sentence}"])
    words = {word for sentence in sentences for word in re.findall(r"[a-z]+", sentence.lower())}
    absent = [entry for entry in core if not set(entry.split("\t")[0].split()) <= words]
    report.add(path.name, (f"the core word {entry!r} does not occur" for entry in absent))
    return len(sentences)


def check_language(folder: Path, language: Language, core: list[str], report: Report) -> None:
    """Checks all files of one language."""
    tasks = folder / "tasks" / "mini" / f"{language.locale}.jsonl"
    lexicon = folder / "lexicons" / "mini" / f"en_{language.short}.tsv"
    paradigms = folder / "unimorph" / f"{language.iso}.tsv"
    wanted = [tasks, lexicon, paradigms] if language.short else [tasks, paradigms]
    absent = [path for path in wanted if not path.is_file()]
    report.add(language.locale, (f"{path.relative_to(folder)} is missing" for path in absent))
    if absent:
        return
    figures = report.figures.setdefault(language.locale, {})
    test = [row["utt"] for row in check_tasks(tasks, language, report) if row["partition"] == "test"]
    figures["test utterances"] = len(test)
    lemmas = {entry.split("\t")[0] for entry in core}
    if language.short:
        entries = check_lexicon(lexicon, core, language, report)
        lemmas = {cells[1].lower() for cells in entries}
        figures["lexicon entries"] = len(entries)
        figures["share covered"] = covered_share(test, lemmas)
        if figures["share covered"] >= COVERAGE_CAP:
            report.add(tasks.name, [f"the lexicon covers {figures['share covered']:.0%} of the test words"])
    figures["inflection rows"] = check_paradigms(paradigms, lemmas, language, report)


def validate(folder: Path) -> Report:
    """Checks every file that the corpora must have under `folder`."""
    report = Report()
    core = lines_of(folder / "core_vocabulary.tsv")
    for language in LANGUAGES:
        check_language(folder, language, core, report)
    check_text(folder / "text" / "eng" / "mini.txt", core, LANGUAGES[0], report)
    return report


def main() -> int:
    """Prints the report of the folder given, or of this file's folder."""
    report = validate(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
    for locale, figures in report.figures.items():
        print(locale, ", ".join(f"{name} {value:.5g}" for name, value in figures.items()))
    for problem in report.problems:
        print(problem)
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
