from __future__ import annotations

import subprocess
import sys
from hashlib import blake2b

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.text.windows import Windows, code_points, text_hash, window_hashes, word_hashes

WORDS = st.lists(st.sampled_from(["a", "b", "ab", "é", "漢", "x" * 100]), max_size=20)


@given(WORDS, st.integers(1, 6))
def test_runs_have_one_hash_exactly_if_they_are_equal(words: list[str], n: int) -> None:
    hashes = window_hashes(word_hashes(words), n).tolist()
    runs = [tuple(words[i : i + n]) for i in range(len(words) - n + 1)]
    assert len(hashes) == len(runs)
    assert len(set(zip(hashes, runs, strict=True))) == len(set(hashes)) == len(set(runs))


@given(st.text(max_size=30), st.lists(st.integers(1, 10), max_size=6))
def test_the_order_of_asking_does_not_matter(text: str, sizes: list[int]) -> None:
    windows = Windows(code_points(text))
    for n in sizes:
        assert (windows.hashes(n) == window_hashes(code_points(text), n)).all()


def test_runs_of_different_lengths_have_different_hashes() -> None:
    same = np.zeros(6, dtype=np.uint64)
    assert len({int(window_hashes(same, n)[0]) for n in range(1, 7)}) == 6


def test_hashes_are_the_same_in_every_process() -> None:
    expected = int.from_bytes(blake2b("né".encode(), digest_size=8).digest(), "little")
    assert text_hash("né") == word_hashes(["né"])[0] == expected
    code = "from lexiboost.text.windows import *; print(window_hashes(word_hashes('abc'), 2).sum())"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True
        )
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout != ""
    assert int(runs[0].stdout) == int(window_hashes(word_hashes(["a", "b", "c"]), 2).sum())
