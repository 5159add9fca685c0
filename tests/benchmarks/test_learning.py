from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from tests.benchmarks.loading import load

ROOT = Path(__file__).resolve().parents[2]
A, B, C = 3, 4, 5
SENTENCES = [[A, B], [A, B], [A, C], [B, C], [C, A]]


@pytest.fixture(scope="module")
def kneser_ney() -> ModuleType:
    return load("kneser_ney")


@pytest.fixture(scope="module")
def learning(kneser_ney: ModuleType) -> ModuleType:
    return load("learning")


def test_the_three_discounts_are_those_of_the_counts_of_counts(kneser_ney: ModuleType) -> None:
    """Six of 1, three of 2, two of 3, one of 4: Y = 6 / 12; 1 - 2Y 3/6, 2 - 3Y 2/3, 3 - 4Y 1/2."""
    counts = np.repeat([1, 2, 3, 4, 9], [6, 3, 2, 1, 5])
    np.testing.assert_allclose(kneser_ney.discounts(counts), [0, 0.5, 1.0, 2.0])


@pytest.mark.parametrize(("counts", "one"), [([1, 1, 1, 2], 3 / 5), ([2, 2], 0.5), ([1, 1], 0.5)])
def test_too_little_text_has_one_discount(kneser_ney: ModuleType, counts: list[int], one: float) -> None:
    np.testing.assert_allclose(kneser_ney.discounts(np.array(counts)), [0, one, one, one])


def test_five_sentences_worked_by_hand(kneser_ney: ModuleType) -> None:
    """Of the words a, b, c, `</s>` and `<unk>`, `<s>` is behind nothing.

    Met behind so many different words: a 2, b 2, c 3, `</s>` 3; none once, so 0.5 is taken off each, and
    4 * 0.5 / 10 goes to the five alike. Of the ten bigrams nine are met behind one word, `c </s>` behind two:
    9 / 11 off each. Eight trigrams are met once, `<s> a b` and `a b </s>` twice, `<s> <s> a` thrice,
    none four times: 8 / 12 off each.
    """
    model = kneser_ney.KneserNey(SENTENCES, 6)
    end, unknown = kneser_ney.END, kneser_ney.UNKNOWN
    words = {A: 0.19, B: 0.19, C: 0.29, end: 0.29, unknown: 0.04}
    behind_a = {w: (2 / 33 if w in (B, C, end) else 0) + 9 / 11 * p for w, p in words.items()}
    behind_b = {w: (2 / 22 if w in (C, end) else 0) + 9 / 11 * p for w, p in words.items()}
    behind_begin_a = {w: {B: 4 / 9, C: 1 / 9}.get(w, 0) + 4 / 9 * p for w, p in behind_a.items()}
    behind_a_b = {w: {end: 2 / 3}.get(w, 0) + 1 / 3 * p for w, p in behind_b.items()}
    for context, expected in (
        ((kneser_ney.BEGIN, A), behind_begin_a),
        ((A, B), behind_a_b),
        ((C, A), {w: {end: 1 / 3}.get(w, 0) + 2 / 3 * p for w, p in behind_a.items()}),
        ((C, B), behind_b),  # never met
        ((A, unknown), words),
    ):
        found = model.after(*context)
        np.testing.assert_allclose([found[w] for w in words], list(expected.values()), atol=1e-12)
        assert found[kneser_ney.BEGIN] == 0


@pytest.fixture(scope="module")
def model(kneser_ney: ModuleType) -> Any:
    """Of random sentences of 12 words, the last of them never met."""
    rng = np.random.default_rng(0)
    sentences = [(3 + rng.zipf(1.6, rng.integers(1, 8)) % 11).tolist() for _ in range(200)]
    return kneser_ney.KneserNey(sentences, 15)


def test_probabilities_sum_to_1_behind_every_two_words(kneser_ney: ModuleType, model: Any) -> None:
    for a in range(model.size):
        for b in range(model.size):
            found = model.after(a, b)
            assert found.sum() == pytest.approx(1, abs=1e-12)
            assert (np.delete(found, kneser_ney.BEGIN) > 0).all()


def test_a_gap_is_filled_by_the_probability_of_the_whole_sentence(kneser_ney: ModuleType, model: Any) -> None:
    def whole(sentence: list[int]) -> float:
        padded = [kneser_ney.BEGIN] * 2 + sentence + [kneser_ney.END]
        return sum(float(np.log(model.after(*padded[i - 2 : i])[padded[i]])) for i in range(2, len(padded)))

    for sentence in ([5], [4, 3], [3, 7, 4, 4, 5, 9], [kneser_ney.UNKNOWN, 14, 3]):
        for place in range(len(sentence)):
            found = model.fill(sentence, place)[kneser_ney.UNKNOWN :]
            choices = range(kneser_ney.UNKNOWN, model.size)
            expected = [whole([*sentence[:place], w, *sentence[place + 1 :]]) for w in choices]
            np.testing.assert_allclose(found - found[0], np.array(expected) - expected[0], atol=1e-9)


def test_held_out_blocks_share_no_sentence_with_the_rest(learning: ModuleType) -> None:
    sentences = [("s", str(i % 950)) for i in range(1000)]
    training, held_out = learning.split(sentences, 0.2, 0)
    assert not set(training) & set(held_out) and len(training) == 800
    numbers = sorted({int(number) // learning.BLOCK for _, number in held_out})
    assert len(numbers) == 2 and 100 <= len(held_out) <= 200
    assert learning.split(sentences, 0.2, 0) == (training, held_out)
    assert learning.split(sentences, 0.2, 1)[1] != held_out


def test_a_word_is_scored_among_the_candidates_alone(learning: ModuleType) -> None:
    questions = [learning.Question(("x",), 0, answer) for answer in (0, 2)]
    scores = iter([np.log([3.0, 1.0, 4.0]), np.log([1.0, 1.0, 2.0])])
    found = learning.score(scores, questions)
    np.testing.assert_allclose(found, [[0, np.log(3 / 8)], [1, np.log(1 / 2)]])
    assert learning.summary(found) == {"accuracy": 0.5, "perplexity": round((16 / 3) ** 0.5, 2)}


def test_the_command_trains_asks_and_goes_on_where_it_was(tmp_path: Path) -> None:
    """On sentences whose second word follows from the first, which trigrams see and counts do not."""
    rng = np.random.default_rng(0)
    folder = tmp_path / "text" / "eng"
    folder.mkdir(parents=True)
    for name in ("brown", "ud_ewt_train"):
        pairs = [("abcdefghij"[n], "klmnopqrst"[n]) for n in rng.integers(0, 10, 1500)]
        lines = [f"x{first} y{second} {i}" for i, (first, second) in enumerate(pairs)]
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = [sys.executable, "benchmarks/learning.py", f"--data_dir={tmp_path}", f"--workdir={tmp_path}/w"]
    command += ["--steps=3", "--set=vocabulary.size=420", "--set=batch=4", "--set=model.size=encoder-tiny"]
    runs = [subprocess.run(command, cwd=ROOT, capture_output=True, text=True) for _ in range(2)]
    assert all(run.returncode == 0 for run in runs), runs[0].stderr
    assert "3 steps, made before" in runs[1].stderr
    first, second = (json.loads(run.stdout) for run in runs)
    assert first == second
    assert first["words_asked"] > 0 and first["candidates"] > 0
    assert first["kneser_ney"]["accuracy"] > first["unigram"]["accuracy"]
    low, high = first["gain_over_unigram"]["nats"][1:]
    assert low <= first["gain_over_unigram"]["nats"][0] <= high
