import zlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.morphology.crc import BLOCK, LONGEST, crc32


def checksums(strings: list[bytes]) -> list[int]:
    offsets = np.cumsum([0, *map(len, strings)]).astype(np.int32)
    return crc32(np.frombuffer(b"".join(strings), dtype=np.uint8), offsets).tolist()


@given(st.lists(st.binary(max_size=12)))
def test_checksums_equal_zlibs(strings: list[bytes]) -> None:
    assert checksums(strings) == [zlib.crc32(string) for string in strings]


def test_checksums_of_long_strings_among_short_ones_equal_zlibs() -> None:
    sizes = [3, 0, LONGEST, LONGEST + 1, 5, BLOCK + 7, 0, 1, 2 * BLOCK, 4, LONGEST - 1]
    strings = [np.random.default_rng(size).bytes(size) for size in sizes]
    assert checksums(strings) == [zlib.crc32(string) for string in strings]
