import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexiboost.artifacts.errors import InputError
from lexiboost.tokens.rows import (
    FlatText,
    concatenate,
    load_features,
    load_rows,
    pack_rows,
    save_arrays,
)
from lexiboost.tokens.units import UnitFeatures


def flat_text(lengths, seed=0):
    rng = np.random.default_rng(seed)
    count = int(sum(lengths))
    return FlatText(
        keys=[("fin_Latn", f"w{i}") for i in range(20)],
        units_W=rng.integers(1, 21, count).astype(np.int32),
        lengths_M=np.array(lengths, dtype=np.int64),
        tags_W=rng.integers(-1, 5, count).astype(np.int16),
        labels_M=rng.integers(-1, 4, len(lengths)).astype(np.int16),
        kept_W=rng.random(count) < 0.5,
        gloss_W=rng.integers(0, 21, count).astype(np.int32),
    )


def sentences_of(rows, row_length):
    """Sentence -> [(position, unit, tag, kept, gloss)] and its labels, read position by position."""
    words, labels = {}, {}
    for r in range(len(rows)):
        for at in range(row_length):
            segment = int(rows.segments_RxL[r, at])
            unit = int(rows.units_RxL[r, at])
            assert (segment == 0) == (unit == 0)
            if segment:
                sentence = int(rows.sentence_RxS[r, segment - 1])
                words.setdefault(sentence, []).append(
                    (
                        int(rows.positions_RxL[r, at]),
                        unit,
                        int(rows.tags_RxL[r, at]),
                        bool(rows.kept_RxL[r, at]),
                        int(rows.gloss_RxL[r, at]),
                    )
                )
                labels.setdefault(sentence, set()).add(int(rows.labels_RxS[r, segment - 1]))
            else:
                assert rows.tags_RxL[r, at] == -1 and rows.gloss_RxL[r, at] == 0 and not rows.kept_RxL[r, at]
    return {sentence: sorted(found) for sentence, found in words.items()}, labels


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.integers(0, 30), max_size=25),
    st.integers(4, 12),
    st.integers(1, 4),
    st.sampled_from([None, 0, 1]),
)
def test_every_word_arrives_once_with_its_tag_gloss_label_and_position(
    lengths, row_length, max_segments, shuffle
):
    text = flat_text(lengths)
    rows = pack_rows(text, row_length=row_length, max_segments=max_segments, shuffle=shuffle)
    words, labels = sentences_of(rows, row_length)
    start = 0
    for sentence, length in enumerate(lengths):
        expected = [
            (i, int(text.units_W[w]), int(text.tags_W[w]), bool(text.kept_W[w]), int(text.gloss_W[w]))
            for i, w in enumerate(range(start, start + length))
        ]
        assert words.get(sentence, []) == expected
        assert labels.get(sentence, {int(text.labels_M[sentence])}) == {int(text.labels_M[sentence])}
        start += length


def test_a_sentence_that_is_too_long_is_cut_and_counts_on():
    rows = pack_rows(flat_text([7]), row_length=3, max_segments=4)
    assert rows.segments_RxL.tolist() == [[1, 1, 1], [1, 1, 1], [1, 0, 0]]
    assert rows.positions_RxL.tolist() == [[0, 1, 2], [3, 4, 5], [6, 0, 0]]
    assert rows.sentence_RxS[:, 0].tolist() == [0, 0, 0]
    assert rows.sentence_RxS[:, 1:].max() == -1


def test_the_pieces_of_cut_sentences_come_back_in_order():
    # What prediction relies on: sorting by (sentence, position) restores the flat text.
    text = flat_text([9, 2, 25, 1, 11, 3, 3])
    rows = pack_rows(text, row_length=8, max_segments=4, shuffle=3)
    present = np.asarray(rows.segments_RxL) > 0
    row = np.nonzero(present)[0]
    sentence = rows.sentence_RxS[row, rows.segments_RxL[present] - 1]
    order = np.lexsort((rows.positions_RxL[present], sentence))
    assert rows.units_RxL[present][order].tolist() == text.units_W.tolist()


def test_the_shuffling_seed_changes_the_order_and_nothing_else():
    text = flat_text([3] * 40)
    first, again, other = (pack_rows(text, row_length=9, max_segments=3, shuffle=s) for s in (0, 0, 1))
    assert first.units_RxL.tolist() == again.units_RxL.tolist()
    assert first.sentence_RxS.tolist() != other.sentence_RxS.tolist()
    assert sorted(first.sentence_RxS.ravel().tolist()) == sorted(other.sentence_RxS.ravel().tolist())


def test_fill_is_the_share_of_positions_in_use():
    assert pack_rows(flat_text([3, 3]), row_length=4, max_segments=4).fill == 6 / 8
    assert pack_rows(flat_text([]), row_length=4, max_segments=4).fill == 0.0


def features(count, seed):
    rng = np.random.default_rng(seed)
    arrays = {
        "pieces_VxP": rng.integers(1, 9, (count + 1, 3)).astype(np.int32),
        "grams_VxG": rng.integers(1, 9, (count + 1, 2)).astype(np.int32),
        "english_VxK": rng.integers(1, 9, (count + 1, 2)).astype(np.int32),
        "weight_VxK": rng.random((count + 1, 2)).astype(np.float32),
        "tags_VxT": rng.random((count + 1, 1)).astype(np.float32),
    }
    for array in arrays.values():
        array[0] = 0
    return UnitFeatures(**arrays)


def test_sets_of_rows_share_one_numbering_after_concatenation():
    parts = [
        (pack_rows(flat_text([4, 3], seed), row_length=6, max_segments=3), features(20, seed))
        for seed in (1, 2)
    ]
    rows, merged = concatenate(parts)
    assert len(merged) == 41
    for (before, own), after in zip(parts, rows, strict=True):
        for name in ("units_RxL", "gloss_RxL"):
            old, new = getattr(before, name), getattr(after, name)
            assert ((old == 0) == (new == 0)).all()
            assert (own.pieces_VxP[old] == merged.pieces_VxP[new]).all()
            assert (own.weight_VxK[old] == merged.weight_VxK[new]).all()
        assert after.tags_RxL.tolist() == before.tags_RxL.tolist()
    assert set(rows[0].units_RxL[rows[0].units_RxL > 0]).isdisjoint(rows[1].units_RxL[rows[1].units_RxL > 0])


def test_arrays_read_back_memory_mapped(tmp_path):
    rows, units = pack_rows(flat_text([4, 3]), row_length=6, max_segments=3), features(20, 0)
    save_arrays(rows, tmp_path, "rows")
    save_arrays(units, tmp_path, "units")
    back, units_back = load_rows(tmp_path, "rows"), load_features(tmp_path, "units")
    assert isinstance(back.units_RxL, np.memmap)
    for name in ("units_RxL", "segments_RxL", "positions_RxL", "kept_RxL", "labels_RxS", "sentence_RxS"):
        assert getattr(back, name).tolist() == getattr(rows, name).tolist()
        assert getattr(back, name).dtype == getattr(rows, name).dtype
    assert units_back.weight_VxK.tolist() == units.weight_VxK.tolist()


@pytest.mark.parametrize("damage", ["absent", "short", "junk"])
def test_a_damaged_array_is_named(tmp_path, damage):
    save_arrays(pack_rows(flat_text([4, 3]), row_length=6, max_segments=3), tmp_path, "rows")
    path = tmp_path / "rows.units_RxL.npy"
    whole = path.read_bytes()
    path.unlink()
    if damage != "absent":
        path.write_bytes(whole[:-4] if damage == "short" else b"junk" + whole)
    with pytest.raises(InputError, match=r"rows\.units_RxL\.npy: not a readable array"):
        load_rows(tmp_path, "rows")
