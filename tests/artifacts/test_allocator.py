"""Memory kept from one step to the next."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from lexiboost.artifacts.allocator import keep_memory

FAULTS = """
import resource, sys
from lexiboost.artifacts.allocator import keep_memory
if sys.argv[1] == "kept":
    assert keep_memory({})
import numpy as np
def touch():
    np.ones(1 << 23)
touch()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    touch()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
PAGES = 10 * (8 << 23) // (2 << 20)
"""Of ten arrays of 64 MiB in the largest pages: no kernel gives fewer where memory is fresh."""
GLIBC = platform.libc_ver()[0] == "glibc"


def faults(how: str) -> int:
    out = subprocess.run([sys.executable, "-c", FAULTS, how], capture_output=True, text=True, check=True)
    return int(out.stdout)


@pytest.mark.skipif(not GLIBC, reason="mallopt is glibc's")
def test_a_large_array_takes_the_pages_of_the_one_before() -> None:
    assert faults("kept") < PAGES <= faults("plain")


@pytest.mark.parametrize(
    "chosen",
    [
        {"LD_PRELOAD": "libjemalloc.so"},
        {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"},
        {"MALLOC_ARENA_MAX": "2"},
    ],
)
def test_what_the_user_has_chosen_stands(chosen: dict[str, str]) -> None:
    assert not keep_memory(chosen)
