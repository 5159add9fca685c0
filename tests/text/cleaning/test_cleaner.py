from __future__ import annotations

import tracemalloc
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexiboost.artifacts.errors import ConfigError
from lexiboost.text.cleaning import (
    C4,
    GOPHER,
    Cleaner,
    CleaningSettings,
    DuplicateSettings,
    HygieneSettings,
    LanguageSettings,
    LengthSettings,
    ScriptSettings,
)
from lexiboost.text.document import Document
from lexiboost.text.identify import Guess
from lexiboost.text.overlap import EvaluationIndex

NOTHING = CleaningSettings(
    hygiene=None, script=None, length=None, quality=None, repetition=None, language=None, duplicates=None
)
ENGLISH = "The house by the river was sold to a man from the town last year ."
HINDI = "नदी के किनारे वाला घर पिछले साल शहर के एक आदमी को बेच दिया गया था ।"
CHINESE = "去年河边的那座房子卖给了城里的一个人，他很高兴。"


def documents(*texts: str) -> list[Document]:
    return [Document(text, f"file:{number}") for number, text in enumerate(texts)]


def rejected(cleaner: Cleaner) -> dict[str, int]:
    return {name: removed.documents for name, removed in cleaner.counts.items() if removed.documents}


class Knows:
    """Says what it was told."""

    varieties = ("eng_Latn", "hin_Deva")

    def __init__(self, guesses: dict[str, Guess]) -> None:
        self.guesses, self.asked = guesses, Counter[str]()

    def identify(self, texts: Sequence[str]) -> list[Guess]:
        self.asked.update(texts)
        return [self.guesses[text] for text in texts]


@pytest.mark.parametrize(
    ("variety", "good"), [("eng_Latn", ENGLISH), ("hin_Deva", HINDI), ("cmn_Hans", CHINESE)]
)
def test_good_text_passes_unchanged_and_everything_else_is_counted(variety: str, good: str) -> None:
    cleaner = Cleaner(CleaningSettings(), variety)
    given_ = documents(
        good, "", "по-русски " * 9, "12 34 56 78 90 12", good.replace(" ", "  ") + "\u200b", "  \n "
    )
    assert list(cleaner.clean(given_)) == [given_[0]]
    assert (cleaner.read, cleaner.kept) == (6, 1)
    assert rejected(cleaner) == {"empty": 2, "other_script": 2, "duplicate_document": 1}
    assert cleaner.counts["other_script"].characters == len("по-русски " * 9) - 1 + len("12 34 56 78 90 12")
    assert cleaner.counts["hygiene"].documents == 0 and cleaner.counts["hygiene"].characters > 0


TEXTS = st.lists(
    st.text(alphabet="ab \nЖ漢。.!#•{\u200b\ufffd1", max_size=40)
    | st.sampled_from([ENGLISH, HINDI, CHINESE]),
    max_size=8,
)


@settings(max_examples=60)
@given(TEXTS, st.sampled_from(["eng_Latn", "cmn_Hans", "rus_Cyrl", "und"]))
def test_every_document_is_kept_or_counted_once(texts: list[str], variety: str) -> None:
    for choice in (CleaningSettings(), GOPHER, C4, NOTHING):
        cleaner = Cleaner(choice, variety)
        kept = list(cleaner.clean(documents(*texts)))
        assert len(texts) == cleaner.read == len(kept) + sum(rejected(cleaner).values())
        lost = sum(len(text) for text in texts) - sum(len(document.text) for document in kept)
        assert lost == sum(removed.characters for removed in cleaner.counts.values())
        paragraphs = sum(bool(line.strip()) for text in texts for line in text.split("\n"))
        left = sum(bool(line.strip()) for document in kept for line in document.text.split("\n"))
        if choice.hygiene is None:
            assert paragraphs - left == sum(removed.paragraphs for removed in cleaner.counts.values())


def test_each_family_can_be_switched_off() -> None:
    given_ = documents("a a a a", "a a a a", "{ да #")
    cleaner = Cleaner(NOTHING, "eng_Latn")
    assert list(cleaner.clean(given_)) == given_ and list(cleaner.counts) == ["empty"]


def test_source_and_metadata_stay_with_changed_text() -> None:
    document = Document("a\u0301b", "page:7", "slk_Latn", {"url": "x"})
    (cleaned,) = Cleaner(CleaningSettings(length=None), "slk_Latn").clean([document])
    assert cleaned == Document("áb", "page:7", "slk_Latn", {"url": "x"})


@pytest.mark.parametrize(
    ("guess", "reason"),
    [
        (Guess("eng_Latn", 0.9), None),
        (Guess("eng", 0.9), None),
        (Guess("en", 0.5), None),
        (Guess("sco_Latn", 0.9), None),
        (Guess("eng_Latn", 0.4), "unsure_language"),
        (Guess("eng_Shaw", 0.9), "other_language"),
        (Guess("deu_Latn", 0.9), "other_language"),
        (Guess("", 0.0), "other_language"),
        (Guess("zxx_label", 1.0), "other_language"),
    ],
)
def test_documents_in_another_language_are_rejected(guess: Guess, reason: str | None) -> None:
    identifier = Knows({"some text": guess})
    choice = CleaningSettings(length=None, language=LanguageSettings(accept=("sco_Latn",)))
    cleaner = Cleaner(choice, "eng_Latn", identifier=identifier)
    kept = list(cleaner.clean(documents("some text")))
    assert (len(kept), rejected(cleaner)) == ((1, {}) if reason is None else (0, {reason: 1}))
    assert identifier.asked == {"some text": 1}


def test_sentences_of_evaluation_sets_go_and_are_counted_by_set() -> None:
    index = EvaluationIndex(
        {"a.tsv": ["Good morning"], "b.tsv": ["good morning!", "How are you"]}, "eng_Latn"
    )
    cleaner = Cleaner(NOTHING, "eng_Latn", evaluation=index)
    kept = list(
        cleaner.clean(documents("Good morning. The rest stays.\nHow are you?", "How are you?", "Fine."))
    )
    assert [document.text for document in kept] == ["The rest stays.", "Fine."]
    assert cleaner.overlaps == {"a.tsv": 1, "b.tsv": 3}
    assert rejected(cleaner) == {"evaluation_overlap": 1}
    with pytest.raises(ConfigError, match="fra_Latn"):
        Cleaner(NOTHING, "fra_Latn", evaluation=index)


def test_lines_that_came_before_go_on_request() -> None:
    choice = CleaningSettings(
        hygiene=None, script=None, length=None, quality=None, repetition=None, language=None,
        duplicates=DuplicateSettings(lines=True, min_line_words=3),
    )  # fmt: skip
    cleaner = Cleaner(choice, "hin_Deva")
    kept = list(
        cleaner.clean(documents("यह एक पंक्ति है\nदो", "यह एक पंक्ति, है!\nदो\nतीन और चार", "यह एक पंक्ति है"))
    )
    assert [document.text for document in kept] == ["यह एक पंक्ति है\nदो", "दो\nतीन और चार"]
    assert rejected(cleaner) == {"duplicate_line": 1}
    assert cleaner.counts["duplicate_line"].paragraphs == 2


def test_samples_are_drawn_evenly_and_by_the_seed() -> None:
    choice = CleaningSettings(duplicates=None)
    texts = [f"русский текст номер {number}" for number in range(200)]

    def sampled(seed: int) -> list[str]:
        cleaner = Cleaner(choice, "eng_Latn", samples=5, seed=seed)
        list(cleaner.clean(documents(*texts, "e\u0301 e e e e e")))
        assert [sample.text for sample in cleaner.samples["hygiene"]] == ["e\u0301 e e e e e"]
        return [sample.source_id for sample in cleaner.samples["other_script"]]

    assert sampled(1) == sampled(1) != sampled(2)
    drawn = Counter(name for seed in range(60) for name in sampled(seed))
    assert sum(drawn.values()) == 300
    late = sum(count for name, count in drawn.items() if int(name.removeprefix("file:")) >= 100)
    assert 110 < late < 190
    assert Cleaner(choice, "eng_Latn").samples == {}


def test_memory_does_not_grow_with_the_stream() -> None:
    def stream(count: int) -> Iterator[Document]:
        for number in range(count):
            yield Document(f"{ENGLISH} {number} " * 10 + "\u200b", f"file:{number}")

    def peak(count: int) -> int:
        cleaner = Cleaner(CleaningSettings(duplicates=None), "eng_Latn", samples=3)
        tracemalloc.start()
        for _ in cleaner.clean(stream(count)):
            pass
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert cleaner.read == count
        return size

    peak(20)
    assert peak(160) < peak(40) + 100_000


def test_a_huge_document_is_rejected_before_anything_reads_it() -> None:
    cleaner = Cleaner(CleaningSettings(length=LengthSettings(max_characters=1000)), "eng_Latn")
    assert list(cleaner.clean(documents("x " * 1000))) == []
    assert rejected(cleaner) == {"too_many_characters": 1}


def test_hostile_text_is_only_text() -> None:
    hostile = ["\x00" * 100, "\ud800" * 50, "a" * 10**6, "\u0301" * 1000, "\n" * 10**5, "\u200d" * 1000]
    for variety in ("eng_Latn", "tha_Thai"):
        choice = CleaningSettings(
            hygiene=HygieneSettings(max_damaged=None), script=ScriptSettings(min_share=None)
        )
        cleaner = Cleaner(choice, variety)
        assert len(list(cleaner.clean(documents(*hostile)))) == cleaner.kept < len(hostile)
