"""The errors a user can act on. Each carries one line that names the culprit and the way out."""

from __future__ import annotations

from pathlib import Path


class LexiboostError(Exception):
    """Base of all errors that end a program with one line and exit status 2, without a traceback."""


class InputError(LexiboostError):
    """A file that is missing, empty, malformed or of the wrong encoding.

    Args:
        message: what is wrong and how to repair it, in one line.
        path: the file at fault.
        line: 1-based line (or row) number, where one is at fault.
    """

    def __init__(self, message: str, *, path: str | Path | None = None, line: int | None = None) -> None:
        where = "" if path is None else f"{path}" + ("" if line is None else f":{line}") + ": "
        super().__init__(where + " ".join(message.split()))


class ConfigError(LexiboostError):
    """A configuration key or value that is unknown, of the wrong type, or in conflict with another."""


class UnknownLanguageError(LexiboostError):
    """A code that resolves to no language variety; the message suggests the nearest known codes."""


class StorageError(LexiboostError):
    """A folder that cannot be written: read-only, full, or locked by another run."""


class StaleArtifactError(LexiboostError):
    """An artifact whose inputs or settings changed since it was made; the message names what changed."""


class PlatformError(LexiboostError):
    """The accelerator that the config asks for is not there."""
