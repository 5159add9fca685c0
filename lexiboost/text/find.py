"""Finds real text of a variety in a data directory."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from lexiboost.artifacts.files import plain_name
from lexiboost.languages import load_catalog

DECLARATIONS = "udhr2"
"""Folder of the Universal Declaration of Human Rights, one file a rendering, as NLTK's data has it."""
SUFFIXES = (".txt", ".tsv")


def find_texts(data_dir: str | Path, variety: str) -> tuple[Path, ...]:
    """The files `text/<code>/*.{txt,tsv}` of a variety, and its declaration.

    Codes are any that resolve to the variety (`arb` for `ara_Arab`). Any file may be compressed.

    Args:
        data_dir: a data directory.
        variety: any code of the catalog.

    Raises:
        UnknownLanguageError: `variety` is not in the catalog.
    """
    wanted = load_catalog().resolve(variety).variety
    root = Path(data_dir) / "text"
    if not root.is_dir():
        return ()
    folders = [path for path in sorted(root.iterdir()) if path.is_dir() and path.name != DECLARATIONS]
    found = [path for folder in folders if _variety(folder.name) == wanted for path in _texts(folder)]
    declaration = find_declaration(data_dir, variety)
    return tuple(found) if declaration is None else (*found, declaration)


def find_declaration(data_dir: str | Path, variety: str) -> Path | None:
    """The file `text/udhr2/<code>[_<variant>].txt` of a variety, None where there is none.

    A variant may name its script (`uig_latn`). Of several the one without a name is taken, else the first by
    name. Arguments and errors are those of `find_texts`.
    """
    wanted = load_catalog().resolve(variety).variety
    found = [
        path for path in _texts(Path(data_dir) / "text" / DECLARATIONS) if _variety(_stem(path)) == wanted
    ]
    return min(found, key=lambda path: ("_" in _stem(path), _stem(path)), default=None)


def _texts(folder: Path) -> Iterable[Path]:
    if not folder.is_dir():
        return ()
    return (path for path in sorted(folder.iterdir()) if plain_name(path).endswith(SUFFIXES))


def _stem(path: Path) -> str:
    return Path(plain_name(path)).stem


@cache
def _variety(name: str) -> str | None:
    """The variety that `<code>` or `<code>_<variant>` names, None where there is no such code."""
    code, _, variant = name.partition("_")
    known = (each for each in (f"{code}_{variant.title()}", code) if each in load_catalog())
    return next((load_catalog().resolve(each).variety for each in known), None)
