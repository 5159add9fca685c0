import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexiboost.tokens.packing import OPEN_ROWS, pack, unpack_index

LENGTHS = st.lists(st.integers(1, 12), max_size=80)


@settings(deadline=None)
@given(LENGTHS, st.integers(12, 20), st.integers(1, 5))
def test_sentences_lie_whole_and_apart_inside_rows(lengths, row_length, max_segments):
    placement = pack(np.array(lengths, dtype=np.int64), row_length, max_segments=max_segments)
    occupied = set()
    for row, start, length in zip(placement.row_N, placement.start_N, lengths, strict=True):
        cells = {(int(row), int(start) + i) for i in range(length)}
        assert start >= 0 and start + length <= row_length and row < placement.rows
        assert not cells & occupied
        occupied |= cells
    assert len(occupied) == sum(lengths)


@settings(deadline=None)
@given(LENGTHS, st.integers(1, 5))
def test_segments_of_a_row_are_numbered_from_left_to_right(lengths, max_segments):
    placement = pack(np.array(lengths, dtype=np.int64), 16, max_segments=max_segments)
    for row in range(placement.rows):
        here = sorted(
            (int(start), int(segment))
            for r, start, segment in zip(placement.row_N, placement.start_N, placement.segment_N, strict=True)
            if r == row
        )
        assert [segment for _, segment in here] == list(range(1, len(here) + 1))
        assert len(here) <= max_segments
    assert placement.segments == max(placement.segment_N, default=0)


@settings(deadline=None)
@given(LENGTHS)
def test_the_flat_index_names_every_words_place(lengths):
    sizes = np.array(lengths, dtype=np.int64)
    placement = pack(sizes, 16, max_segments=4)
    expected = [
        int(placement.row_N[n]) * 16 + int(placement.start_N[n]) + i
        for n, length in enumerate(lengths)
        for i in range(length)
    ]
    assert unpack_index(placement, sizes, 16).tolist() == expected


def test_each_sentence_goes_into_the_first_row_with_room():
    placement = pack(np.array([6, 5, 4, 3, 2]), 10, max_segments=9)
    assert placement.row_N.tolist() == [0, 1, 0, 1, 1]
    assert placement.start_N.tolist() == [0, 0, 6, 5, 8]


def test_the_fullest_open_row_is_closed_when_too_many_are_open():
    lengths = [6, 8, *[7] * (OPEN_ROWS - 1), 2, 4]
    placement = pack(np.array(lengths), 10, max_segments=9)
    # One row more than may be open was wanted: row 1 (8 of 10) went, so the 2 finds row 0 and not row 1.
    assert placement.row_N[-2] == 0
    assert placement.rows == OPEN_ROWS + 2


@pytest.mark.parametrize("lengths", [[0], [3, 11]])
def test_lengths_that_no_row_can_hold_are_refused(lengths):
    with pytest.raises(ValueError, match="1 to 10 words"):
        pack(np.array(lengths), 10, max_segments=3)


def test_real_lengths_fill_rows_densely():
    lengths = np.random.default_rng(0).integers(3, 20, 2000)
    placement = pack(lengths, 64, max_segments=32)
    assert lengths.sum() / (placement.rows * 64) > 0.97
