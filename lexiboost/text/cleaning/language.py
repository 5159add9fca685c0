"""Documents in another language than the corpus is said to be in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lexiboost.languages import load_catalog
from lexiboost.text.cleaning.page import Page
from lexiboost.text.cleaning.step import Step, reject
from lexiboost.text.identify import Guess, Identifier
from lexiboost.text.unicode import letter_scripts


@dataclass(frozen=True)
class LanguageSettings:
    """Language identification of whole documents.

    Attributes:
        min_probability: below it a document of the right language is rejected, too (CCNet, Wenzek et al.
            2020: 0.5).
        characters: of a document that the identifier is given.
        accept: other varieties to be taken for the right one, as identifiers mistake a language for its
            closest relatives.
    """

    min_probability: float = 0.5
    characters: int = 2000
    accept: tuple[str, ...] = ()


def language_steps(settings: LanguageSettings, variety: str, identifier: Identifier) -> list[Step]:
    """`other_language`, `unsure_language`."""
    accepted = [_key(each) for each in (variety, *settings.accept)]

    def is_right(guess: Guess) -> bool:
        language, scripts = _key(guess.variety)
        return any(language == code and (not known or scripts & known) for code, known in accepted)

    guess = _remembering_last(identifier, settings.characters)
    return [
        reject("other_language", lambda page: not is_right(guess(page))),
        reject("unsure_language", lambda page: guess(page).probability < settings.min_probability),
    ]


def _remembering_last(identifier: Identifier, characters: int) -> Callable[[Page], Guess]:
    """Two steps ask about the same page, one after the other."""
    last: list[tuple[str, Guess]] = []

    def guess(page: Page) -> Guess:
        text = page.text[:characters]
        if not last or last[0][0] != text:
            last[:] = [(text, identifier.identify([text])[0])]
        return last[0][1]

    return guess


def _key(variety: str) -> tuple[str, frozenset[str]]:
    """Language and letters of a variety; no letters where it names no script."""
    catalog = load_catalog()
    if variety and variety in catalog:
        variety = catalog.resolve(variety).variety
    language, _, script = variety.partition("_")
    return language, letter_scripts(script) if script else frozenset()
