"""Small lexicons, tables and sentences for the tests of synthesis, and a slow reader of its output."""

from __future__ import annotations

from dataclasses import dataclass

from lexiboost.lexicons import Lexicon
from lexiboost.lexicons.lexicon import Entry, make_table
from lexiboost.synthesis.inflect import Inflector
from lexiboost.synthesis.pseudo import PseudoText
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.source import encode_source
from lexiboost.synthesis.substitute import Synthesizer
from lexiboost.text.sentence import Sentence


def make_lexicon(*entries: tuple, target: str = "fin_Latn") -> Lexicon:
    """A lexicon of `(source, target[, score[, source POS]])` rows."""
    rows = [
        Entry(row[0], row[1], row[3] if len(row) > 3 else "", "", row[2] if len(row) > 2 else 1.0)
        for row in entries
    ]
    return Lexicon(make_table(rows, "test", "CC0"), source="eng_Latn", target=target, rows_in=len(rows))


def say(text: str, tags: str | None = None, source_id: str = "s0", **columns: str) -> Sentence:
    """A sentence of words (and lemmas, upos, feats, bundles: `-` is none) written with spaces."""
    split = {
        name: tuple("" if cell == "-" else cell for cell in value.split()) for name, value in columns.items()
    }
    words = tuple(text.split())
    return Sentence(words, "eng_Latn", source_id, tags=tuple(tags.split()) if tags else None, **split)


@dataclass(frozen=True)
class Output:
    """One pseudo-sentence, read word by word out of the columns."""

    sentence: int
    copy: int
    words: tuple[str, ...]
    tags: tuple[str, ...]
    positions: tuple[int, ...]
    origins: tuple[str, ...]
    rows: tuple[int, ...]
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.words)


def read(text: PseudoText) -> list[Output]:
    """The columns as a list of sentences."""
    outputs = []
    for m in range(len(text.sentence_M)):
        at = range(int(text.offsets_M1[m]), int(text.offsets_M1[m + 1]))
        outputs.append(
            Output(
                int(text.sentence_M[m]),
                int(text.copy_M[m]),
                tuple(text.vocabulary[text.words_W[w]] for w in at),
                tuple(text.tag_names[text.tags_W[w]] for w in at if text.tags_W[w] >= 0),
                tuple(int(text.source_W[w]) for w in at),
                tuple(text.origins[text.origin_W[w]] for w in at),
                tuple(int(text.row_W[w]) for w in at),
                tuple(text.cells[text.cell_W[w]] for w in at),
            )
        )
    return outputs


def synthesize(
    sentences: list[Sentence],
    lexicon: Lexicon,
    *,
    seed: int = 0,
    copies: range | list[int] = range(1),
    inflector: Inflector | None = None,
    analyse=None,
    **settings,
) -> list[Output]:
    """Draws the copies and reads them."""
    corpus = encode_source(sentences, analyse)
    made = Synthesizer(corpus, lexicon, SynthesisSettings(**settings), seed=seed, inflector=inflector)
    return read(made.draw(copies))


def chunks(tags: tuple[str, ...]) -> list[str]:
    """The types of the BIO chunks, in order."""
    return [tag[2:] for tag in tags if tag.startswith("B-")]
