"""What `config.text` names: texts, and shards of pairs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.artifacts.files import read_json
from lexiboost.artifacts.manifest import MANIFEST
from lexiboost.languages import load_catalog
from lexiboost.synthesis.pseudo_parallel import (
    SHARDS,
    LinkedWords,
    find_shards,
    read_linked_words,
    read_pairs,
)
from lexiboost.text.inputs import find_inputs
from lexiboost.text.stream import stream
from lexiboost.tokens.shares import KINDS, Source

PAIRS = "pseudo_parallel"
_ENGLISH = "eng_Latn"


class TextSource(NamedTuple):
    """Files of one variety and kind."""

    variety: str
    kind: str
    path: str

    def texts(self) -> Iterator[str]:
        """The text of each document."""
        return (document.text for document in stream(self._paths(), variety=self.variety))

    def by_variety(self) -> list[tuple[str, Iterator[str]]]:
        """The texts with their variety."""
        return [(self.variety, self.texts())]

    def files(self) -> list[tuple[Path, str]]:
        """The files, and a label of each."""
        return find_inputs(self._paths())

    def _paths(self) -> list[Path]:
        """The path; of a folder with shards, made by `synthesize` or `text`, these alone."""
        path = Path(self.path)
        return (sorted(path.rglob(SHARDS)) if path.is_dir() else []) or [path]


class PairSource(NamedTuple):
    """Shards of pairs: the variety that was made, and that of the sentences it was made from."""

    variety: str
    kind: str
    path: str
    source: str

    def linked_words(self) -> Iterator[LinkedWords]:
        """The pairs, some thousands at a time."""
        return read_linked_words(self.path, source=self.source, target=self.variety)

    def by_variety(self) -> list[tuple[str, Iterator[str]]]:
        """The texts of both sides, with their varieties."""
        sides = [read_pairs(self.path, source=self.source, target=self.variety) for _ in range(2)]
        return [
            (self.source, (pair.source.text for pair in sides[0])),
            (self.variety, (pair.target.text for pair in sides[1])),
        ]

    def files(self) -> list[tuple[Path, str]]:
        """The shards, and a label of each."""
        root = Path(self.path)
        return [(file, str(file.relative_to(root)) if root.is_dir() else "") for file in find_shards(root)]


def named(said: str) -> TextSource:
    """What an entry of `config.text` names, unread; raises `ConfigError` where it names nothing."""
    before, colon, path = said.partition(":")
    code, _, kind = before.partition("/")
    if not colon or not path or (kind or "real") not in KINDS:
        raise ConfigError(
            f"config.text: {said!r} is not variety:file or variety/kind:file, e.g. eng_Latn:FILE or "
            f"tur_Latn/pseudo_mono:FOLDER; the kinds are {', '.join(KINDS)}"
        )
    return TextSource(load_catalog().resolve(code).variety, kind or "real", path)


def as_sources(text: tuple[str, ...]) -> list[Source]:
    """The sources that `config.text` names, with a row each, as nobody has counted them."""
    found = {(source.variety, source.kind): 1 for source in map(named, text)}
    return [Source(variety, kind, rows) for (variety, kind), rows in found.items()]


def opened(source: TextSource) -> TextSource | PairSource:
    """A source of pairs with the variety that they were made from, as the manifest beside the shards says.

    Without a manifest that is English.

    Raises:
        InputError: there is no shard, or they were made from several varieties.
    """
    if source.kind != PAIRS:
        return source
    manifests = sorted({file.parent / MANIFEST for file in find_shards(source.path)})
    varieties = sorted({_made_from(path) for path in manifests})
    if len(varieties) > 1:
        raise InputError(
            f"pairs made from {' and '.join(varieties)}; give a folder for each", path=source.path
        )
    return PairSource(*source, varieties[0])


def _made_from(manifest: Path) -> str:
    said = read_json(manifest) if manifest.is_file() else {}
    code = said.get("settings", {}).get("source", _ENGLISH)
    return load_catalog().resolve(code).variety
