"""Fetching public data into a data directory by recipes, with an account of what came and its licence."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from lexiboost.artifacts.download import Patience, Remote, data_errors, fetch
from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.artifacts.files import atomic_writer, find_file, read_json, sha256_file, write_json
from lexiboost.artifacts.lock import locked
from lexiboost.artifacts.unpack import unpack
from lexiboost.experiments.programs import DownloadConfig
from lexiboost.experiments.recipes import Item, Recipe, Wanted, find_recipes

LEDGER, LICENCES = "downloads.json", "LICENCES.tsv"
CHECK, REPLACE = "check", "replace"
RECIPE, FIRST_FETCH = "recipe", "first fetch"
"""Where a file's digest is known from; that of an archive is its members' too."""
FETCHED, THERE, UNCHANGED = "fetched", "there already", "unchanged upstream"
LEFT = "left as it was, not fetched by this program"
_COLUMNS = ("path", "source", "licence", "licence_address", "address", "sha256", "bytes")
_HERE = Path(__file__).resolve().parents[2]


def download(config: DownloadConfig, *, patience: Patience | None = None) -> None:
    """Fetches what the config asks for, skipping what is there, and prints each file with its licence.

    Writes, below the data directory: the files, `downloads.json` (address, digest and licence of each, and
    whether the digest is the recipe's or was recorded when the file first came; files are checked against it
    ever after, also in another data directory it is copied to) and `LICENCES.tsv`.

    Raises:
        ConfigError: an unknown source, or none of them has any of the languages.
        UnknownLanguageError: a language that is in no list.
        InputError: a file cannot be had, or is another than the recipe or `downloads.json` says.
        StorageError: the data directory cannot be written, or another download is using it.
    """
    recipes = find_recipes(_recipes_folder(config), config.what)
    items = _planned(recipes, config.languages)
    root = config.data
    with data_errors(root):
        root.mkdir(parents=True, exist_ok=True)
        with locked(root):
            store = _Store(config, patience or Patience(config.attempts, seed=config.seed))
            for number, item in enumerate(items, start=1):
                print(f"  [{number}/{len(items)}] {item.path}: {store.bring(item)}", flush=True)
    said = ", ".join(f"{count} {how}" for how, count in sorted(store.counts.items()))
    print(f"{said}; licences: {root / LICENCES}", flush=True)


def _recipes_folder(config: DownloadConfig) -> Path:
    """The folder of the config, from here or, where there is none, from where lexiboost is."""
    folder = Path(config.recipes)
    return folder if folder.is_dir() else _HERE / folder


def _planned(recipes: list[Recipe], languages: tuple[str, ...]) -> list[Item]:
    """What is to be fetched; prints how many files of which licence each source gives."""
    if not languages and any(recipe.codes for recipe in recipes):
        raise ConfigError(
            "config.languages: name at least one language, e.g. --config.languages=tur,swa, or `all`"
        )
    wanted = Wanted.of(languages, recipes)
    planned: list[Item] = []
    for recipe in recipes:
        items = recipe.items(wanted)
        planned += items
        print(f"{recipe.name}: {_described(items) or 'nothing in these languages'}", flush=True)
    if not planned:
        raise ConfigError(f"config.languages={','.join(languages)}: none of the sources has any of them")
    return planned


def _described(items: list[Item]) -> str:
    """How many files, how large where that is known, what their digests are held against, their licences."""
    if not items:
        return ""
    number = f"{len(items)} file{'' if len(items) == 1 else 's'}"
    size = sum(item.size for item in items)
    pinned = sum(bool(item.sha256) for item in items)
    digest = {len(items): "sha256 by recipe", 0: "sha256 as first fetched"}.get(
        pinned, f"sha256 of {pinned} by recipe, of the others as first fetched"
    )
    licences = dict.fromkeys(f"{item.licence} <{item.licence_address}>" for item in items)
    return ", ".join([number, *([f"{size:,} bytes"] if size else []), digest, *licences])


def _read_ledger(path: Path) -> dict[str, dict[str, Any]]:
    if not path.exists():
        return {}
    found = read_json(path)
    rows = found.values() if isinstance(found, dict) else [None]
    if not all(isinstance(row, dict) and isinstance(row.get("sha256"), str) for row in rows):
        raise InputError("not written by this program; move it away", path=path)
    ledger: dict[str, dict[str, Any]] = found
    return ledger


class _Store:
    """A data directory and the account of what was fetched into it."""

    def __init__(self, config: DownloadConfig, patience: Patience) -> None:
        self.root, self.existing, self.patience = config.data, config.existing, patience
        self.counts: Counter[str] = Counter()
        self.ledger = _read_ledger(self.root / LEDGER)

    def bring(self, item: Item) -> str:
        """Sees to it that a file and its members are there; says how."""
        how = self._file(item)
        self.counts[how] += 1
        new = self._unpack(item, again=how == FETCHED)
        return f"{how}, {new} of {len(item.members)} files taken out" if item.members else how

    def _file(self, item: Item) -> str:
        path, present = self.root / item.path, find_file(self.root / item.path)
        if present is None or self.existing == REPLACE:
            return self._fetch(item, path)
        if item.path not in self.ledger:
            return self._adopt(item, present)
        recorded = self._verified(item.path, present)
        if item.sha256 and item.sha256 != recorded:
            raise InputError(
                f"its sha256 is {recorded}, the recipe says {item.sha256}; take what the recipe says with "
                "--config.existing=replace",
                path=path,
            )
        if self.existing == CHECK:
            self._fetch(item, path, check=True)
            return UNCHANGED
        return THERE

    def _verified(self, name: str, present: Path) -> str:
        """The digest of the ledger; raises `InputError` where a file no longer has it."""
        recorded = str(self.ledger[name]["sha256"])
        if present == self.root / name and (found := sha256_file(present)) != recorded:
            raise InputError(
                f"its sha256 is {found}, {LEDGER} says {recorded}; delete it to fetch it again", path=present
            )
        return recorded

    def _adopt(self, item: Item, present: Path) -> str:
        """A file that was there before: it is taken for the recipe's where its digest is, else left alone."""
        if item.sha256 and sha256_file(present) == item.sha256:
            self._record(item, item.path, present)
            return THERE
        if item.members:
            raise InputError("not the archive of the recipe; move it away to fetch that one", path=present)
        return LEFT

    def _fetch(self, item: Item, path: Path, *, check: bool = False) -> str:
        recorded = "" if self.existing == REPLACE else self.ledger.get(item.path, {}).get("sha256", "")
        advice = "if upstream's new file is right, take it with --config.existing=replace"
        if item.sha256:
            advice = f"if upstream's new file is right, correct the recipe of {item.source}"
        remote = Remote(item.address, path, item.sha256 or recorded, item.size, advice)
        fetch(remote, self.patience, check=check)
        if not check:
            self._record(item, item.path, path)
        return FETCHED

    def _unpack(self, item: Item, *, again: bool) -> int:
        """Takes the members out that are not there yet (or come again); returns how many."""
        members = {}
        for name, path in item.members.items():
            present = find_file(self.root / path)
            if present is None or (again and path in self.ledger):
                members[name] = self.root / path
            elif path in self.ledger:
                self._verified(path, present)
        if members:
            unpack(self.root / item.path, members)
            for name in members:
                self._record(item, item.members[name], members[name])
        return len(members)

    def _record(self, item: Item, name: str, path: Path) -> None:
        """Notes a file in the ledger and in the list of licences."""
        self.ledger[name] = {
            "source": item.source,
            "licence": item.licence,
            "licence_address": item.licence_address,
            "address": item.address,
            "sha256": sha256_file(path),
            "expected": RECIPE if item.sha256 else FIRST_FETCH,
            "bytes": path.stat().st_size,
        }
        write_json(self.root / LEDGER, self.ledger)
        with atomic_writer(self.root / LICENCES) as stream:
            stream.write("\t".join(_COLUMNS) + "\n")
            for known, row in sorted(self.ledger.items()):
                cells = [known, *(str(row.get(column, "")) for column in _COLUMNS[1:])]
                stream.write("\t".join(" ".join(cell.split()) for cell in cells) + "\n")
