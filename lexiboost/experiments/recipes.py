"""Recipes: where public data is, under which licence, and where it goes below a data directory.

A recipe is a TOML file `<source>.toml`:

    name             of the source, as the file's
    address          of a file, with {code} and {part}, and {field} for a field of the code's own
    destination      below the data directory, with the same
    parts            files a code, separated by spaces (optional, may hold {code})
    codes            upstream's codes, separated by spaces; or a table, code -> fields of its own (below)
    always           a code that comes along whatever languages are asked (optional)
    sha256, size     of the file, where they are known from elsewhere than a first fetch (optional); without,
                     the digest that it has when first fetched is recorded, and held against ever after
    licence          and licence_address
    members          of an archive: name in it -> destination (optional)

A code's own fields are `language` (a code of the catalog, where upstream's is none), `parts`, `licence`,
`licence_address`, `sha256`, and any name that the templates use.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from lexiboost.artifacts.errors import ConfigError, InputError, UnknownLanguageError
from lexiboost.artifacts.unpack import is_archive
from lexiboost.languages import load_catalog

ALL = "all"
_NEEDED = ("name", "address", "destination", "licence", "licence_address")
_KNOWN = {*_NEEDED, "parts", "codes", "always", "sha256", "size", "members"}


@dataclass(frozen=True)
class Item:
    """A file to fetch.

    Attributes:
        source: the recipe's name.
        path: below the data directory, with `/`.
        members: of an archive: name in it -> path below the data directory.
        the others: as in the recipe.
    """

    source: str
    address: str
    path: str
    licence: str
    licence_address: str
    sha256: str = ""
    size: int = 0
    members: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """The languages that are asked for: codes as they were given, and the varieties these mean."""

    codes: frozenset[str]
    varieties: frozenset[str]

    @classmethod
    def of(cls, languages: Sequence[str], recipes: Iterable[Recipe]) -> Wanted:
        """What a user's codes mean: of the catalog, of one of the recipes, or `all`.

        Raises:
            UnknownLanguageError: a code is neither.
        """
        upstream = {code for recipe in recipes for code in recipe.codes} | {ALL}
        varieties = {_variety(c) if c in upstream else load_catalog().resolve(c).variety for c in languages}
        return cls(frozenset(languages), frozenset(varieties - {""}))

    def has(self, code: str, language: str) -> bool:
        """Whether upstream's code, which is of a language of the catalog, is among them."""
        return ALL in self.codes or code in self.codes or _variety(language) in self.varieties


@dataclass(frozen=True)
class Recipe:
    """A source's recipe: the values of its file, as above, and `file` itself; `codes` by upstream's code."""

    file: Path
    values: Mapping[str, Any]
    codes: Mapping[str, Mapping[str, str]]

    @property
    def name(self) -> str:
        """The source's name."""
        return str(self.values["name"])

    def items(self, wanted: Wanted) -> list[Item]:
        """The files of what is wanted, in the order of the recipe; none where it has nothing of it.

        Raises:
            InputError: a template names a field that is not there, or a path leads out of the data directory.
        """
        if not self.codes:
            return [self._item({}, {})]
        chosen = [
            code for code, fields in self.codes.items() if wanted.has(code, fields.get("language", code))
        ]
        if chosen and (always := self.values.get("always", "")):
            chosen = list(dict.fromkeys([always, *chosen]))
        if "members" in self.values:
            return [self._item({}, self._members(chosen))] if chosen else []
        return [self._item(fields, {}) for code in chosen for fields in self._parts(code)]

    def _parts(self, code: str) -> Iterable[dict[str, str]]:
        fields = {"code": code, **self.codes[code]}
        parts = self._filled(fields.get("parts") or self.values.get("parts", "{code}"), fields)
        return [fields | {"part": part} for part in parts.split()]

    def _members(self, codes: Iterable[str]) -> dict[str, str]:
        members = {}
        for code in codes:
            for fields in self._parts(code):
                for name, path in self.values["members"].items():
                    members[self._filled(name, fields)] = self._path(path, fields)
        return members

    def _item(self, fields: Mapping[str, str], members: Mapping[str, str]) -> Item:
        own = {
            **{k: v for k, v in self.values.items() if k in ("licence", "licence_address", "sha256")},
            **fields,
        }
        return Item(
            self.name,
            self._filled(self.values["address"], fields),
            self._path(self.values["destination"], fields),
            own["licence"],
            self._filled(own["licence_address"], fields),
            own.get("sha256", ""),
            int(self.values.get("size", 0)),
            members,
        )

    def _path(self, template: str, fields: Mapping[str, str]) -> str:
        path = PurePosixPath(self._filled(template, fields))
        if path.is_absolute() or ".." in path.parts or "\\" in str(path):
            raise InputError(f"{str(path)!r} leads out of the data directory", path=self.file)
        return str(path)

    def _filled(self, template: str, fields: Mapping[str, str]) -> str:
        try:
            return template.format_map(fields)
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            raise InputError(f"{template!r} cannot be filled in ({error})", path=self.file) from None


def read_recipe(path: str | Path) -> Recipe:
    """Reads one recipe; raises `InputError` naming the file and the key at fault."""
    path = Path(path)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError("no such recipe", path=path) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"not a readable TOML file ({error})", path=path) from None
    missing = [key for key in _NEEDED if not isinstance(values.get(key), str)]
    unknown = sorted(values.keys() - _KNOWN)
    if missing or unknown:
        wrong = f"no {missing[0]!r}" if missing else f"an unknown key {unknown[0]!r}"
        raise InputError(f"holds {wrong}; a recipe has {', '.join(sorted(_KNOWN))}", path=path)
    if "members" in values and not is_archive(values["destination"]):
        raise InputError("has members, but its destination is no .zip or .tar.gz", path=path)
    codes = values.get("codes", {})
    if isinstance(codes, str):
        codes = {code: {} for code in codes.split()}
    return Recipe(path, values, codes)


def find_recipes(folder: str | Path, names: Sequence[str]) -> list[Recipe]:
    """The recipes of the sources named, in that order.

    Raises:
        ConfigError: no source is named, or one that has no recipe; lists those there are.
        InputError: a recipe that cannot be read.
    """
    known = sorted(path.stem for path in Path(folder).glob("*.toml"))
    if not known:
        raise ConfigError(f"config.recipes: {folder} holds no recipe (*.toml)")
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        asked = f"no source {unknown[0]!r}" if unknown else "name at least one source"
        raise ConfigError(f"config.what: {asked}; there are {', '.join(known)}")
    return [read_recipe(Path(folder) / f"{name}.toml") for name in dict.fromkeys(names)]


def _variety(code: str) -> str:
    """The variety of a code, "" where the catalog does not know it."""
    try:
        return load_catalog().resolve(code).variety
    except UnknownLanguageError:
        return ""
