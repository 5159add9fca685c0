"""Raw text drawn by the engine, read word by word."""

from __future__ import annotations

from dataclasses import dataclass

from lexiboost.lexicons import Lexicon
from lexiboost.synthesis.engine import Engine
from lexiboost.synthesis.inflect import Inflector
from lexiboost.synthesis.pseudo import PseudoText
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.source import TextEncoder


@dataclass(frozen=True)
class Drawn:
    """One pseudo-sentence."""

    sentence: int
    copy: int
    text: str
    words: tuple[str, ...]
    glued: tuple[bool, ...]
    ends: tuple[int, ...]
    positions: tuple[int, ...]
    origins: tuple[str, ...]
    rows: tuple[int, ...]
    cells: tuple[str, ...]
    ways: tuple[str, ...]

    @property
    def joined(self) -> str:
        """The words with a space before each that is not glued."""
        pairs = zip(self.words, self.glued, strict=True)
        return "".join(word if glued else f" {word}" for word, glued in pairs).removeprefix(" ")


def read_text(text: PseudoText) -> list[Drawn]:
    """The columns as a list of sentences."""
    texts, outputs = text.text_M.to_pylist(), []
    for m in range(len(text.sentence_M)):
        at = slice(int(text.offsets_M1[m]), int(text.offsets_M1[m + 1]))
        cells = text.cell_W[at].tolist()
        outputs.append(
            Drawn(
                int(text.sentence_M[m]),
                int(text.copy_M[m]),
                texts[m],
                tuple(text.vocabulary[number] for number in text.words_W[at].tolist()),
                tuple(text.glued_W[at].tolist()),
                tuple(text.ends_W[at].tolist()),
                tuple(text.source_W[at].tolist()),
                tuple(text.origins[origin] for origin in text.origin_W[at].tolist()),
                tuple(text.row_W[at].tolist()),
                tuple(text.cells[cell] for cell in cells),
                tuple(text.ways[cell] for cell in cells),
            )
        )
    return outputs


def draw_text(
    lines: list[str],
    lexicon: Lexicon,
    *,
    seed: int = 0,
    copies: range | list[int] = range(1),
    inflector: Inflector | None = None,
    analyse=None,
    **settings,
) -> list[Drawn]:
    """Draws the copies of lines with an engine of their own."""
    engine = Engine(lexicon, SynthesisSettings(**settings), seed=seed, inflector=inflector)
    corpus = TextEncoder(lexicon.source, analyse).encode(lines, file="f")
    return read_text(engine.draw(corpus, copies))
