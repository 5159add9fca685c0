from dataclasses import fields

import numpy as np
import pytest

from lexiboost.tokens.pipeline import UNIT_STEP, RowStream, collate
from lexiboost.tokens.rows import TokenRows, concatenate, pack_rows
from tests.tokens.test_rows import features, flat_text

LENGTH = 6


def make_set(rows, seed, max_segments=3):
    return pack_rows(flat_text([5] * rows, seed), row_length=LENGTH, max_segments=max_segments), features(
        20, seed
    )


@pytest.fixture(scope="module")
def three_sets():
    return concatenate([make_set(50, 1), make_set(7, 2, max_segments=5), make_set(200, 3)])


def same(a, b):
    return all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


def test_collating_keeps_every_positions_features(three_sets):
    sets, units = three_sets
    chosen = np.array([3, 0, 3])
    batch = collate(sets[0], chosen, units)
    for index, ids in ((batch.index_BxL, sets[0].units_RxL), (batch.gloss_BxL, sets[0].gloss_RxL)):
        assert np.array_equal(batch.pieces_UxP[index], units.pieces_VxP[ids[chosen]])
        assert np.array_equal(batch.grams_UxG[index], units.grams_VxG[ids[chosen]])
        assert np.array_equal(batch.english_UxK[index], units.english_VxK[ids[chosen]])
        assert np.array_equal(batch.weight_UxK[index], units.weight_VxK[ids[chosen]])
        assert np.array_equal(batch.tags_UxT[index], units.tags_VxT[ids[chosen]])
        assert np.array_equal(index == 0, ids[chosen] == 0)
    assert np.array_equal(batch.labels_BxS, sets[0].labels_RxS[chosen])
    assert np.array_equal(batch.tags_BxL, sets[0].tags_RxL[chosen])
    assert np.array_equal(batch.segments_BxL, sets[0].segments_RxL[chosen])
    assert np.array_equal(batch.positions_BxL, sets[0].positions_RxL[chosen])
    assert np.array_equal(batch.kept_BxL, sets[0].kept_RxL[chosen])


def test_padding_is_unit_zero_even_where_no_position_is_empty():
    rows = pack_rows(flat_text([LENGTH] * 4), row_length=LENGTH, max_segments=1)
    full = TokenRows(**{**{f.name: getattr(rows, f.name) for f in fields(rows)}, "gloss_RxL": rows.units_RxL})
    batch = collate(full, np.arange(4), features(20, 0))
    assert batch.index_BxL.min() > 0
    assert not batch.pieces_UxP[0].any()


@pytest.mark.parametrize(("capacity", "room"), [(1, 21), (8, 24), (512, 512)])
def test_distinct_units_are_padded_to_a_multiple_of_the_capacity(capacity, room):
    batch = collate(make_set(200, 3)[0], np.arange(100), features(20, 3), capacity=capacity)
    assert len(batch.pieces_UxP) == room
    assert not batch.pieces_UxP[21:].any()


def stream(three_sets, *, seed=0, batch=8, weights=(1.0, 1.0, 2.0)):
    sets, units = three_sets
    return RowStream(sets, weights, units, batch=batch, seed=seed)


def test_a_batch_depends_on_seed_and_step_alone(three_sets):
    first, second = stream(three_sets), stream(three_sets)
    forward = [first[step] for step in range(12)]
    for step in (11, 3, 7, 0):
        assert same(second[step], forward[step])
    assert not same(forward[0], forward[1])
    assert not same(stream(three_sets, seed=1)[0], forward[0])


def test_a_step_far_ahead_is_there_at_once(three_sets):
    assert same(stream(three_sets)[1_000_000], stream(three_sets)[1_000_000])


def chosen_rows(found, steps):
    return np.concatenate([np.asarray(found._batches[step]) for step in range(steps)])


def test_the_mixture_has_its_weights_whatever_the_sizes_of_the_sets():
    sets, units = concatenate([make_set(2000, 1), make_set(700, 2), make_set(4000, 3)])
    rows = chosen_rows(RowStream(sets, (0.5, 0.2, 0.3), units, batch=64, seed=0), 100)
    bounds = np.cumsum([0, *(len(part) for part in sets)])
    shares = np.histogram(rows, bins=bounds)[0] / len(rows)
    assert shares == pytest.approx([0.5, 0.2, 0.3], abs=0.02)


def test_every_row_of_a_set_comes_once_an_epoch_and_epochs_differ(three_sets):
    sets, units = three_sets
    rows = chosen_rows(RowStream(sets[:1], [1.0], units, batch=10, seed=0), 10)
    first, second = rows[:50].tolist(), rows[50:].tolist()
    assert sorted(first) == sorted(second) == list(range(50))
    assert first != second and first != sorted(first)


def test_sets_of_weight_zero_and_empty_sets_are_not_drawn(three_sets):
    sets, units = three_sets
    empty = pack_rows(flat_text([]), row_length=LENGTH, max_segments=3)
    found = RowStream([sets[0], empty, sets[2]], [0.0, 1.0, 1.0], units, batch=4, seed=0)
    assert chosen_rows(found, 30).min() >= len(sets[0])


def test_nothing_to_draw_from_is_said(three_sets):
    sets, units = three_sets
    with pytest.raises(ValueError, match="no rows"):
        RowStream(sets, [0.0, 0.0, 0.0], units, batch=4, seed=0)


def test_rows_with_fewer_sentences_are_padded_when_stacked(three_sets):
    batch = stream(three_sets, batch=64)[0]
    assert batch.labels_BxS.shape == (64, 5)
    for b in range(64):
        assert (batch.labels_BxS[b, batch.segments_BxL[b].max() :] == -1).all()


def test_batches_keep_one_shape_so_that_the_step_is_compiled_once(three_sets):
    found = stream(three_sets)
    shapes = {tuple(array.shape for array in found[step]) for step in range(0, 200, 7)}
    assert len(shapes) == 1
    assert found[0].pieces_UxP.shape[0] % UNIT_STEP == 0


def test_a_batch_larger_than_its_set_repeats_rows(three_sets):
    sets, units = three_sets
    batch = RowStream(sets[1:2], [1.0], units, batch=20, seed=0)[0]
    assert len(batch.index_BxL) == 20
