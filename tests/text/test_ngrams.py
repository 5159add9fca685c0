from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.text.identify import OTHER, load_identifier
from lexiboost.text.ngrams import NgramIdentifier, NgramSettings

WORDS = {
    "eng_Latn": [
        "the",
        "of",
        "and",
        "to",
        "in",
        "that",
        "is",
        "was",
        "he",
        "for",
        "it",
        "with",
        "his",
        "they",
        "have",
        "this",
        "from",
        "had",
        "not",
        "are",
    ],
    "fin_Latn": [
        "ja",
        "on",
        "ei",
        "se",
        "että",
        "hän",
        "oli",
        "mutta",
        "kun",
        "niin",
        "myös",
        "jos",
        "vain",
        "kuin",
        "ovat",
        "tämä",
        "sitten",
        "mikä",
    ],
    "rus_Cyrl": [
        "и",
        "в",
        "не",
        "на",
        "что",
        "он",
        "как",
        "это",
        "по",
        "но",
        "из",
        "его",
        "за",
        "от",
        "так",
        "же",
        "было",
        "она",
        "только",
        "меня",
    ],
    "tha_Thai": [
        "ที่",
        "และ",
        "ใน",
        "เป็น",
        "ของ",
        "การ",
        "ได้",
        "ว่า",
        "ไม่",
        "มี",
        "ให้",
        "จะ",
        "นี้",
        "กับ",
        "คน",
        "แต่",
        "ไป",
        "มา",
    ],
}
SMALL = NgramSettings(buckets=2**12)


def make(seed: int, count: int = 40) -> dict[str, list[str]]:
    rng = random.Random(seed)
    glue = {"tha_Thai": ""}
    return {
        variety: [glue.get(variety, " ").join(rng.choices(words, k=12)) for _ in range(count)]
        for variety, words in WORDS.items()
    }


@pytest.fixture(scope="module")
def identifier() -> NgramIdentifier:
    return NgramIdentifier.fit(make(0), SMALL)


def test_unseen_sentences_are_told_apart(identifier: NgramIdentifier) -> None:
    for variety, lines in make(1).items():
        assert {guess.variety for guess in identifier.identify(lines)} == {variety}


def test_case_punctuation_and_digits_do_not_count(identifier: NgramIdentifier) -> None:
    plain, dressed = identifier.identify(["ja hän oli niin", "JA, hän (oli) 1234: niin!"])
    assert plain == dressed


@pytest.mark.parametrize("text", ["", "  \n", "123 456", "?!", "ᓄᓇᕗᑦ ᐊᒻᒪ ᓯᓚᑐᔪᖅ", "ⴰⵣⵓⵍ ⵎⴰⵏⵣⴰⴽⵉⵏ"])
def test_what_was_never_seen_is_other(identifier: NgramIdentifier, text: str) -> None:
    (guess,) = identifier.identify([text])
    assert guess.variety == OTHER and guess.probability == 0


def test_probabilities_are_no_better_than_held_out_text_says() -> None:
    """Two names for one language: neither may be sure."""
    same = make(2, 80)["fin_Latn"]
    identifier = NgramIdentifier.fit({"fin_Latn": same[:40], "krl_Latn": same[40:]}, SMALL)
    probabilities = [guess.probability for guess in identifier.identify(make(3)["fin_Latn"])]
    assert np.mean(probabilities) < 0.75


def test_loaded_is_the_same_as_saved(identifier: NgramIdentifier, tmp_path: Path) -> None:
    identifier.save(tmp_path / "model")
    loaded = load_identifier(tmp_path / "model")
    texts = [line for lines in make(4, 5).values() for line in lines]
    assert loaded.identify(texts) == identifier.identify(texts)
    assert loaded.varieties == tuple(sorted(WORDS))


def test_training_twice_gives_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        NgramIdentifier.fit(make(0), SMALL).save(tmp_path / name)
    first, second = (np.load(tmp_path / name / "weights.npz") for name in ("a", "b"))
    assert (first["weights"] == second["weights"]).all()
    assert (tmp_path / "a" / "identifier.json").read_bytes() == (
        tmp_path / "b" / "identifier.json"
    ).read_bytes()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("weights.npz", cut),
        ("weights.npz", Path.unlink),
        ("weights.npz", lambda path: path.write_bytes(b"")),
        ("identifier.json", Path.unlink),
        ("identifier.json", lambda path: path.write_text('{"kind": "x"}')),
        ("identifier.json", lambda path: path.write_text("[]")),
    ],
)
def test_a_damaged_folder_is_named(
    identifier: NgramIdentifier, tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    identifier.save(tmp_path / "model")
    damage(tmp_path / "model" / name)
    with pytest.raises(InputError, match=name):
        load_identifier(tmp_path / "model")


def test_text_that_cannot_teach_is_refused() -> None:
    with pytest.raises(InputError, match="two varieties"):
        NgramIdentifier.fit({"fin_Latn": ["ja"]}, SMALL)
    with pytest.raises(InputError, match="rus_Cyrl"):
        NgramIdentifier.fit({"fin_Latn": ["ja"], "rus_Cyrl": ["123"]}, SMALL)
