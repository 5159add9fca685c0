from __future__ import annotations

from itertools import product
from typing import Any

import jax
import numpy as np
import pytest

from lexiboost.models.seq2seq import BEGIN, END, Seq2SeqConfig, Source
from lexiboost.tasks.inflection.decoding import beam_search
from lexiboost.tasks.inflection.training import bind, init_params

CONFIG = Seq2SeqConfig(
    dim=8, encoder_layers=1, decoder_layers=1, heads=2, mlp_ratio=2, characters=6, features=3
)
LETTERS, LENGTH = (3, 4, 5), 3
SOURCE = Source(
    np.array([[1], [2]], np.int32),
    np.array([[3, 4, 4], [5, 0, 0]], np.int32),
    np.zeros((2, 3), np.int32),
    np.array([[1, 2, 3], [1, 0, 0]], np.int32),
    np.array([[2, 1, 0], [0, 0, 0]], np.int32),
)


@pytest.fixture(scope="module")
def params() -> Any:
    rng = np.random.default_rng(4)
    return jax.tree.map(
        lambda x: np.asarray(x + 0.7 * rng.standard_normal(x.shape), np.float32), init_params(CONFIG, 0)
    )


def every_string(params: Any) -> list[dict[tuple[int, ...], float]]:
    """Log-probability of each string that ends within `LENGTH`, one dictionary a source."""
    strings = [letters for size in range(LENGTH) for letters in product(LETTERS, repeat=size)]
    forward = jax.jit(lambda params, given: bind(CONFIG, params)(SOURCE, given))
    found: list[dict[tuple[int, ...], float]] = [{}, {}]
    for letters in strings:
        given = np.full((2, LENGTH), 0, np.int32)
        given[:, : len(letters) + 1] = [BEGIN, *letters]
        logs = np.asarray(forward(params, given))
        for row in range(2):
            found[row][letters] = float(sum(logs[row, t, c] for t, c in enumerate([*letters, END])))
    return found


def test_a_wide_beam_finds_the_likeliest_strings_of_all(params: Any) -> None:
    beams = beam_search(CONFIG, 16, LENGTH)(params, SOURCE)
    for row, expected in enumerate(every_string(params)):
        ranked = sorted(expected, key=lambda letters: -expected[letters])[:5]
        for rank, letters in enumerate(ranked):
            ids = np.asarray(beams.ids_BxKxT)[row, rank].tolist()
            assert tuple(ids[: ids.index(END)]) == letters
            assert ids[ids.index(END) + 1 :] == [0] * (LENGTH - len(letters) - 1)
            assert float(beams.scores_BxK[row, rank]) == pytest.approx(expected[letters], abs=1e-4)


def test_a_beam_of_one_takes_the_likeliest_character_each_time(params: Any) -> None:
    beams = beam_search(CONFIG, 1, 8)(params, SOURCE)
    forward = jax.jit(lambda params, given: bind(CONFIG, params)(SOURCE, given))
    for row in range(2):
        given = np.zeros((2, 9), np.int32)
        given[:, 0] = BEGIN
        letters = []
        for time in range(8):
            logs = np.asarray(forward(params, given))[row, time]
            letters.append(int(logs[END:].argmax()) + END)
            given[:, time + 1] = letters[-1]
            if letters[-1] == END:
                break
        assert np.asarray(beams.ids_BxKxT)[row, 0, : len(letters)].tolist() == letters


def test_strings_that_did_not_end_come_last(params: Any) -> None:
    beams = beam_search(CONFIG, 4, 1)(params, SOURCE)
    for row in range(2):
        ended = (np.asarray(beams.ids_BxKxT)[row] == END).any(axis=1)
        assert ended.tolist() == [True, False, False, False]
        assert np.all(np.asarray(beams.scores_BxK)[row, 1:] < -1e8)


def test_ending_as_soon_as_the_likeliest_is_certain_changes_nothing_of_it(params: Any) -> None:
    for beam in (1, 2, 4):
        whole = beam_search(CONFIG, beam, 9)(params, SOURCE)
        early = beam_search(CONFIG, beam, 9, first_only=True)(params, SOURCE)
        assert np.array_equal(np.asarray(whole.ids_BxKxT)[:, 0], np.asarray(early.ids_BxKxT)[:, 0])
        assert np.array_equal(np.asarray(whole.scores_BxK)[:, 0], np.asarray(early.scores_BxK)[:, 0])
