import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.tokens.ragged import Ragged, spans

LISTS = st.lists(st.lists(st.integers(0, 9), max_size=5), max_size=12)


def listed(ragged):
    return [ragged.ids_W[a:b].tolist() for a, b in zip(ragged.offsets[:-1], ragged.offsets[1:], strict=True)]


@given(LISTS, st.data())
def test_lists_come_back_and_can_be_taken_in_any_order(lists, data):
    ragged = Ragged.of(lists)
    assert listed(ragged) == lists
    assert ragged.lengths.tolist() == [len(each) for each in lists]
    index = data.draw(st.lists(st.integers(0, len(lists) - 1), max_size=20)) if lists else []
    assert listed(ragged.take(np.array(index, dtype=np.int64))) == [lists[i] for i in index]


def test_spans_count_up_from_each_beginning():
    assert spans(np.array([7, 0, 3]), np.array([2, 0, 3])).tolist() == [7, 8, 3, 4, 5]
