"""Lists and fetches published tables through the `unimorph` package, which clones them with git."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_writer

_CODE = re.compile(r"[a-z]{3}")


def available_tables() -> tuple[str, ...]:
    """Codes of the languages that UniMorph publishes, sorted.

    Raises:
        InputError: the `unimorph` package is not installed, or the list cannot be fetched.
    """
    package = _package()
    with _git_errors("the list of UniMorph's tables"):
        codes = tuple(package.get_list_of_datasets())
    if not codes:
        raise InputError("the list of UniMorph's tables cannot be fetched: no answer from api.github.com")
    return codes


def fetch_table(code: str, folder: str | Path) -> tuple[Path, ...]:
    """Fetches the table of a language and stores it as `<folder>/<code>.tsv`.

    The package keeps its clone in `$UNIMORPH` or `~/.unimorph` and does not fetch it twice. A table that is
    compressed upstream stays so (`ces.tsv.xz`), one that is split stays split (`fin.1.tsv`, `fin.2.tsv`).

    Args:
        code: a code of `available_tables`.
        folder: where to; made if needed, usually `<data_dir>/unimorph`.

    Returns:
        The files written, in the order of `find_tables`.

    Raises:
        InputError: no such code, no such table, no network, no git, or the package is not installed.
        StorageError: `folder` cannot be written.
    """
    if not _CODE.fullmatch(code):
        raise InputError(f"{code!r} is no UniMorph code: three small letters, such as tur")
    package = _package()
    with _git_errors(f"the UniMorph table {code}"):
        package.download_unimorph(code)
    clone = Path(package.UNIMORPH_DIR) / code
    parts = sorted(_parts(clone, code))
    if not parts:
        raise InputError(f"holds no table named {code}, {code}.xz or {code}.1", path=clone)
    written = []
    for _, name, source in parts:
        target = Path(folder) / name
        with atomic_writer(target, "wb") as stream:
            stream.write(source.read_bytes())
        written.append(target)
    return tuple(written)


def _parts(clone: Path, code: str) -> Iterator[tuple[int, str, Path]]:
    """(order, name to store it by, file) of the files that make up the table."""
    for path in clone.iterdir():
        part = re.fullmatch(rf"{code}(?:\.(\d{{1,3}}))?(?:\.tsv)?(\.(?:xz|gz|zst|zip))?", path.name)
        if part and path.is_file():
            number = f".{part[1]}" if part[1] else ""
            yield int(part[1] or 0), f"{code}{number}.tsv{part[2] or ''}", path


def _package() -> ModuleType:
    try:
        import unimorph
    except ImportError:
        raise InputError("the package unimorph is not installed: pip install unimorph") from None
    return unimorph


@contextmanager
def _git_errors(what: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise InputError(f"{what} cannot be fetched: {error.filename or 'git'} is not installed") from None
    except subprocess.CalledProcessError as error:
        raise InputError(
            f"{what} cannot be fetched (exit status {error.returncode}): check the network and the code"
        ) from None
    except OSError as error:
        raise InputError(f"{what} cannot be fetched: {error}") from None
