"""Which files a list of paths, folders and patterns names, and a short stable label of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import plain_name, require_file

PathLike: TypeAlias = str | Path
_MAGIC = frozenset("*?[")


def find_inputs(paths: PathLike | Sequence[PathLike]) -> list[tuple[Path, str]]:
    """Files and their labels, in the order asked for; a folder's or pattern's files sorted by name.

    A label is the file's name without the suffix of its compression, below a folder its path there; where two
    labels are equal they get the folders above as well. Hidden files in folders are left out.

    Args:
        paths: files, folders (with all below them) and shell patterns.

    Raises:
        InputError: nothing at a path, no file in a folder, or the same file twice.
    """
    found: list[tuple[Path, str]] = []
    for path in [paths] if isinstance(paths, str | Path) else paths:
        found += _expand(Path(path))
    while again := _repeated(found):
        longer = [(path, _longer(path, label) if label in again else label) for path, label in found]
        if longer == found:
            path = next(path for path, label in found if label in again)
            raise InputError("stands twice among the inputs (perhaps also compressed)", path=path)
        found = longer
    return found


def _expand(path: Path) -> list[tuple[Path, str]]:
    if path.is_dir():
        files = [
            each for each in path.rglob("*") if each.is_file() and not _is_hidden(each.relative_to(path))
        ]
        labelled = [(each, (each.relative_to(path).parent / plain_name(each)).as_posix()) for each in files]
        if not labelled:
            raise InputError("a folder without a file in it", path=path)
        return sorted(labelled, key=lambda entry: entry[0].relative_to(path).parts)
    if not path.exists() and _MAGIC & set(str(path)):
        pattern = str(path.relative_to(path.anchor))
        matches = sorted(each for each in Path(path.anchor).glob(pattern) if each.is_file())
        if not matches:
            raise InputError("no file has a name of this pattern", path=path)
        return [(each, plain_name(each)) for each in matches]
    return [(require_file(path), plain_name(path))]


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _repeated(found: list[tuple[Path, str]]) -> set[str]:
    return {label for label, count in Counter(label for _, label in found).items() if count > 1}


def _longer(path: Path, label: str) -> str:
    """A label with the name of one folder more."""
    folders = path.absolute().parts[:-1]
    above = len(Path(label).parts)
    return f"{folders[-above]}/{label}" if above < len(folders) else label
