"""`Sentence`: the one unit that readers give and synthesis, training and evaluation take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words of one sentence with whatever annotation its source has.

    Attributes:
        words: surface words, NFC, no empty string; L of them.
        variety: language variety, e.g. `kaz_Cyrl`.
        source_id: stable identifier within its file, e.g. `massive:en-US:17`.
        lemmas: L lemmas ("" where unknown), or None.
        upos: L Universal POS tags, or None.
        bundles: L UniMorph feature bundles in canonical order ("" where none), or None.
        feats: L Universal Dependencies FEATS strings as the treebank has them ("" where none), or None.
        heads: L numbers of the words that the words depend on, from 1, 0 for the root; or None.
        relations: L Universal Dependencies relations to these ("" where unknown), or None.
        tags: L per-word labels of the task (BIO slots, NER BIO, UPOS), or None.
        label: label of the whole sentence (an intent, a topic), or None.
    """

    words: tuple[str, ...]
    variety: str
    source_id: str
    lemmas: tuple[str, ...] | None = None
    upos: tuple[str, ...] | None = None
    bundles: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    label: str | None = None
    feats: tuple[str, ...] | None = None
    heads: tuple[int, ...] | None = None
    relations: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        for name in ("lemmas", "upos", "bundles", "feats", "tags", "heads", "relations"):
            value = getattr(self, name)
            if value is not None and len(value) != len(self.words):
                raise ValueError(f"{self.source_id}: {len(value)} {name} for {len(self.words)} words")
