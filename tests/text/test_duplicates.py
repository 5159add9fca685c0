from __future__ import annotations

import random
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexiboost.artifacts.errors import LexiboostError
from lexiboost.text.duplicates import (
    ExactDuplicates,
    HashTable,
    NearDuplicates,
    NearSettings,
    band_shape,
    shingle_hashes,
)


@given(
    st.lists(st.tuples(st.integers(0, 2**64 - 1) | st.integers(0, 5), st.integers(0, 2**32 - 1)), max_size=50)
)
def test_the_table_is_a_dictionary_whose_first_value_stays(pairs: list[tuple[int, int]]) -> None:
    table, expected = HashTable(10**6), {}
    for key, value in pairs:
        assert table.add(key, value)
        expected.setdefault(key or 1, value)
    assert {key: table.get(key) for key in expected} == expected and len(table) == len(expected)
    assert table.get(2**63 + 12345) == expected.get(2**63 + 12345)


def test_the_table_grows_and_stops_at_its_bound() -> None:
    table = HashTable(5000)
    rng = random.Random(0)
    keys = [rng.getrandbits(64) for _ in range(6000)]
    assert [table.add(key, number) for number, key in enumerate(keys)] == [True] * 5000 + [False] * 1000
    assert [table.get(key) for key in keys] == [*range(5000), *[None] * 1000]
    assert table.nbytes == 12 * 8192


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Good morning, world!", "good  morning\nWORLD", True),
        ("Straße", "STRASSE", True),
        ("নমস্কার, বিশ্ব।", "নমস্কার বিশ্ব", True),
        ("你好，世界！", "你好 世界", True),
        ("cafe\u0301", "café", True),
        ("good morning", "goodmorning", False),
        ("कल", "कला", False),
        ("!!!", "???", False),
        ("1", "2", False),
    ],
)
def test_case_punctuation_and_space_do_not_count(first: str, second: str, same: bool) -> None:
    index = ExactDuplicates(10)
    assert [index.add(first), index.add(second), index.add(first)] == [False, same, True]


def test_what_has_no_room_is_counted_and_not_remembered() -> None:
    index = ExactDuplicates(2)
    assert [index.add(text) for text in ("a", "b", "c", "c", "a")] == [False, False, False, False, True]
    assert index.unindexed == 2


def jaccard(first: str, second: str, variety: str, size: int) -> float:
    """By sets of strings."""
    sets = []
    for text in (first, second):
        parts = text.split() if variety == "eng_Latn" else list(text.replace(" ", ""))
        width = size if variety == "eng_Latn" else 5 * size
        sets.append({tuple(parts[i : i + width]) for i in range(max(1, len(parts) - width + 1))})
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


@settings(max_examples=40)
@given(st.lists(st.sampled_from(["a", "b", "c", "dd", "ee"]), min_size=1, max_size=30), st.integers(1, 4))
def test_shingles_are_the_set_of_runs_of_words(words: list[str], size: int) -> None:
    runs = {tuple(words[i : i + size]) for i in range(len(words) - size + 1)} or {tuple(words)}
    assert len(shingle_hashes(" ".join(words), "eng_Latn", size)) == len(runs)


@pytest.mark.parametrize(("threshold", "permutations"), [(0.5, 128), (0.8, 128), (0.9, 64), (1.0, 16)])
def test_pairs_at_the_threshold_meet_in_a_band(threshold: float, permutations: int) -> None:
    bands, rows = band_shape(threshold, permutations)
    assert bands * rows <= permutations
    assert 1 - (1 - threshold**rows) ** bands >= 0.98
    assert rows == permutations or 1 - (1 - threshold ** (rows + 1)) ** (permutations // (rows + 1)) < 0.98


def edited(words: list[str], rng: random.Random, share: float) -> list[str]:
    return [f"x{rng.randrange(10**6)}" if rng.random() < share else word for word in words]


@pytest.mark.parametrize(("variety", "glue"), [("eng_Latn", " "), ("tha_Thai", "")])
def test_near_duplicates_are_those_of_brute_force_but_for_the_estimates_error(
    variety: str, glue: str
) -> None:
    pytest.importorskip("rensa")
    rng = random.Random(1)
    texts: list[str] = []
    for _ in range(25):
        letters = "abcdefgh" if variety == "eng_Latn" else "กขคงจฉชซฌญ"
        base = ["".join(rng.choices(letters, k=4)) for _ in range(120)]
        texts.append(glue.join(base))
        texts += [glue.join(edited(base, rng, share)) for share in (0.002, 0.005, 0.01, 0.05, 0.3)]
    index = NearDuplicates(NearSettings(threshold=0.8), variety)
    kept: list[str] = []
    surely_missed = surely_wrong = close = 0
    for text in texts:
        best = max((jaccard(text, other, variety, 5) for other in kept), default=0.0)
        found = index.add(text)
        surely_missed += best > 0.9 and not found
        surely_wrong += best < 0.7 and found
        close += best > 0.9
        if not found:
            kept.append(text)
    assert surely_wrong == 0
    assert close > 20 and surely_missed == 0
    assert index.unindexed == 0


def test_signatures_estimate_the_jaccard_similarity() -> None:
    pytest.importorskip("rensa")
    rng = random.Random(2)
    index = NearDuplicates(NearSettings(permutations=512), "eng_Latn")
    for share in (0.0, 0.02, 0.1, 1.0):
        base = [str(rng.randrange(10**9)) for _ in range(300)]
        pair = [" ".join(base), " ".join(edited(base, rng, share))]
        first, second = (index.signature(shingle_hashes(text, "eng_Latn", 5)) for text in pair)
        assert (first == second).mean() == pytest.approx(jaccard(*pair, "eng_Latn", 5), abs=0.09)


def test_the_seed_decides_and_the_bound_holds() -> None:
    pytest.importorskip("rensa")
    shingles = shingle_hashes("a b c d e f g h", "eng_Latn", 5)
    one, again, other = (
        NearDuplicates(NearSettings(seed=seed), "eng_Latn").signature(shingles).tolist() for seed in (1, 1, 2)
    )
    assert one == again != other
    index = NearDuplicates(NearSettings(most=3), "eng_Latn")
    texts = [" ".join(f"{text}{i}" for i in range(30)) for text in "abcde"]
    assert [index.add(text) for text in texts] == [False] * 5
    assert index.unindexed == 2
    assert [index.add(text) for text in texts] == [True] * 3 + [False] * 2
    assert not index.add("") and not index.add("?!")


def test_a_document_takes_at_most_a_kilobyte() -> None:
    pytest.importorskip("rensa")
    index = NearDuplicates(NearSettings(), "eng_Latn")
    for number in range(3000):
        index.add(" ".join(f"{number}.{i}" for i in range(8)))
    assert 440 <= index.nbytes / 3000 <= 1024


def test_without_the_package_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rensa", None)
    with pytest.raises(LexiboostError, match=r'pip install "lexiboost\[clean\]"'):
        NearDuplicates(NearSettings(), "eng_Latn")


@pytest.mark.parametrize("bad", [{"threshold": 0.0}, {"threshold": 1.5}, {"shingle": 0}, {"permutations": 0}])
def test_settings_that_mean_nothing_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"threshold|shingle"):
        NearSettings(**bad)  # type: ignore[arg-type]
