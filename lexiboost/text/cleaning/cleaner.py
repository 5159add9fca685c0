"""`Cleaner`: all the rules in their order, with a count of what each removed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lexiboost.artifacts.errors import ConfigError
from lexiboost.text.cleaning.hygiene import hygiene_steps
from lexiboost.text.cleaning.language import language_steps
from lexiboost.text.cleaning.length import length_steps, size_steps
from lexiboost.text.cleaning.page import Page
from lexiboost.text.cleaning.quality import quality_steps
from lexiboost.text.cleaning.repetition import repetition_steps
from lexiboost.text.cleaning.samples import Reservoir, Sample
from lexiboost.text.cleaning.script import script_steps
from lexiboost.text.cleaning.settings import CleaningSettings, DuplicateSettings
from lexiboost.text.cleaning.step import Step, drop_lines, join_kept, reject
from lexiboost.text.cleaning.web import line_words, web_steps
from lexiboost.text.document import Document
from lexiboost.text.duplicates import ExactDuplicates, NearDuplicates
from lexiboost.text.identify import Identifier
from lexiboost.text.overlap import EvaluationIndex, Split
from lexiboost.text.sentences import sentences


@dataclass
class Removed:
    """What one rule took away.

    Attributes:
        documents: rejected whole.
        paragraphs: lines that went, those of rejected documents among them.
        characters: likewise.
    """

    documents: int = 0
    paragraphs: int = 0
    characters: int = 0


class Cleaner:
    """Cleans the documents of one variety as they stream by.

    Rules run from the cheap to the dear; the first that rejects a document is the one that it counts for.
    Memory is that of one document, the indexes of duplicates (bounded by their settings) and the index of
    the evaluation sets.

    Args:
        settings: which rules are on.
        variety: of all the documents; one that names no script switches the script check off.
        identifier: tells languages; without one, `settings.language` has no effect.
        evaluation: sets whose sentences are removed.
        split: gives the sentences of a paragraph, for that removal.
        samples: examples to be kept of what each rule removed.
        seed: of the samples.

    Attributes:
        read: documents in.
        kept: documents out.
        counts: reason -> what was removed, in the order of the rules; every rule that is on has a row.
        overlaps: evaluation set -> sentences removed that stand in it; a sentence of two sets counts in both.

    Raises:
        ConfigError: the evaluation index is of another variety.
        LexiboostError: near duplicates are asked for and `rensa` is not installed.
    """

    def __init__(
        self,
        settings: CleaningSettings,
        variety: str,
        *,
        identifier: Identifier | None = None,
        evaluation: EvaluationIndex | None = None,
        split: Split = sentences,
        samples: int = 0,
        seed: int = 0,
    ) -> None:
        if evaluation is not None and evaluation.variety != variety:
            raise ConfigError(f"cleaning {variety} against evaluation sets of {evaluation.variety}")
        self.settings, self.variety = settings, variety
        self.read = self.kept = 0
        self.overlaps: Counter[str] = Counter(dict.fromkeys(evaluation.names if evaluation else (), 0))
        self._reservoir = Reservoir(samples, seed)
        self._indexes: list[ExactDuplicates | NearDuplicates] = []
        self._steps = [*self._rules(identifier), *self._corpus_rules(evaluation, split)]
        self.counts = {step.name: Removed() for step in self._steps}

    @property
    def samples(self) -> dict[str, list[Sample]]:
        """Reason -> examples of what was removed."""
        return self._reservoir.samples

    @property
    def unindexed(self) -> int:
        """Documents and lines that an index of duplicates had no room for."""
        return sum(index.unindexed for index in self._indexes)

    @property
    def nbytes(self) -> int:
        """Bytes of the indexes of duplicates."""
        return sum(index.nbytes for index in self._indexes)

    def clean(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Streams what is left of the documents that are kept, in their order.

        May be called again: counts and indexes go on.
        """
        for document in documents:
            self.read += 1
            text = self._cleaned(document)
            self.kept += bool(text)
            rejected = sum(removed.documents for removed in self.counts.values())
            assert self.read == self.kept + rejected, "a document is neither kept nor counted"
            if text:
                yield document if text == document.text else replace(document, text=text)

    def _cleaned(self, document: Document) -> str:
        page = Page(document.text, self.variety)
        for step in self._steps:
            text = step.apply(page)
            if text == page.text and text:
                continue
            self._count(step.name, page.text, text)
            self._reservoir.offer(step.name, document.source_id, page.text, text)
            if not text:
                return ""
            page = Page(text, self.variety)
        return page.text

    def _count(self, name: str, before: str, after: str) -> None:
        removed = self.counts[name]
        removed.documents += not after
        removed.paragraphs += _paragraphs(before) - _paragraphs(after)
        # Normalization form C has longer texts, now and then, than what it was made from.
        removed.characters += max(0, len(before) - len(after))

    def _rules(self, identifier: Identifier | None) -> Iterator[Step]:
        """Those that look at one document alone."""
        settings, variety = self.settings, self.variety
        yield reject("empty", lambda page: not page.text.strip())
        if settings.length is not None:
            yield from size_steps(settings.length)
        if settings.hygiene is not None:
            yield from hygiene_steps(settings.hygiene, variety)
        if settings.web is not None:
            yield from web_steps(settings.web, variety)
        if settings.script is not None:
            yield from script_steps(settings.script, variety)
        if settings.length is not None:
            yield from length_steps(settings.length)
        if settings.quality is not None:
            yield from quality_steps(settings.quality, variety)
        if settings.repetition is not None:
            yield from repetition_steps(settings.repetition)
        if settings.language is not None and identifier is not None:
            yield from language_steps(settings.language, variety, identifier)

    def _corpus_rules(self, evaluation: EvaluationIndex | None, split: Split) -> Iterator[Step]:
        """Those that look at other texts, too."""
        if evaluation is not None:
            yield Step("evaluation_overlap", lambda page: self._without_overlap(page, evaluation, split))
        if self.settings.duplicates is not None:
            yield from self._duplicate_rules(self.settings.duplicates)

    def _duplicate_rules(self, settings: DuplicateSettings) -> Iterator[Step]:
        variety, least = self.variety, settings.min_line_words
        if settings.documents:
            documents = ExactDuplicates(settings.most)
            self._indexes.append(documents)
            yield reject("duplicate_document", lambda page: documents.add(page.text))
        if settings.lines:
            lines = ExactDuplicates(settings.most)
            self._indexes.append(lines)
            yield drop_lines(
                "duplicate_line", lambda line: line_words(line, variety) >= least and lines.add(line)
            )
        if settings.near is not None:
            near = NearDuplicates(settings.near, variety)
            self._indexes.append(near)
            yield reject("near_duplicate", lambda page: near.add(page.text))

    def _without_overlap(self, page: Page, evaluation: EvaluationIndex, split: Split) -> str:
        left = []
        for line in page.text.split("\n"):
            rest, found = evaluation.remove(line, split) if line.strip() else (line, [])
            for names in found:
                self.overlaps.update(names)
            if rest.strip() or not found:
                left.append(rest)
        return join_kept(left, (True for _ in left))


def _paragraphs(text: str) -> int:
    return sum(bool(line.strip()) for line in text.split("\n"))
