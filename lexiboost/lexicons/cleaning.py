"""Cleaning of lexicons with a ledger: every rule is named, can be left out, and counts what it does.

Rules that change a cell count in `Lexicon.changed`, rules that add rows in `Lexicon.split`, rules that
drop a row in `Lexicon.rejected`; `rows_in + split == kept + rejected` always holds.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from lexiboost.artifacts.errors import ConfigError
from lexiboost.lexicons.lexicon import Entry, Lexicon, make_table
from lexiboost.lexicons.tidy import TIDY_RULES
from lexiboost.text.unicode import COMMON, clean, letter_scripts, lower, script_of, script_of_letter

MAX_WORDS = 6
MAX_ALTERNATIVES = 1000
"""Pairings of alternatives that one row may become."""

RULES = (
    *TIDY_RULES,
    "html_entity",
    "note",
    "alternatives",
    "english_to",
    "article",
    "placeholder",
    "edge_punctuation",
    "no_letter",
    "affix",
    "definition",
    "wrong_script",
    "copy",
    "duplicate",
)
"""The rules that apply unless they are skipped."""
ONE_WAY = "one_way"
OPTIONAL_RULES = ("case", ONE_WAY)
"""The rules that apply only where they are asked for."""

_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]+);")
_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|（[^（）]*）")
_ALTERNATIVE = re.compile(r"\s*;\s*|\s+/\s+|؛\s*|；\s*")
_COMMA = re.compile(r"\s*(?:,\s+|،\s*|、\s*|，\s*)")
_ARTICLE = re.compile(r"(?:a|an|the) (?=\S)", re.IGNORECASE)
# Phrases that mean something else without their article.
_FIXED_PHRASE = re.compile(
    r"(?:a|the) (?:lot|little|few|bit|same|other|others|first|last|while|couple|number|great deal|hundred"
    r"|thousand|million|dozen)\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"\s*\b(?:sb|sth|smb|smth|somebody|something|someone|one's|oneself|etc)\b\.?(?:\s*/\s*\b(?:sb|sth)\b\.?)?$"
)
_EDGES = ' \t,;:!?¡¿"“”„«»*=~|<>।'
_HYPHENS = ("-", "\u2010", "\u2011", "\u2013")
_LETTER_OR_DIGIT = re.compile(r"\w")


def _drop_entities(cell: str) -> str:
    return clean(html.unescape(cell)) if _ENTITY.search(cell) else cell


def _drop_notes(cell: str) -> str:
    if not any(bracket in cell for bracket in "([{（"):
        return cell
    previous = None
    while previous != cell:
        previous, cell = cell, _NOTE.sub(" ", cell)
    return " ".join(cell.split())


def _split_cell(cell: str, *, commas: bool) -> list[str]:
    parts = _ALTERNATIVE.split(cell)
    if commas:
        parts = [piece for part in parts for piece in _COMMA.split(part)]
    return [part.strip() for part in parts if part.strip()]


def _alternatives(entry: Entry) -> list[Entry]:
    """Every pairing of the two cells' alternatives, none where they are too many.

    Commas in equal number in both cells are punctuation.
    """
    counts = [len(_COMMA.findall(cell)) for cell in (entry.source, entry.target)]
    commas = counts[0] != counts[1]
    if not commas and not (_ALTERNATIVE.search(entry.source) or _ALTERNATIVE.search(entry.target)):
        return [entry]
    sources, targets = (_split_cell(cell, commas=commas) for cell in (entry.source, entry.target))
    if len(sources) * len(targets) <= 1:
        return [entry]
    if len(sources) * len(targets) > MAX_ALTERNATIVES:
        return []
    return [
        entry._replace(source=source, target=target)
        for source in dict.fromkeys(sources)
        for target in dict.fromkeys(targets)
    ]


def _is_affix(cell: str) -> bool:
    return cell.startswith(_HYPHENS) or cell.endswith(_HYPHENS)


def _english_side(lexicon: Lexicon) -> int | None:
    """0 where the source is English, 1 where the target is, None otherwise."""
    for side, variety in enumerate((lexicon.source, lexicon.target)):
        if variety.startswith("eng_"):
            return side
    return None


def _english(entry: Entry, side: int) -> str:
    return entry.target if side else entry.source


# An entry with its origin and licence.
_Row = tuple[Entry, str, str]


class _Cleaner:
    def __init__(self, lexicon: Lexicon, rules: frozenset[str]) -> None:
        self.rules = rules
        self.changed = Counter(lexicon.changed)
        self.rejected = Counter(lexicon.rejected)
        self.split = lexicon.split
        self.english = _english_side(lexicon)
        self.scripts = [
            letter_scripts(variety.split("_")[1]) | {COMMON} if "_" in variety else None
            for variety in (lexicon.source, lexicon.target)
        ]

    def change(
        self, rule: str, entry: Entry, edit: Callable[[str], str], sides: Iterable[int] = (0, 1)
    ) -> Entry:
        if rule not in self.rules:
            return entry
        cells = [entry.source, entry.target]
        for side in sides:
            cells[side] = edit(cells[side])
        if cells[0] == entry.source and cells[1] == entry.target:
            return entry
        self.changed[rule] += 1
        return entry._replace(source=cells[0], target=cells[1])

    def english_cell(self, entry: Entry) -> Entry:
        """Takes `to`, articles and placeholders (`sb`, `one's`) off the English side."""
        if self.english is None:
            return entry
        side = (self.english,)
        cell = _english(entry, self.english)
        pos = (entry.source_pos, entry.target_pos)[self.english]
        if cell.startswith("to ") and len(cell) > 3 and pos in ("VERB", "AUX", ""):
            shorter = self.change("english_to", entry, lambda text: text.removeprefix("to "), side)
            if shorter is not entry and entry.source_pos == entry.target_pos == "":
                shorter = shorter._replace(source_pos="VERB", target_pos="VERB")
            entry = shorter
        if _ARTICLE.match(_english(entry, self.english)):
            entry = self.change("article", entry, _strip_article, side)
        if " " in _english(entry, self.english):
            entry = self.change("placeholder", entry, lambda text: _PLACEHOLDER.sub("", text).strip(), side)
        return entry

    def reason(self, entry: Entry) -> str | None:
        """Why an entry is left out, or None."""
        cells = (entry.source, entry.target)
        if not all(cells):
            return "empty_cell"
        if "no_letter" in self.rules and not all(_LETTER_OR_DIGIT.search(cell) for cell in cells):
            return "no_letter"
        if "affix" in self.rules and any(map(_is_affix, cells)):
            return "affix"
        if "definition" in self.rules and any(cell.count(" ") >= MAX_WORDS for cell in cells):
            return "definition"
        if "wrong_script" in self.rules:
            for cell, scripts in zip(cells, self.scripts, strict=True):
                if scripts is None or scripts.issuperset(map(script_of_letter, cell)):
                    continue
                if script_of(cell) not in scripts:
                    return "wrong_script"
        return None

    def row(self, entry: Entry) -> list[Entry]:
        """The entries that one becomes: none, itself, or its alternatives."""
        if entry.source.isalpha() and entry.target.isalpha():
            return self.keep([entry])
        entry = self.change("html_entity", entry, _drop_entities)
        entry = self.change("note", entry, _drop_notes)
        entries = _alternatives(entry) if "alternatives" in self.rules else [entry]
        if not entries:
            self.rejected["many_alternatives"] += 1
            return []
        self.split += len(entries) - 1
        trimmed = (
            self.change("edge_punctuation", self.english_cell(item), lambda cell: cell.strip(_EDGES))
            for item in entries
        )
        return self.keep(trimmed)

    def keep(self, entries: Iterable[Entry]) -> list[Entry]:
        """The entries that are translations; the others are counted."""
        kept = []
        for item in entries:
            reason = self.reason(item)
            if reason is None:
                kept.append(item)
            else:
                self.rejected[reason] += 1
        return kept


def _strip_article(cell: str) -> str:
    match = _ARTICLE.match(cell)
    return cell if match is None or _FIXED_PHRASE.match(cell) else cell[match.end() :]


def clean_lexicon(lexicon: Lexicon, *, skip: Iterable[str] = (), also: Iterable[str] = ()) -> Lexicon:
    """Cleans every cell and drops what is no translation.

    Rules, in order: `html_entity` (decoded), `note` (parenthesized text removed), `alternatives` (`a; b`,
    `a / b`, `a, b` become rows), `english_to` and `article` (a leading `to `, `a`, `an`, `the` of an
    English cell removed), `placeholder` (a trailing `sb`, `something`, `one's` removed),
    `edge_punctuation` (stripped); rejected are `empty_cell`, `no_letter`, `affix` (`-den`), `definition`
    (more than six words), `wrong_script` (most letters in a script the variety is not written in), `copy`
    (the source word itself without a part of speech, beside a translation not built on it) and `duplicate`
    (the score is added to the row that stays). Rows of more than `MAX_ALTERNATIVES` pairings are rejected as
    `many_alternatives`.

    On demand `case` does the same as `duplicate` for rows that differ in nothing but capital letters, as the
    two languages have them: the spelling of the higher score stays, of equal ones the earlier. It is no
    default, since capitals may be the spelling (`Polish`, `polish`).

    The rules of `lexiboost.lexicons.tidy` (`invisible`, `space`, `nfc`) and `one_way` (entries that the file
    states to hold the other way only) are for `read_lexicon`, by its `skip` and `use`; here they do nothing.

    Args:
        lexicon: what a reader gave.
        skip: rules of `RULES` to leave out.
        also: rules of `OPTIONAL_RULES` to apply too.

    Raises:
        ConfigError: `skip` or `also` names an unknown rule.
    """
    rules = _rules(skip, also)
    cleaner = _Cleaner(lexicon, rules)
    kept: list[_Row] = []
    origins, licences = lexicon.table["origin"].tolist(), lexicon.table["licence"].tolist()
    for entry, origin, licence in zip(lexicon.entries(), origins, licences, strict=True):
        kept.extend((item, origin, licence) for item in cleaner.row(entry))
    if "copy" in cleaner.rules:
        kept = _drop_copies(kept, cleaner.rejected)
    if "duplicate" in cleaner.rules:
        kept = _sum_duplicates(kept, cleaner.rejected)
    if "case" in cleaner.rules:
        kept = _fold_case(kept, cleaner.rejected, (lexicon.source, lexicon.target))
    table = make_table((row[0] for row in kept), [row[1] for row in kept], [row[2] for row in kept])
    return replace(
        lexicon,
        table=table,
        split=cleaner.split,
        rejected=dict(sorted(cleaner.rejected.items())),
        changed=dict(sorted(cleaner.changed.items())),
    )


def _rules(skip: Iterable[str], also: Iterable[str]) -> frozenset[str]:
    skipped, added = frozenset(skip), frozenset(also)
    unknown = (skipped - {*RULES, *OPTIONAL_RULES}) | (added - {*RULES, *OPTIONAL_RULES})
    if unknown:
        known = ", ".join((*RULES, *OPTIONAL_RULES))
        raise ConfigError(f"unknown cleaning rule {min(unknown)!r}; one of {known}")
    return (frozenset(RULES) | added) - skipped


def _drop_copies(rows: list[_Row], rejected: Counter[str]) -> list[_Row]:
    """Drops the source word as its own translation where it has another, unless that one is built on it.

    `with` -> `with` beside `ile` is noise; `Israel` -> `Israel` beside its case form `Israelissa` is not.
    """
    others: dict[str, list[str]] = {}
    for entry, _, _ in rows:
        if entry.source.casefold() != entry.target.casefold():
            others.setdefault(entry.source, []).append(entry.target.casefold())
    kept = []
    for row in rows:
        source = row[0].source.casefold()
        rest = others.get(row[0].source, ())
        # A resource that states the part of speech was made by hand: its copies are meant.
        is_copy = source == row[0].target.casefold() and not row[0].source_pos
        if is_copy and rest and not any(target.startswith(source) for target in rest):
            rejected["copy"] += 1
        else:
            kept.append(row)
    return kept


def _sum_duplicates(rows: list[_Row], rejected: Counter[str]) -> list[_Row]:
    best: dict[tuple[str, ...], tuple[Entry, str, str]] = {}
    for entry, origin, licence in rows:
        key = (*entry[:4], origin, licence)
        if key in best:
            first = best[key][0]
            best[key] = (first._replace(score=first.score + entry.score), origin, licence)
        else:
            best[key] = (entry, origin, licence)
    if len(best) < len(rows):
        rejected["duplicate"] += len(rows) - len(best)
    return list(best.values())


def _fold_case(rows: list[_Row], rejected: Counter[str], varieties: tuple[str, str]) -> list[_Row]:
    best: dict[tuple[str, ...], _Row] = {}
    totals: dict[tuple[str, ...], float] = {}
    for entry, origin, licence in rows:
        cells = (lower(cell, variety) for cell, variety in zip(entry[:2], varieties, strict=True))
        key = (*cells, *entry[2:4], origin, licence)
        totals[key] = totals.get(key, 0.0) + entry.score
        if key not in best or entry.score > best[key][0].score:
            best[key] = (entry, origin, licence)
    if len(best) < len(rows):
        rejected["case"] += len(rows) - len(best)
    return [(row[0]._replace(score=totals[key]), *row[1:]) for key, row in best.items()]
