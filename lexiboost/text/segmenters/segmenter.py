"""Raw text to words, in any variety."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache

from lexiboost.artifacts.errors import ConfigError
from lexiboost.text.segment import UNSPACED_SCRIPTS, is_unspaced, words
from lexiboost.text.segmenters.engines import BUILT_IN, EXTRA, Engines
from lexiboost.text.segmenters.libraries import Cutter
from lexiboost.text.unicode import clean, script_of_letter

Segmenter = Callable[[str], tuple[str, ...]]

_TSHEG = "་"


def segmenter(
    variety: str, name: str = "auto", *, vocabulary: Collection[str] = (), engines: Engines = BUILT_IN
) -> Segmenter:
    """A function from raw text to its words, numbers and punctuation marks.

    Text is cut by Unicode rules first (`segment.words`); runs of a script written without spaces are cut
    further by an engine. A variety written with spaces needs none, and `auto` gives it none but the user's;
    that one is given the whole text, cleaned, and cuts it as it likes.

    Args:
        variety: e.g. `tha_Thai`.
        name: an engine's name, `package.module:function` of a factory of the user's, or `auto`: the best
            engine that is installed, else a dictionary where a vocabulary is given, else Tibetan syllables
            or the runs as they are. It is logged once where `auto` could do with a package.
        vocabulary: known words, for the dictionary engine; a mapping gives each its cost.
        engines: what there is to choose from.

    Returns:
        The function. Its words put together give the text, but for white space, what `unicode.clean`
        removes and the tsheg between Tibetan words.

    Raises:
        ConfigError: an unknown name; a named engine whose package is not installed, a dictionary without a
            vocabulary; or, by the function, an engine that changes the text.
    """
    if name == "auto":
        name, cut = _automatic(variety, vocabulary, engines)
    else:
        cut = _named(variety, name, vocabulary, engines)
    if name == "unicode":
        return lambda text: words(text, variety)
    if is_unspaced(variety):
        return lambda text: tuple(_runs_cut(words(text, variety), name, cut))
    return lambda text: tuple(_pieces(clean(text), name, cut))


def _runs_cut(found: Iterable[str], name: str, cut: Cutter) -> Iterator[str]:
    for word in found:
        if script_of_letter(word[0]) in UNSPACED_SCRIPTS:
            yield from _pieces(word, name, cut)
        else:
            yield word


def _pieces(text: str, name: str, cut: Cutter) -> Iterator[str]:
    """What `cut` makes of a text, without white space around it.

    Raises:
        ConfigError: letters are lost or changed, but for tshegs and white space.
    """
    pieces = [piece.strip() for piece in cut(text)]
    if _bare("".join(pieces)) != _bare(text):
        raise ConfigError(f"segmenter {name!r} changes the text: {text[:40]!r} became {pieces[:8]!r}")
    return filter(None, pieces)


def _bare(text: str) -> str:
    return "".join(text.replace(_TSHEG, " ").split())


def _named(variety: str, name: str, vocabulary: Collection[str], engines: Engines) -> Cutter:
    if name == "dictionary" and not vocabulary:
        raise ConfigError("segmenter 'dictionary' needs a vocabulary; give it words of the variety")
    factory = engines.factory(name)
    try:
        return factory(variety, vocabulary)
    except ImportError as error:
        raise ConfigError(f"segmenter {name!r} needs the package {error.name}: {EXTRA}") from None


def _automatic(variety: str, vocabulary: Collection[str], engines: Engines) -> tuple[str, Cutter]:
    names = engines.names(variety)
    last = "unicode"
    if is_unspaced(variety):
        last = "dictionary" if vocabulary else "syllables" if variety.endswith("_Tibt") else last
    for name in names:
        try:
            cut = engines.factory(name)(variety, vocabulary)
        except ImportError:
            continue
        if name != names[0]:
            _say(f"{variety}: words are cut by {name!r}; {names[0]!r} is better: {EXTRA}")
        return name, cut
    if names:
        _say(f"{variety}: no word segmenter installed, so {last!r} is used: {EXTRA}")
    return last, _named(variety, last, vocabulary, engines)


@cache
def _say(message: str) -> None:
    """Logs a message once a process."""
    logging.getLogger(__name__).warning(message)
