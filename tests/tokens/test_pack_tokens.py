import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexiboost.tokens.pack_tokens import MIN_FILL, Stream, best_fit, pack_tokens
from lexiboost.tokens.ragged import Ragged
from lexiboost.tokens.shares import Source
from lexiboost.tokens.token_rows import load_packed

VOCABULARY = 1000


def chunks_of(documents, size):
    return [Ragged.of(documents[i : i + size]) for i in range(0, len(documents), size)]


def random_documents(lengths, seed=0):
    rng = np.random.default_rng(seed)
    return [rng.integers(1, VOCABULARY, n).tolist() for n in lengths]


def pack(folder, documents, *, row_length, chunk=7, **options):
    streams = [Stream("tur_Latn", "real", chunks_of(documents, chunk))]
    report = pack_tokens(folder, streams, row_length=row_length, vocabulary=VOCABULARY, **options)
    return load_packed(folder), report


@settings(deadline=None, max_examples=60)
@given(
    lengths=st.lists(st.integers(0, 40), max_size=60),
    row_length=st.integers(1, 24),
    chunk=st.integers(1, 30),
    window=st.integers(1, 300),
    split=st.booleans(),
)
def test_no_token_is_lost_and_every_document_can_be_put_together(
    tmp_path_factory, lengths, row_length, chunk, window, split
):
    documents = random_documents(lengths)
    folder = tmp_path_factory.mktemp("rows")
    rows, report = pack(folder, documents, row_length=row_length, chunk=chunk, window=window, split=split)
    assert [rows.document(0, i).tolist() for i in range(len(documents))] == documents
    assert report.documents == len(documents) and report.empty == lengths.count(0)
    assert report.tokens == sum(lengths) == int(rows.used_R.sum(dtype=np.int64))
    assert report.rows == len(rows) and report.fill == pytest.approx(rows.fill)
    if not split:
        assert report.cut == sum(n > row_length for n in lengths)
        place, _ = rows.segments_of(np.arange(len(rows)))
        assert len(place) == sum(-(-n // row_length) for n in lengths)


def cut_documents(rows):
    """How many documents lie in several segments though a row would hold them."""
    _, segment = rows.segments_of(np.arange(len(rows)))
    pieces = np.bincount(rows.document_S[segment])
    return sum(1 for d in np.flatnonzero(pieces > 1) if len(rows.document(0, int(d))) <= rows.row_length)


@pytest.mark.parametrize(
    "lengths",
    [
        np.random.default_rng(1).geometric(1 / 22, 4000),
        np.random.default_rng(2).integers(1, 400, 500),
        np.full(900, 77),  # no two fit into a row of 128
        np.full(900, 65),
        np.tile([70, 70, 57, 2], 250),
        np.full(30, 5000),
    ],
)
@pytest.mark.parametrize("window", [3000, 1 << 22])
def test_rows_are_full_whatever_the_lengths_are(tmp_path, lengths, window):
    documents = random_documents(lengths.tolist())
    rows, report = pack(tmp_path, documents, row_length=128, window=window)
    assert (rows.used_R[:-1] >= MIN_FILL * 128).all()
    assert report.fill >= 0.96
    longer = sum(n > 128 for n in lengths.tolist())
    assert report.cut == longer + cut_documents(rows)


def test_sentences_are_hardly_ever_cut(tmp_path):
    lengths = np.random.default_rng(1).geometric(1 / 22, 20_000).clip(max=128)
    _, report = pack(tmp_path, random_documents(lengths.tolist()), row_length=512, chunk=500)
    assert report.fill > 0.995 and report.cut < 5


def test_the_same_documents_give_the_same_bytes_however_they_are_chunked(tmp_path):
    documents = random_documents(np.random.default_rng(3).integers(0, 90, 600).tolist())
    for name, chunk in (("a", 1), ("b", 599), ("c", 10_000)):
        pack(tmp_path / name, documents, row_length=64, chunk=chunk, window=5000)
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert files == [
        "begin.npy", "document.npy", "first.npy", "rows.json", "start.npy", "tokens.npy", "used.npy",
    ]  # fmt: skip
    for name in files:
        one = (tmp_path / "a" / name).read_bytes()
        assert one == (tmp_path / "b" / name).read_bytes() == (tmp_path / "c" / name).read_bytes()


def test_sources_lie_apart_and_small_ones_take_a_row_of_their_own(tmp_path):
    streams = [
        Stream("tur_Latn", "real", [Ragged.of([[1, 2], [3]])]),
        Stream("kaz_Cyrl", "pseudo_mono", []),
        Stream("fin_Latn", "real", [Ragged.of([[4] * 9])]),
    ]
    pack_tokens(tmp_path, streams, row_length=8, vocabulary=70_000, padding=5)
    rows = load_packed(tmp_path)
    assert rows.sources == (
        Source("tur_Latn", "real", 1),
        Source("kaz_Cyrl", "pseudo_mono", 0),
        Source("fin_Latn", "real", 2),
    )
    assert rows.tokens_RxL.tolist() == [[1, 2, 3, 5, 5, 5, 5, 5], [4] * 8, [4] + [5] * 7]
    assert rows.tokens_RxL.dtype == np.int32 and rows.used_R.tolist() == [3, 8, 1]
    assert rows.document(2, 0).tolist() == [4] * 9


def test_small_vocabularies_take_two_bytes_a_token(tmp_path):
    pack_tokens(tmp_path, [Stream("a", "real", [Ragged.of([[65_535]])])], row_length=4, vocabulary=65_536)
    assert load_packed(tmp_path).tokens_RxL.dtype == np.uint16


def test_memory_is_that_of_a_window_however_long_the_stream_is(tmp_path):
    def peak(chunks):
        lengths = np.random.default_rng(0).integers(1, 60, 400)
        chunk = Ragged.of([[1] * int(n) for n in lengths])
        tracemalloc.start()
        stream = Stream("a", "real", (chunk for _ in range(chunks)))
        pack_tokens(tmp_path, [stream], row_length=128, vocabulary=VOCABULARY, window=20_000)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(2)
    assert peak(60) < 1.3 * peak(6)


@pytest.mark.parametrize("bad", [-1, VOCABULARY])
def test_an_id_outside_the_vocabulary_leaves_nothing_behind(tmp_path, bad):
    pack(tmp_path, [[1, 2, 3]], row_length=4)
    with pytest.raises(ValueError, match="outside a vocabulary of 1000"):
        pack(tmp_path, [[1, bad]], row_length=4)
    assert not (tmp_path / "rows.json").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_best_fit_takes_the_row_with_the_least_room_that_is_enough():
    # 8 opens row 0, 6 row 1, 5 row 2; the 4s fill row 1 (room 4) and go on in row 2, where 1 is left for 1.
    placement = best_fit(np.array([1, 4, 5, 6, 8, 4]), 10)
    assert placement.row_N.tolist() == [2, 1, 2, 1, 0, 2]
    assert placement.start_N.tolist() == [9, 6, 0, 0, 0, 5]
    assert placement.segment_N.tolist() == [3, 2, 1, 1, 1, 2]
    assert (placement.rows, placement.segments) == (3, 3)


@settings(deadline=None)
@given(st.lists(st.integers(1, 30), max_size=80), st.integers(30, 40))
def test_best_fit_lays_pieces_apart_and_numbers_them_from_left_to_right(lengths, row_length):
    placement = best_fit(np.array(lengths, dtype=np.int64), row_length)
    cells = set()
    for row, start, length in zip(placement.row_N, placement.start_N, lengths, strict=True):
        mine = {(int(row), int(start) + i) for i in range(length)}
        assert not cells & mine and start + length <= row_length and row < placement.rows
        cells |= mine
    for row in range(placement.rows):
        here = np.flatnonzero(placement.row_N == row)
        assert len(here)
        ordered = here[np.argsort(placement.start_N[here])]
        assert placement.segment_N[ordered].tolist() == list(range(1, len(here) + 1))
    # Best fit never opens a row while two rows could be poured together.
    used = np.bincount(placement.row_N, weights=lengths, minlength=placement.rows)
    assert (np.sort(used)[:2].sum() > row_length) or placement.rows < 2
