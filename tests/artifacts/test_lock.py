import subprocess
import sys

import pytest

from lexiboost.artifacts.errors import StorageError
from lexiboost.artifacts.lock import locked

HOLD = """
import os, sys
from lexiboost.artifacts.lock import locked
with locked(sys.argv[1]):
    print(os.getpid(), flush=True)
    sys.stdin.readline()
"""


def test_a_folder_in_use_names_its_holder_and_is_free_when_that_process_dies(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        pid = holder.stdout.readline().strip()
        with pytest.raises(StorageError, match=rf"in use by another run \(process {pid} "), locked(tmp_path):
            pass
        holder.kill()
        holder.wait()
    with locked(tmp_path):
        pass


def test_the_lock_ends_with_its_block(tmp_path):
    for _ in range(2):
        with locked(tmp_path):
            pass


def test_a_folder_that_cannot_be_written_is_a_storage_error(tmp_path):
    (tmp_path / "x").write_text("")
    with pytest.raises(StorageError, match="a file stands where a folder is needed"), locked(tmp_path / "x"):
        pass
