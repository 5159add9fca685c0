"""A stream's documents: their order, their shards, and that any position gives exactly the rest."""

import bz2
import gzip
import json
import lzma
import tracemalloc
import zipfile
from collections import Counter
from itertools import islice

import numpy as np
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lexiboost.artifacts.errors import ConfigError, InputError, StaleArtifactError
from lexiboost.text import document_stream
from lexiboost.text.stream import stream, stream_pairs
from tests.text.readers.samples import SAMPLES, json_lines, parquet_rows, read, write_sample


def zipped(content):
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.json", content)
    return out.getvalue()


PACK = {
    ".gz": gzip.compress,
    ".xz": lzma.compress,
    ".bz2": bz2.compress,
    ".zst": lambda content: zstandard.ZstdCompressor().compress(content),
}
TEXT_FORMATS = [format for format in SAMPLES if format != "parquet"]


def options_of(format):
    return {"format": format, "variety": "eng_Latn" if format == "tmx" else ""}


@pytest.mark.parametrize("suffix", PACK)
@pytest.mark.parametrize("format", TEXT_FORMATS)
def test_every_format_reads_the_same_in_every_compression(tmp_path, format, suffix):
    path = write_sample(tmp_path, format)
    plain = read(path, **options_of(format))
    assert plain[0]
    packed = tmp_path / (path.name + suffix)
    packed.write_bytes(PACK[suffix](path.read_bytes()))
    path.unlink()
    assert read(packed, **options_of(format)) == plain
    assert read(path, **options_of(format)) == plain


def test_a_zip_of_one_file_reads_as_that_file(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(json_lines({"text": "in a zip"})))
    assert [each.text for each in read(path)[0]] == ["in a zip"]


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize("seed", [None, 3])
@pytest.mark.parametrize("format", SAMPLES)
def test_each_format_resumed_after_each_document_gives_the_rest(tmp_path, format, seed, suffix):
    path = write_sample(tmp_path, format)
    if suffix and format != "parquet":
        path = tmp_path / (path.name + suffix)
        path.write_bytes(gzip.compress(SAMPLES[format][1]))
    given_options = {**options_of(format), "seed": seed, "buffer": 2}
    whole = stream(path, **given_options)
    documents, positions = [], [whole.position]
    for document in whole:
        documents.append(document)
        positions.append(json.loads(json.dumps(whole.position)))
    positions.append(whole.position)
    for done, position in enumerate(positions):
        rest = stream(path, **given_options, start=position)
        assert list(rest) == documents[done:]
        assert (rest.read, rest.rejected) == (whole.read, whole.rejected)


@st.composite
def corpora(draw):
    """A few files of numbered lines: some blank, some not UTF-8, some files empty."""
    lines = st.sampled_from([b"text %d", b"text %d", b"text %d", b"", b"\xff %d"])
    files = draw(st.lists(st.lists(lines, max_size=9), min_size=1, max_size=5))
    contents = []
    for number, kinds in enumerate(files):
        if kinds:
            kinds = [b"text %d", *kinds]
        rows = [kind % (100 * number + row) if kind else b"" for row, kind in enumerate(kinds)]
        contents.append(b"".join(row + b"\n" for row in rows))
    return contents


def write_files(folder, contents):
    paths = [folder / f"{number}.txt" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    return paths


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    contents=corpora(),
    seed=st.none() | st.integers(0, 2**40),
    shards=st.integers(1, 4),
    buffer=st.integers(1, 7),
    data=st.data(),
)
def test_shards_partition_the_documents_and_resume_anywhere(tmp_path, contents, seed, shards, buffer, data):
    paths = write_files(tmp_path, contents)
    plain = stream(paths, format="lines")
    everything = list(plain)
    given_options = {"format": "lines", "seed": seed, "buffer": buffer}
    shared, rejected, read_ = [], Counter(), 0
    for index in range(shards):
        part = stream(paths, **given_options, shard=(index, shards))
        stop = data.draw(st.integers(0, len(everything)))
        begun = list(islice(part, stop))
        rest = stream(paths, **given_options, shard=(index, shards), start=part.position)
        whole = begun + list(rest)
        assert whole == list(stream(paths, **given_options, shard=(index, shards)))
        shared += whole
        rejected += rest.rejected
        read_ += rest.read
    assert sorted(each.source_id for each in shared) == sorted(each.source_id for each in everything)
    assert (read_, rejected) == (plain.read, plain.rejected)


def test_files_are_dealt_to_shards_whole_where_there_are_enough(tmp_path):
    paths = write_files(tmp_path, [b"text a\ntext b\n"] * 4)
    shares = [
        {each.source_id.partition(":")[0] for each in stream(paths, shard=(index, 2), seed=1)}
        for index in (0, 1)
    ]
    assert shares == [{"0.txt", "2.txt"}, {"1.txt", "3.txt"}]


def test_a_seed_permutes_files_and_documents_and_is_stable(tmp_path):
    rows = 50
    paths = write_files(
        tmp_path, [b"".join(b"%d\n" % (100 * n + row) for row in range(rows)) for n in range(6)]
    )

    def order(seed):
        return [int(each.text) for each in stream(paths, seed=seed, buffer=20)]

    plain, first, second = order(None), order(1), order(2)
    assert plain == sorted(plain)
    assert first == order(1)
    assert sorted(first) == sorted(second) == plain
    assert first != second
    files = [number // 100 for number in first[::rows]]
    assert files != sorted(files)
    # Documents move within a block of 20, not beyond it.
    rank = np.random.default_rng((1, 0, 1)).permutation(6).tolist()
    unshuffled = [100 * number + row for number in rank for row in range(rows)]
    for begin in range(0, len(first), 20):
        assert sorted(first[begin : begin + 20]) == sorted(unshuffled[begin : begin + 20])
        assert first[begin : begin + 20] != unshuffled[begin : begin + 20]


def test_a_block_is_full_by_its_bytes_too(tmp_path, monkeypatch):
    monkeypatch.setattr(document_stream, "BUFFER_BYTES", 50)
    paths = write_files(tmp_path, [b"".join(b"%09d\n" % number for number in range(20))])
    order = [int(each.text) for each in stream(paths, seed=1)]
    assert [sorted(order[begin : begin + 5]) for begin in range(0, 20, 5)] == [
        list(range(begin, begin + 5)) for begin in range(0, 20, 5)
    ]


def test_a_folder_reads_in_the_order_of_its_names(tmp_path):
    for name in ("AB/wiki_00", "AA/wiki_01", "AA/wiki_00", ".hidden/x", "AA/.x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(SAMPLES["wikiextractor"][1])
    assert [each.source_id for each in stream(tmp_path)][::2] == [
        "AA/wiki_00:12",
        "AA/wiki_01:12",
        "AB/wiki_00:12",
    ]


@pytest.mark.parametrize(
    "change",
    [{"seed": 2}, {"shard": (0, 2)}, {"buffer": 3}, {"variety": "tur_Latn"}, {"format": "blank_lines"}],
)
def test_a_position_of_other_settings_is_refused(tmp_path, change):
    paths = write_files(tmp_path, [b"text\n"] * 2)
    given_options = {"format": "lines", "seed": 1, "shard": (1, 2), "buffer": 2}
    position = stream(paths, **given_options).position
    with pytest.raises(StaleArtifactError, match="other files or settings"):
        stream(paths, **given_options | change, start=position)


def test_a_position_of_files_that_changed_or_of_nothing_is_refused(tmp_path):
    paths = write_files(tmp_path, [b"text\n"] * 2)
    position = stream(paths).position
    with pytest.raises(ConfigError, match="no position"):
        stream(paths, start={"key": position["key"]})
    with pytest.raises(ConfigError, match="no position"):
        stream(paths, start={"file": 3})
    paths[1].write_bytes(b"longer text\n")
    with pytest.raises(StaleArtifactError):
        stream(paths, start=position)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"shard": (2, 2)}, "shard"),
        ({"shard": (-1, 2)}, "shard"),
        ({"shard": (0, 0)}, "shard"),
        ({"seed": -1}, "seed"),
        ({"buffer": 0}, "buffer"),
        ({"format": "jsonlines"}, "unknown text format 'jsonlines'; one of jsonl, oscar"),
    ],
)
def test_impossible_settings_are_one_line(tmp_path, wrong, message):
    paths = write_files(tmp_path, [b"text\n"])
    with pytest.raises(ConfigError, match=message):
        stream(paths, **wrong)


def test_pairs_are_sharded_and_resumed_like_documents(tmp_path):
    for side in ("en", "fi"):
        (tmp_path / f"a.{side}").write_text("".join(f"{side} {n}\n" for n in range(20)))
    paths = [(tmp_path / "a.en", tmp_path / "a.fi"), write_sample(tmp_path, "tmx")]

    def texts(pairs):
        return [(pair.source.text, pair.target.text) for pair in pairs]

    languages = {"source": "eng_Latn", "target": "fin_Latn", "seed": 5, "buffer": 4}
    everything = texts(stream_pairs(paths, **languages))
    assert len(set(everything)) == 22
    assert all(one[3:] == two[3:] for one, two in everything if one.startswith("en "))
    shares = [texts(stream_pairs(paths, **languages, shard=(index, 3))) for index in range(3)]
    assert sorted(pair for share in shares for pair in share) == sorted(everything)
    for stop in range(23):
        begun = stream_pairs(paths, **languages)
        assert texts(islice(begun, stop)) == everything[:stop]
        assert texts(stream_pairs(paths, **languages, start=begun.position)) == everything[stop:]


def test_an_error_stays_one_when_the_stream_is_asked_again(tmp_path):
    paths = write_files(tmp_path, [b"text\n", b"text\n"])
    documents = stream([paths[0], write_truncated(tmp_path), paths[1]])
    with pytest.raises(InputError):
        list(documents)
    with pytest.raises(InputError):
        next(documents)


def write_truncated(folder):
    path = folder / "cut.txt.gz"
    path.write_bytes(gzip.compress(b"some text\n" * 1000)[:-20])
    return path


def write_gigabytes(path, format, count, row):
    """Many records, written a piece at a time."""
    with gzip.open(path, "wb", 1) as out:
        for number in range(count):
            out.write(row(number))


@pytest.mark.parametrize(
    ("format", "row"),
    [
        ("jsonl", lambda n: b'{"url": "u%d", "text": "%d %s"}\n' % (n, n, b"lorem ipsum " * 100)),
        ("blank_lines", lambda n: b"%d %s\n\n" % (n, b"lorem ipsum " * 100)),
        ("wikiextractor", lambda n: b'<doc id="%d" url="u" title="t">\n%s\n</doc>\n' % (n, b"lorem " * 200)),
        (
            "conllu",
            lambda n: b"".join(b"%d\tword%d" % (w, n) + b"\t_" * 8 + b"\n" for w in range(1, 30)) + b"\n",
        ),
    ],
)
@pytest.mark.parametrize("seed", [None, 1])
def test_memory_does_not_grow_with_the_file(tmp_path, format, row, seed):
    peaks = []
    for count in (500, 4000):
        path = tmp_path / f"{count}.gz"
        write_gigabytes(path, format, count, row)
        tracemalloc.start()
        assert sum(1 for _ in stream(path, format=format, seed=seed, buffer=64)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0] + 100_000


def test_memory_of_xml_and_parquet_does_not_grow_with_the_file(tmp_path):
    peaks = {"tmx": [], "parquet": []}
    for count in (500, 5000):
        unit = '<tu><tuv xml:lang="en"><seg>' + "lorem " * 50 + "</seg></tuv></tu>\n"
        (tmp_path / "a.tmx").write_text(f"<tmx><body>{unit * count}</body></tmx>")
        (tmp_path / "a.parquet").write_bytes(parquet_rows(count))
        for format, peak in peaks.items():
            tracemalloc.start()
            assert sum(1 for _ in stream(tmp_path / f"a.{format}", variety="eng_Latn")) > 0.7 * count
            peak.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    for small, large in peaks.values():
        assert large < 1.2 * small + 400_000


def test_every_real_text_is_read(data_dir):
    texts = stream(data_dir / "text")
    count = Counter(
        each.source_id.split("/")[0] for each in texts if each.text.strip() and "\r" not in each.text
    )
    assert sum(count.values()) == texts.read > 200_000
    assert texts.rejected.keys() <= {"empty"}
    assert len(count) == sum(1 for each in (data_dir / "text").iterdir() if each.is_dir())
