"""Finding every lexicon between English and a variety in a data directory, and loading them as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from lexiboost.artifacts.errors import InputError, UnknownLanguageError
from lexiboost.artifacts.files import find_file, plain_name
from lexiboost.languages import load_catalog
from lexiboost.lexicons.cleaning import clean_lexicon
from lexiboost.lexicons.lexicon import Lexicon
from lexiboost.lexicons.licences import under_licences
from lexiboost.lexicons.merge import merge
from lexiboost.lexicons.readers import read_lexicon, swadesh
from lexiboost.lexicons.readers.muse import is_test_cut

SOURCE = "eng_Latn"
_ENGLISH = frozenset({"en", "eng"})
_SUFFIXES = (".tsv", ".csv", ".txt", ".tei", ".dix")
_PAIR = re.compile(
    r"(?:.*\.)?(?P<first>[A-Za-z]{2,3}(?:-[A-Z][A-Za-z]+)?)[-_](?P<second>[A-Za-z]{2,3}(?:-[A-Z][A-Za-z]+)?)"
)

# Falling priority where nothing else is said: parts of speech and plain words first, transcriptions last.
_PRIORITY = (
    "enwiktionary",
    "wiktextract",
    "gatitos",
    "apertium",
    "freedict",
    "muse",
    "omw",
    "panlex_swadesh",
)

# Folders of one file a language, `<code><suffix>`, with English as the other side.
_BY_LANGUAGE = {"omw_wikt": ".tab", "wiktextract": ".jsonl"}
_JOINED = "omw_wikt_pairs"


@cache
def _variety(code: str) -> str:
    try:
        return load_catalog().resolve(code).variety
    except UnknownLanguageError:
        return ""


def _other_language(path: Path) -> str | None:
    """The code beside English in a lexicon's file name, or None for another kind of file."""
    name = plain_name(path)
    if _is_by_language(path):
        code = name.rpartition(".")[0]
        return None if code in _ENGLISH else code
    if not name.endswith(_SUFFIXES) or is_test_cut(path):
        return None
    match = _PAIR.fullmatch(name.rpartition(".")[0])
    if match is None:
        return None
    first, second = match["first"], match["second"]
    if first.lower() in _ENGLISH:
        return second
    return first if second.lower() in _ENGLISH else None


def find_lexicons(data_dir: str | Path, target: str) -> list[Path]:
    """Every lexicon file under `<data_dir>/lexicons` between English and a variety, in either direction.

    Known by the file's name (`en_ks-Deva.tsv`, `en-tr.txt`, `swh-eng.tei`; `tur.tab` in `omw_wikt`, where that
    is not joined already in `omw_wikt_pairs`, and `tur.jsonl` in `wiktextract`), and by content for PanLex
    Swadesh tables. MUSE's train and test cuts (`en-xx.0-5000.txt`, `en-xx.5000-6500.txt`) are never among them.

    Args:
        data_dir: a data directory.
        target: any code of the catalog.

    Returns:
        Paths in falling priority of their source folder, then by path.

    Raises:
        UnknownLanguageError: `target` is not in the catalog.
    """
    variety, codes = load_catalog().resolve(target).variety, load_catalog().codes(target)
    found = []
    for path in sorted((Path(data_dir) / "lexicons").rglob("*")):
        if not path.is_file():
            continue
        if _is_swadesh(path):
            if swadesh.has_language(path, codes):
                found.append(path)
            continue
        code = _other_language(path)
        if code is not None and _variety(code) == variety:
            found.append(path)
    return sorted(found, key=lambda path: (_rank(path), str(path)))


def companions(path: Path) -> list[Path]:
    """The files that are read along with a lexicon file: the English wordnet beside another."""
    if path.parent.name != "omw_wikt":
        return []
    english = (find_file(path.with_name(f"{code}.tab")) for code in sorted(_ENGLISH))
    return [found for found in english if found is not None]


def _is_by_language(path: Path) -> bool:
    folder = path.parent
    if not plain_name(path).endswith(_BY_LANGUAGE.get(folder.name, "/")):
        return False
    return folder.name != "omw_wikt" or not (folder.parent / _JOINED).is_dir()


def _is_swadesh(path: Path) -> bool:
    return plain_name(path).startswith("swadesh")


def _rank(path: Path) -> int:
    folder = path.parent.name
    matches = [i for i, name in enumerate(_PRIORITY) if folder.startswith(name)]
    return matches[0] if matches else -1


def load_lexicon(
    data_dir: str | Path,
    target: str,
    sources: Sequence[str] | None = None,
    *,
    licences: Sequence[str] = (),
    skip: Sequence[str] = (),
) -> Lexicon:
    """Finds, reads, cleans and merges every English-to-target lexicon of a data directory.

    PanLex Swadesh lists, which mix spellings and transcriptions, only add English words that no other lexicon
    has (often pronouns and other function words).

    Args:
        data_dir: a data directory.
        target: any code of the catalog.
        sources: folders under `lexicons/` to use (`muse`, `gatitos`, ...), in falling priority; all by
            default.
        licences: only rows under these, see `lexiboost.lexicons.licences`; all by default.
        skip: rules of cleaning to leave out.

    Raises:
        InputError: no lexicon of this variety there, a malformed one, or none under the licences.
        ConfigError: an unknown licence or rule.
        UnknownLanguageError: `target` is not in the catalog.
    """
    language = load_catalog().resolve(target)
    paths = find_lexicons(data_dir, target)
    if sources is not None:
        paths = [path for source in sources for path in paths if path.parent.name == source]
    if not paths:
        wanted = f" in {', '.join(sources)}" if sources is not None else ""
        raise InputError(
            f"no lexicon between English and {language.name} ({language.variety}){wanted}; put one at "
            f"lexicons/<source>/en_{language.iso639_3}.tsv with columns English, target",
            path=Path(data_dir) / "lexicons",
        )
    cleaned = {path: _load(path, language.variety, skip) for path in paths}
    usable = {path: under_licences(lexicon, licences) for path, lexicon in cleaned.items()}
    if licences and not any(map(len, usable.values())):
        found = sorted({cell for lexicon in cleaned.values() for cell in lexicon.table["licence"] if cell})
        raise InputError(
            f"no entry for {language.variety} under the licences {', '.join(licences)}; there are entries "
            f"under {', '.join(found) or 'none that is known'}",
            path=paths[0],
        )
    lexicons = [lexicon for path, lexicon in usable.items() if not _is_swadesh(path)]
    known = {word.casefold() for lexicon in lexicons for word in lexicon.table["source"].tolist()}
    lists = [lexicon for path, lexicon in usable.items() if _is_swadesh(path)]
    return merge([*lexicons, *(_without(words, known) for words in lists)])


def _load(path: Path, target: str, skip: Sequence[str]) -> Lexicon:
    many = _is_swadesh(path) or _is_by_language(path)
    if many or re.match(r"(?:.*\.)?(?:en|eng)[-_]", plain_name(path)):
        return clean_lexicon(read_lexicon(path, source=SOURCE, target=target), skip=skip)
    return clean_lexicon(read_lexicon(path, source=target, target=SOURCE).inverted(), skip=skip)


def _without(lexicon: Lexicon, known: set[str]) -> Lexicon:
    """The lexicon less its entries for known source words, counted as `known_word`."""
    new = [word.casefold() not in known for word in lexicon.table["source"].tolist()]
    table = lexicon.table[new].reset_index(drop=True)
    left_out = len(lexicon) - len(table)
    return replace(lexicon, table=table, rejected={**lexicon.rejected, "known_word": left_out})
