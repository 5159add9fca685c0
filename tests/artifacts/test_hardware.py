from __future__ import annotations

import json
import os
import platform

from lexiboost.artifacts.hardware import hardware


def test_hardware_is_the_process_own_share_of_the_machine() -> None:
    found = hardware()
    assert found.keys() == {"cores", "cpu", "python"} and found["python"] == platform.python_version()
    allowed = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(allowed)})
        assert hardware()["cores"] == 1
    finally:
        os.sched_setaffinity(0, allowed)
    assert json.loads(json.dumps(found)) == found
