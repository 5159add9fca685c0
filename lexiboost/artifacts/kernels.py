"""Compiled loops over arrays, for what numpy cannot do in one pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

F = TypeVar("F", bound=Callable[..., Any])


def kernel(function: F) -> F:
    """Compiles a function over arrays and numbers on its first call; the machine code is kept on disk.

    It runs without Python's global lock, so threads may run several at once.
    """
    return cast(F, numba.njit(cache=True, nogil=True)(function))


SLACK = 8
"""Bytes that must follow what is read or written eight at a time."""


def wide(data: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """The eight bytes from each place of an array on, as one number; shares its memory."""
    view: NDArray[np.uint64] = np.ndarray(
        shape=(max(0, len(data) - SLACK + 1),), dtype="<u8", buffer=data.data, strides=(1,)
    )
    return view
