"""Spelling variants worked by hand, and how often they are drawn."""

import pytest
from scipy import stats

from lexiboost.synthesis.noise import variants
from lexiboost.synthesis.settings import SynthesisSettings
from lexiboost.synthesis.source import encode_source
from lexiboost.synthesis.substitute import Synthesizer
from tests.synthesis.handmade import make_lexicon, say


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("mäki", (("maki",), ("määki", "mäkki", "mäkii"))),
        ("tukka", (("tuukka", "tukkaa"), ("tuka",))),
        ("ABBA", (("ABBAA",), ("ABA",))),
        ("łódź", (("lodz",), ("łóódź", "łóddź", "łódźź"))),
        ("کتاب", (("كتاب",),)),
        ("كتابي", (("كتابی", "کتابي"),)),
        ("أهل", (("اهل",), ("أہل",))),
        ("ज़मीन", (("जमीन",),)),
        ("हिन्दी", ()),
        ("ไทย", ()),
        ("мой", (("моой", "мойй"),)),
        ("ещё", (("ещщё", "ещёё"), ("еще",))),
        ("12", ()),
        ("x", ()),
    ],
)
def test_variants_of_a_word_come_by_kind(word, expected):
    assert variants(word) == expected


def drawn(text, noise, copies=1, **options):
    lexicon = make_lexicon(("hill", "mäki"), ("two", "12"), ("hair", "tukka"))
    made = Synthesizer(encode_source([say(text)]), lexicon, SynthesisSettings(noise=noise, **options), seed=0)
    return made.draw(range(copies))


def test_noise_respells_so_many_produced_words_and_no_kept_one():
    text = drawn("hill x hill two hill", 0.3, copies=500)
    changed = text.words_W != text.plain_W
    words = [text.vocabulary[word] for word in text.plain_W]
    assert {word for word, other in zip(words, changed, strict=True) if other} == {"mäki"}
    assert stats.binomtest(int(changed.sum()), 1500, 0.3).pvalue > 0.001


def test_each_kind_of_variant_is_as_likely():
    text = drawn("hill hill hill", 1.0, copies=300)
    spellings = [text.vocabulary[word] for word in text.words_W]
    counts = [spellings.count(word) for word in ("maki", "määki", "mäkki", "mäkii")]
    assert stats.chisquare(counts, [450, 150, 150, 150]).pvalue > 0.001


def test_the_word_before_it_was_respelled_is_kept():
    text = drawn("hair", 1.0)
    assert text.vocabulary[text.plain_W[0]] == "tukka"
    assert text.vocabulary[text.words_W[0]] in {"tuka", "tuukka", "tukkaa"}


def test_without_noise_nothing_is_stored():
    assert drawn("hill", 0.0).plain_W is None
