"""The text of pseudo-sentences from their words, where words were changed after the loop that wrote it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.kernels import kernel
from lexiboost.morphology.strings import buffers
from lexiboost.synthesis.pseudo import PseudoText


def with_text(text: PseudoText) -> PseudoText:
    """The same with `text_M` and `ends_W` after its words and the spaces between them.

    Raises:
        InputError: the result is more than 2 GiB.
    """
    pool, ends_V1 = buffers(text.vocabulary.strings())
    ends_V1 = ends_V1.astype(np.int64)
    size = int(np.diff(ends_V1)[text.words_W].sum()) + len(text.words_W)
    if size > np.iinfo(np.int32).max:
        raise InputError("more than 2 GiB of text in one batch; give shorter lines, or fewer at once")
    data = np.empty(size, dtype=np.uint8)
    ends_W = np.empty(len(text.words_W), dtype=np.int32)
    text_M1 = np.zeros(len(text.offsets_M1), dtype=np.int32)
    _join(text.words_W, text.glued_W, text.offsets_M1, pool, ends_V1, data, ends_W, text_M1)
    parts = [None, pa.py_buffer(text_M1), pa.py_buffer(data)]
    return replace(text, ends_W=ends_W, text_M=pa.Array.from_buffers(pa.string(), len(text_M1) - 1, parts))


@kernel
def _join(
    words_W: NDArray[np.int32],
    glued_W: NDArray[np.bool_],
    offsets_M1: NDArray[np.int64],
    pool: NDArray[np.uint8],
    ends_V1: NDArray[np.int64],
    data: NDArray[np.uint8],
    ends_W: NDArray[np.int32],
    text_M1: NDArray[np.int32],
) -> None:
    t = 0
    for m in range(len(offsets_M1) - 1):
        begin = t
        for w in range(offsets_M1[m], offsets_M1[m + 1]):
            if t > begin and not glued_W[w]:
                data[t] = 0x20
                t += 1
            for at in range(ends_V1[words_W[w]], ends_V1[words_W[w] + 1]):
                data[t] = pool[at]
                t += 1
            ends_W[w] = t - begin
        text_M1[m + 1] = t
