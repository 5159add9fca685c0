"""The script check: are the letters of a text those of the variety it is said to be in?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from lexiboost.text.cleaning.step import Step, drop_lines, reject_below
from lexiboost.text.unicode import COMMON, letter_scripts, script_of_letter


@dataclass(frozen=True)
class ScriptSettings:
    """Share of letters in the variety's scripts, of those that have a script (UAX #24).

    Kreutzer et al. (2022, "Quality at a Glance") found corpora of many low-resource languages to be in
    another script altogether. The thresholds are ours.

    Attributes:
        min_share: a document with less is rejected, as is one without any letter.
        min_line_share: a line with less is removed; one without letters stays. Off by default: names,
            addresses and quotations stand in lines of their own.
    """

    min_share: float | None = 0.5
    min_line_share: float | None = None


def script_steps(settings: ScriptSettings, variety: str) -> list[Step]:
    """`other_script_line`, `other_script`; none where the variety names no script."""
    scripts = letter_scripts(variety.rpartition("_")[2])
    if "_" not in variety:
        return []
    steps: list[Step] = []
    if settings.min_line_share is not None:
        limit = settings.min_line_share
        steps.append(
            drop_lines("other_script_line", lambda line: _share(Counter(line), scripts, empty=1.0) < limit)
        )
    return steps + reject_below(
        "other_script", lambda page: _share(page.characters, scripts, empty=-1.0), settings.min_share
    )


def script_share(text: str, variety: str) -> float:
    """Share of a text's letters that are of the variety's scripts; 0 where it has no letters."""
    return _share(Counter(text), letter_scripts(variety.rpartition("_")[2]), empty=0.0)


def _share(characters: Counter[str], scripts: frozenset[str], empty: float) -> float:
    right = total = 0
    for char, count in characters.items():
        script = script_of_letter(char)
        if script != COMMON:
            total += count
            right += count * (script in scripts)
    return right / total if total else empty
