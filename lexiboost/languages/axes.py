"""The axes along which transfer is measured: genus, family, script, and what was seen of a variety."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal, get_args

from lexiboost.languages.catalog import Catalog, load_catalog

Axis = Literal["genus", "family", "script", "language"]
Seen = Literal["text", "lexicon", "none"]

SEEN_LEVELS: tuple[Seen, ...] = get_args(Seen)


def group_of(variety: str, axis: Axis, catalog: Catalog | None = None) -> str:
    """The group of a variety on an axis: its genus, family, script or ISO 639-3 code.

    Args:
        variety: any code that `Catalog.resolve` takes.
        axis: `genus`, `family`, `script` or `language`.
        catalog: the shipped one by default.

    Raises:
        UnknownLanguageError: the variety resolves to no language.
        ValueError: no such axis.
    """
    language = (catalog or load_catalog()).resolve(variety)
    if axis == "language":
        return language.iso639_3
    if axis in get_args(Axis):
        return str(getattr(language, axis))
    raise ValueError(f"no axis {axis!r}; choose one of {', '.join(get_args(Axis))}")


def group_varieties(
    varieties: Iterable[str], axis: Axis, catalog: Catalog | None = None
) -> dict[str, tuple[str, ...]]:
    """Varieties by their group on an axis; groups in alphabetical order, varieties in the order given.

    Raises:
        UnknownLanguageError: a variety resolves to no language.
        ValueError: no such axis.
    """
    groups: dict[str, list[str]] = {}
    for variety in varieties:
        groups.setdefault(group_of(variety, axis, catalog), []).append(variety)
    return {group: tuple(groups[group]) for group in sorted(groups)}


def seen_level(variety: str, with_text: Collection[str], with_lexicon: Collection[str]) -> Seen:
    """What a model has seen of a variety in training.

    Args:
        variety: a variety string, e.g. `tur_Latn`.
        with_text: varieties whose real text was trained on.
        with_lexicon: varieties whose lexicon was used, to make text or as input.

    Returns:
        `text` where there was real text, else `lexicon` where there was a lexicon, else `none`.
    """
    if variety in with_text:
        return "text"
    return "lexicon" if variety in with_lexicon else "none"


def group_by_seen(
    varieties: Iterable[str], with_text: Collection[str], with_lexicon: Collection[str]
) -> dict[Seen, tuple[str, ...]]:
    """Varieties by `seen_level`: levels in the order `text`, `lexicon`, `none`, empty ones left out."""
    listed = list(varieties)
    groups = {
        level: tuple(v for v in listed if seen_level(v, with_text, with_lexicon) == level)
        for level in SEEN_LEVELS
    }
    return {level: members for level, members in groups.items() if members}
