"""What share of a target's real running words the lexicon's forms cover, without and with learned inflection.

    python benchmarks/form_coverage.py --workdir=runs/transfer --data_dir=data [--text=auto|ud|udhr|FILE]

Reads what the stages `lexicon` and `inflect` left in an experiment's workdir, the inflection tables of the
data directory, and for each variety the test set of its treebank, else its text in `text/udhr2` or
`text/<code>`, cut into words by the best segmenter that is installed where its script has no spaces. Prints
one JSON object a variety. A running word (of letters) is covered `before` where it is
in the lexicon or the table says that it is a form of a word in it, and `after` also where its form was
learned. `by` has the share of each; `with_rules` are the same two shares where also suffix rules may
lemmatize words.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from absl import app, flags

from lexiboost.artifacts.errors import InputError, LexiboostError
from lexiboost.artifacts.files import read_json
from lexiboost.artifacts.hardware import hardware
from lexiboost.lexicons.store import load_saved_lexicon
from lexiboost.morphology import Paradigms, SuffixRules, load_paradigms
from lexiboost.tasks.inflection.forms import FORMS, LearnedForm, read_forms
from lexiboost.tasks.task import Task, tagging_task
from lexiboost.text.find import find_declaration, find_texts
from lexiboost.text.readers.lines import read_text
from lexiboost.text.segment import is_unspaced
from lexiboost.text.segmenters import segmenter
from lexiboost.tokens.dictionary import DictionarySettings, ReverseDictionary

_WORKDIR = flags.DEFINE_string("workdir", None, "Folder of the experiment.", required=True)
_DATA = flags.DEFINE_string("data_dir", "data", "Data directory.")
_TEXT = flags.DEFINE_string("text", "auto", "`ud`, `udhr`, `auto` for the first there is, or a text file.")

CERTAIN = ("exact", "table", "learned")


def artifacts(workdir: Path) -> dict[str, tuple[Path, Path]]:
    """Variety -> folders of its lexicon and of its learned forms, the latest that were made."""
    manifests = [path.parent / "manifest.json" for path in workdir.glob(f"inflect/*/{FORMS}")]
    found = {}
    for path in sorted(manifests, key=lambda path: (path.stat().st_mtime_ns, path)):
        manifest = read_json(path)
        found[manifest["name"]] = workdir / "lexicon" / manifest["inputs"]["lexicon"], path.parent
    if not found:
        raise InputError(
            "no learned forms; run the stage `inflect` with --config.inflection.enabled", path=workdir
        )
    return dict(sorted(found.items()))


@cache
def treebanks(data: Path) -> Task | None:
    """The data directory's treebanks, None where it has none."""
    try:
        return tagging_task(data, {})
    except InputError:
        return None


def files_of(data: Path, variety: str, which: str) -> tuple[Path, ...]:
    """A text of the variety: the test set of a treebank alone, or files of plain text."""
    task = treebanks(data)
    corpus = None if task is None else task.corpora.get(variety)
    if which in ("auto", "ud") and corpus is not None and "test" in corpus.files:
        return (corpus.files["test"],)
    if which == "ud":
        return ()
    if which not in ("auto", "udhr"):
        return (Path(which),)
    declaration = find_declaration(data, variety)
    return find_texts(data, variety) if declaration is None else (declaration,)


def running_words(data: Path, variety: str, files: Sequence[Path]) -> Counter[str]:
    """Words that hold a letter, with their counts."""
    task = treebanks(data)
    corpus = None if task is None else task.corpora.get(variety)
    if corpus is not None and list(files) == [corpus.files.get("test")]:
        sentences = corpus.read("test")
        found = [word for sentence in sentences for word in sentence.words]
    else:
        sentences = [sentence for path in files for sentence in read_text(path, variety=variety)]
        cut = segmenter(variety) if is_unspaced(variety) else None
        found = [word for s in sentences for word in (s.words if cut is None else cut("".join(s.words)))]
    return Counter(word for word in found if any(map(str.isalpha, word)))


def shares(dictionary: ReverseDictionary, words: Mapping[str, int]) -> dict[str, float]:
    """Share of running words by how the dictionary finds them."""
    found: Counter[str] = Counter()
    for (_, count), hit in zip(words.items(), dictionary.look_up_all(list(words)), strict=True):
        found[hit.how] += count
    return {how: count / sum(words.values()) for how, count in found.items()}


def measure(
    lexicon: Path, paradigms: Paradigms | None, forms: Sequence[LearnedForm], words: Mapping[str, int]
) -> dict[str, Any]:
    """The shares without and with the learned forms."""
    learned: dict[str, list[tuple[str, float]]] = {}
    for row in forms:
        learned.setdefault(row.form, []).append((row.lemma, row.confidence))
    entries = load_saved_lexicon(lexicon / "lexicon.parquet")
    rules = None if paradigms is None else SuffixRules.fit(paradigms)

    def by(made: Mapping[str, Sequence[tuple[str, float]]], *, use_rules: bool) -> dict[str, float]:
        settings = DictionarySettings(rules=use_rules, fuzzy=False)
        return shares(
            ReverseDictionary(entries, paradigms=paradigms, rules=rules, learned=made, settings=settings),
            words,
        )

    before, after = by({}, use_rules=False), by(learned, use_rules=False)
    ruled = [1.0 - by(made, use_rules=True).get("none", 0.0) for made in ({}, learned)]
    return {
        "before": round(1.0 - before.get("none", 0.0), 4),
        "after": round(1.0 - after.get("none", 0.0), 4),
        "by": {how: round(after.get(how, 0.0), 4) for how in CERTAIN},
        "with_rules": {"before": round(ruled[0], 4), "after": round(ruled[1], 4)},
    }


def results(workdir: Path, data: Path, which: str) -> Iterator[dict[str, Any]]:
    """One variety after another."""
    for variety, (lexicon, folder) in artifacts(workdir).items():
        files = files_of(data, variety, which)
        words = running_words(data, variety, files)
        if not words:
            yield {"variety": variety, "words": 0}
            continue
        forms = read_forms(folder / FORMS)
        measured = measure(lexicon, load_paradigms(data, variety), forms, words)
        yield {
            "variety": variety,
            "text": [
                path.name if which not in ("auto", "ud") else str(path.relative_to(data)) for path in files
            ],
            "words": sum(words.values()),
            "forms": len(forms),
            **measured,
        }


def main(argv: Sequence[str]) -> None:
    """Prints every variety."""
    del argv
    machine = hardware()
    try:
        for line in results(Path(_WORKDIR.value), Path(_DATA.value), _TEXT.value):
            print(json.dumps(line | machine, ensure_ascii=False), flush=True)
    except LexiboostError as error:
        raise SystemExit(f"coverage: {error}") from None


if __name__ == "__main__":
    app.run(main)
