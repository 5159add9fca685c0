"""The two kinds of cleaning rule: those that judge a document, and those that leave less of its text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lexiboost.text.cleaning.page import Page


@dataclass(frozen=True)
class Step:
    """One named rule.

    Attributes:
        name: the reason under which removals are counted.
        apply: gives what is left of a text; the same text where nothing is removed, "" where the document
            is rejected.
    """

    name: str
    apply: Callable[[Page], str]


def reject(name: str, judge: Callable[[Page], bool]) -> Step:
    """A rule that rejects the documents that `judge` says yes to."""
    return Step(name, lambda page: "" if judge(page) else page.text)


def reject_above(name: str, measure: Callable[[Page], float], limit: float | None) -> list[Step]:
    """A rule that rejects documents of which `measure` gives more than `limit`; none without a limit."""
    return [] if limit is None else [reject(name, lambda page: measure(page) > limit)]


def reject_below(name: str, measure: Callable[[Page], float], limit: float | None) -> list[Step]:
    """A rule that rejects documents of which `measure` gives less than `limit`; none without a limit."""
    return [] if limit is None else [reject(name, lambda page: measure(page) < limit)]


def drop_lines(name: str, judge: Callable[[str], bool]) -> Step:
    """A rule that removes the lines that `judge` says yes to; blank lines stay."""

    def apply(page: Page) -> str:
        lines = page.text.split("\n")
        return join_kept(lines, (not line.strip() or not judge(line.strip()) for line in lines))

    return Step(name, apply)


def join_kept(lines: list[str], kept: Iterable[bool]) -> str:
    """The lines that are kept, "" where none but blank ones are."""
    left = [line for line, keep in zip(lines, kept, strict=True) if keep]
    return "\n".join(left) if any(line.strip() for line in left) else ""
