"""Stage `lexicon`: what a page of parallel text adds to a variety's lexicon.

Lexicons often lack the function words, a third of all running text. The Universal Declaration of Human Rights
is there in hundreds of languages: its words that the lexicon does not list are aligned with the English ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lexiboost.artifacts.files import write_json
from lexiboost.artifacts.manifest import Artifact, Job
from lexiboost.experiments.context import ALIGNED, Context
from lexiboost.lexicons import Entry, Lexicon, merge
from lexiboost.lexicons.align import align_words
from lexiboost.lexicons.lexicon import make_table
from lexiboost.lexicons.store import save_lexicon
from lexiboost.text.find import find_declaration
from lexiboost.text.readers.lines import read_text
from lexiboost.text.unicode import lower
from lexiboost.tokens.dictionary import LookUp

ORIGIN, LICENCE = "udhr2", "public domain"
LEAST_LINKS = 1.0
"""Expected links of a pair, at least;"""
LEAST_SHARE = 0.3
"""and their share of the target word's occurrences."""
SURE_LETTERS = 5
"""From this length on a look-up by suffix rules is knowledge of a word; one by likeness never is."""


def aligned_lexicon_job(context: Context, variety: str, lexicon: Job) -> Job:
    """Adds what the declaration of human rights teaches to a lexicon.

    Writes: `lexicon.parquet`; `aligned.json`, each new word's English words with the share of its occurrences
    that they are linked with. A variety or source without a declaration keeps its lexicon as it is.
    """
    pages = {code: find_declaration(context.config.data, code) for code in (context.source, variety)}

    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        plain = context.lexicon(inputs["lexicon"].folder)
        source, target = (page_words(page, code) for code, page in pages.items())
        words = list(dict.fromkeys(word for paragraph in target for word in paragraph))
        hits = context.dictionary(variety, inputs["lexicon"].folder).look_up_all(words)
        counts = Counter(word for paragraph in target for word in paragraph)
        links = new_words(source, target, dict(zip(words, hits, strict=True)), counts)
        entries = [Entry(english, word, score=n) for word, row in links.items() for english, n in row.items()]
        found = Lexicon(
            make_table(entries, ORIGIN, LICENCE),
            plain.source,
            plain.target,
            rows_in=len(entries),
            format=ORIGIN,
        )
        save_lexicon(merge([plain, found]) if entries else plain, folder / "lexicon.parquet")
        shares = {word: {e: n / counts[word] for e, n in row.items()} for word, row in links.items()}
        write_json(folder / ALIGNED, shares)
        return {"entries": len(entries), "words": len(links)}

    files = context.named([*filter(None, pages.values()), *context.tables(variety)])
    settings = {"target": variety, "links": LEAST_LINKS, "share": LEAST_SHARE, "sure": SURE_LETTERS}
    return Job("lexicon", f"{variety} aligned", settings, run, files, {"lexicon": lexicon})


def page_words(path: Path | None, variety: str) -> list[list[str]]:
    """The words of letters of each paragraph, in small letters; none where there is no page."""
    if path is None:
        return []
    return [
        [lower(word, variety) for word in sentence.words if word[:1].isalpha()]
        for sentence in read_text(path, variety=variety)
    ]


def new_words(
    source: Sequence[Sequence[str]],
    target: Sequence[Sequence[str]],
    hits: Mapping[str, LookUp],
    counts: Mapping[str, int],
) -> dict[str, dict[str, float]]:
    """The page's words that the lexicon does not know and that occur more than once.

    Returns:
        Word -> English word -> how many of the word's occurrences are linked with it.
    """
    known = {word: hit for word, hit in hits.items() if _is_known(word, hit)}
    links = align_words(source, target, lambda word: dict(known[word].english) if word in known else {})
    found: dict[str, dict[str, float]] = {}
    for word, row in links.items():
        least = max(LEAST_LINKS, LEAST_SHARE * counts[word])
        sure = {english: linked for english, linked in sorted(row.items()) if linked >= least}
        if sure and word not in known and counts[word] > 1:
            found[word] = sure
    return found


def _is_known(word: str, hit: LookUp) -> bool:
    return hit.how in ("exact", "table", "learned") or (hit.how == "rules" and len(word) >= SURE_LETTERS)
