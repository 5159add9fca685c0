from __future__ import annotations

from collections import Counter

import numpy as np

from lexiboost.models.seq2seq import BEGIN, END
from lexiboost.morphology import Row
from lexiboost.tasks.inflection.batches import Example, Shape, collate, encode, hide_letter, shapes_of, stream
from lexiboost.tasks.inflection.guesses import NO_GUESS, Guess
from lexiboost.tasks.inflection.vocabulary import FIRST_LETTER, FIRST_SLOT, Vocabulary

VOCABULARY = Vocabulary.of([Row("abc", "abcd", "N;PL")])
A, B, C, D = range(FIRST_LETTER, FIRST_LETTER + 4)


def test_a_batch_holds_lemma_and_guess_with_positions_from_both_ends() -> None:
    example = encode(VOCABULARY, Row("abc", "abd", "PL;N"), Guess("ad", 3))
    source, given, target = collate([example], Shape(3, 6, 5))
    assert source.features_BxF.tolist() == [[1, 2, 0]]
    assert source.characters_BxS.tolist() == [[A, B, C, A, D, 0]]
    assert source.parts_BxS.tolist() == [[0, 0, 0, 4, 4, 0]]
    assert source.positions_BxS.tolist() == [[1, 2, 3, 1, 2, 0]]
    assert source.endings_BxS.tolist() == [[2, 1, 0, 1, 0, 0]]
    assert given.tolist() == [[BEGIN, A, B, D, 0]]
    assert target.tolist() == [[A, B, D, END, 0]]


def test_a_hidden_letter_is_hidden_everywhere_by_one_sign() -> None:
    example = encode(VOCABULARY, Row("aab", "baa", "N"), Guess("ab", 0))
    for seed in range(8):
        hidden = hide_letter(example, np.random.default_rng(seed))
        joined, before = (
            hidden.lemma + hidden.guess + hidden.form,
            example.lemma + example.guess + example.form,
        )
        changed = {old: new for old, new in zip(before, joined, strict=True) if old != new}
        assert len(changed) == 1
        assert FIRST_SLOT <= next(iter(changed.values())) < FIRST_LETTER
        assert all(changed.get(old, old) == new for old, new in zip(before, joined, strict=True))


def _examples() -> list[Example]:
    rng = np.random.default_rng(0)
    sizes = rng.integers(1, 12, (50, 2)).tolist()
    return [Example((1,), [A] * n, [], 0, [i + FIRST_LETTER, *[B] * m]) for i, (n, m) in enumerate(sizes)]


def test_the_last_shape_holds_every_example() -> None:
    examples = _examples()
    shapes = shapes_of(examples, (0.5, 0.9, 1.0))
    assert all(shapes[-1].holds(example) for example in examples)
    assert sum(shapes[0].holds(example) for example in examples) >= 25
    assert 1 < len(shapes) <= 3


def test_the_stream_shows_every_example_equally_often_and_is_the_same_for_a_seed() -> None:
    examples = _examples()
    shapes = shapes_of(examples, (0.5, 1.0))

    def first(seed: int) -> list[np.ndarray]:
        batches = stream(examples, shapes, batch=5, hidden=0.0, seed=seed)
        return [next(batches).target_BxT for _ in range(200)]

    one, same, other = first(0), first(0), first(1)
    assert all(np.array_equal(a, b) for a, b in zip(one, same, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
    counts = Counter(np.concatenate([target[:, 0] for target in one]).tolist())
    assert set(counts) == {example.form[0] for example in examples}
    assert {target.shape[1] for target in one} == {shape.target for shape in shapes}
    assert max(counts.values()) - min(counts.values()) <= 12  # 1,000 drawn of 50


def test_a_lemma_without_guess_has_no_second_part() -> None:
    example = encode(VOCABULARY, Row("ab", "ab", "N"), NO_GUESS)
    assert collate([example], Shape(1, 4, 3)).source.parts_BxS.max() == 0
