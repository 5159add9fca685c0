"""Finding every lexicon between English and a variety in a data directory, and loading them as one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.languages import load_catalog
from lexiboost.lexicons.cleaning import ONE_WAY, clean_lexicon
from lexiboost.lexicons.holdings import PAIR, PANLEX, Target, is_inverted, is_swadesh, kind_of
from lexiboost.lexicons.lexicon import Lexicon
from lexiboost.lexicons.licences import under_licences
from lexiboost.lexicons.merge import merge
from lexiboost.lexicons.readers import read_lexicon

SOURCE = "eng_Latn"

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
    "panlex",
)


def find_lexicons(data_dir: str | Path, target: str) -> list[Path]:
    """Every lexicon file under `<data_dir>/lexicons` between English and a variety, in either direction.

    Known by the file's name (`en_ks-Deva.tsv`, `en-tr.txt`, `swh-eng.tei`, `eng-kaz.dix`; `tur.tab` in
    `omw_wikt`, where that is not joined already in `omw_wikt_pairs`, and `tur.jsonl` in `wiktextract`), or by
    what is in it: a wordnet `.tab` with the English one beside it, a Wiktextract `.jsonl` of one language,
    CLDF metadata (`cldf-metadata.json`, `Wordlist-metadata.json`) of a wordlist with the language, a PanLex
    dump's `.zip`, PanLex Swadesh tables. Dumps of many languages other than PanLex's, and PanLex's unpacked,
    are for `read_lexicon`. MUSE's train and test cuts (`en-xx.0-5000.txt`, `en-xx.5000-6500.txt`) are never
    among them.

    Args:
        data_dir: a data directory.
        target: any code of the catalog.

    Returns:
        Paths in falling priority of their source folder, then by path.

    Raises:
        UnknownLanguageError: `target` is not in the catalog.
        InputError: a file that by its name is a lexicon of many languages cannot be read.
    """
    wanted = Target.of(target)
    paths = sorted((Path(data_dir) / "lexicons").rglob("*"))
    found = [path for path in paths if path.is_file() and kind_of(path, wanted)]
    return sorted(found, key=lambda path: (_rank(path), str(path)))


def _rank(path: Path) -> int:
    folder = path.parent.name
    matches = [i for i, name in enumerate(_PRIORITY) if folder.startswith(name)]
    return matches[0] if matches else -1


def from_sources(paths: Iterable[Path], data_dir: str | Path, sources: Sequence[str]) -> dict[Path, str]:
    """The lexicon files of some source folders, in the order of these, each with the folder's name.

    Args:
        paths: of `find_lexicons`.
        data_dir: the data directory they lie in.
        sources: folders under `lexicons/`, `wiktionary` or `wiktionary/en`, with all below them, or the name
            of the innermost folder of a file.
    """
    root, paths = Path(data_dir) / "lexicons", list(paths)
    found: dict[Path, str] = {}
    for source in sources:
        wanted = Path(source)
        for path in paths:
            folder = path.relative_to(root).parent
            if wanted in (folder, *folder.parents) or path.parent.name == source:
                found.setdefault(path, source)
    return found


def load_lexicon(
    data_dir: str | Path,
    target: str,
    sources: Sequence[str] | None = None,
    *,
    weights: Sequence[float] = (),
    licences: Sequence[str] = (),
    skip: Sequence[str] = (),
    also: Sequence[str] = (),
    pivots: Sequence[str] = (),
) -> Lexicon:
    """Finds, reads, cleans and merges every English-to-target lexicon of a data directory.

    PanLex Swadesh lists, which mix spellings and transcriptions, only add English words that no other lexicon
    has (often pronouns and other function words).

    Args:
        data_dir: a data directory.
        target: any code of the catalog.
        sources: folders under `lexicons/` to use (`muse`, `gatitos`, ...), in falling priority, see
            `from_sources`; all by default.
        weights: how much each of `sources` counts in a pair's score, one each; all the same by default.
        licences: only rows under these, see `lexiboost.lexicons.licences`; all by default.
        skip: rules of cleaning to leave out.
        also: of `OPTIONAL_RULES` of cleaning, those to apply.
        pivots: languages through which translations are inferred in a dump of PanLex, see `panlex_lexicon`;
            the target itself is none.

    Raises:
        InputError: no lexicon of this variety there, a malformed one, none under the licences, or a dump of
            PanLex without a pivot.
        ConfigError: an unknown licence or rule, too many pivots, or weights that are not one a source.
        UnknownLanguageError: `target` is not in the catalog.
    """
    if weights and len(weights) != len(sources or ()):
        raise ConfigError(f"{len(weights)} weights for {len(sources or ())} sources; give one a source")
    language = load_catalog().resolve(target)
    paths = find_lexicons(data_dir, target)
    source_of = dict.fromkeys(paths, "") if sources is None else from_sources(paths, data_dir, sources)
    paths = list(source_of)
    if not paths:
        wanted = f" in {', '.join(sources)}" if sources is not None else ""
        raise InputError(
            f"no lexicon between English and {language.name} ({language.variety}){wanted}; put one at "
            f"lexicons/<source>/en_{language.iso639_3}.tsv with columns English, target",
            path=Path(data_dir) / "lexicons",
        )
    read = ((path, _load(path, language.variety, skip, also, pivots)) for path in paths)
    cleaned = {path: lexicon for path, lexicon in read if lexicon is not None}
    usable = {path: under_licences(lexicon, licences) for path, lexicon in cleaned.items()}
    if not any(map(len, usable.values())) and (licences or not usable):
        raise _no_entry(language.variety, licences, cleaned.values(), paths[0])
    known = {
        word.casefold()
        for path, lexicon in usable.items()
        if not is_swadesh(path)
        for word in lexicon.table["source"].tolist()
    }
    ordered = sorted(usable, key=is_swadesh)
    weight = dict(zip(sources or (), weights, strict=False))
    return merge(
        [_without(usable[path], known) if is_swadesh(path) else usable[path] for path in ordered],
        weights=[weight.get(source_of[path], 1.0) for path in ordered],
    )


def _no_entry(variety: str, licences: Sequence[str], lexicons: Iterable[Lexicon], path: Path) -> InputError:
    """The error that no row remains, with the licences of those there are."""
    found = sorted({cell for lexicon in lexicons for cell in lexicon.table["licence"] if cell})
    asked = f" under the licences {', '.join(licences)}" if licences else ""
    return InputError(
        f"no entry for {variety}{asked}; there are entries under "
        f"{', '.join(found) or 'no licence that is known'}",
        path=path,
    )


def _load(
    path: Path, target: str, skip: Collection[str], also: Collection[str], pivots: Sequence[str]
) -> Lexicon | None:
    """One file's lexicon from English, cleaned; None for a PanLex dump without translations of the pair."""
    kind = kind_of(path, Target.of(target))
    if kind == PANLEX:
        lexicon = _from_panlex(path, target, pivots)
        return None if lexicon is None else clean_lexicon(lexicon, skip=skip, also=also)
    if kind == PAIR and is_inverted(path):
        use = "RL" if ONE_WAY in also else ""
        lexicon = read_lexicon(path, source=target, target=SOURCE, skip=skip, use=use).inverted()
    else:
        use = "LR" if ONE_WAY in also else ""
        lexicon = read_lexicon(path, source=SOURCE, target=target, skip=skip, use=use)
    return clean_lexicon(lexicon, skip=skip, also=also)


def _from_panlex(path: Path, target: str, pivots: Sequence[str]) -> Lexicon | None:
    # DuckDB is loaded only where it is used.
    from lexiboost.lexicons.panlex import languages, open_panlex, panlex_lexicon

    resolve = load_catalog().resolve
    known = languages(path)
    for pivot in pivots:
        if resolve(pivot).iso639_3 not in known:
            raise InputError(f"the dump has not the pivot language {pivot}", path=path)
    pivots = [pivot for pivot in pivots if resolve(pivot).variety not in (SOURCE, resolve(target).variety)]
    database = open_panlex(path)
    try:
        return panlex_lexicon(database, source=SOURCE, target=target, pivot=pivots)
    except InputError:  # the language is there, but not in this script, or without a translation
        return None


def _without(lexicon: Lexicon, known: set[str]) -> Lexicon:
    """The lexicon less its entries for known source words, counted as `known_word`."""
    new = [word.casefold() not in known for word in lexicon.table["source"].tolist()]
    table = lexicon.table[new].reset_index(drop=True)
    left_out = len(lexicon) - len(table)
    return replace(lexicon, table=table, rejected={**lexicon.rejected, "known_word": left_out})
