"""The axes along which transfer is measured: genus, family, script, and what was seen of a variety."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, get_args

from lexiboost.languages.catalog import Catalog, load_catalog

Axis = Literal["genus", "family", "script"]
Seen = Literal["text", "lexicon", "none"]
AXES: tuple[Axis, ...] = get_args(Axis)


def group_of(variety: str, axis: Axis, catalog: Catalog | None = None) -> str:
    """The group of a variety on an axis: its genus, family or script.

    Args:
        variety: any code that `Catalog.resolve` takes.
        axis: `genus`, `family` or `script`.
        catalog: the shipped one by default.

    Raises:
        UnknownLanguageError: the variety resolves to no language.
        ValueError: no such axis.
    """
    language = (catalog or load_catalog()).resolve(variety)
    if axis not in AXES:
        raise ValueError(f"no axis {axis!r}; choose one of {', '.join(AXES)}")
    return str(getattr(language, axis))


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
