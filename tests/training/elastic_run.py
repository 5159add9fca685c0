"""The stage `pretrain`, writing down its batches: `python -m tests.training.elastic_run LOG HOLD FLAG ...`

Appends to LOG the step and a digest of the rows of each batch that is made. The batch of step HOLD is never
made: the run waits there to be killed.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from pathlib import Path

from lexiboost.stages.program import run_stage
from lexiboost.tokens.batches import Batches, TokenBatch

LOG, HOLD = Path(sys.argv.pop(1)), int(sys.argv.pop(1))
MADE = Batches.__getitem__


def made(self: Batches, step: int) -> TokenBatch:
    """A batch, written down."""
    while step == HOLD:
        time.sleep(1)
    batch = MADE(self, step)
    digest = hashlib.sha256(b"".join(batch[name].tobytes() for name in ("row", "tokens", "segments")))
    with LOG.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps([step, digest.hexdigest()]) + "\n")
    return batch


if __name__ == "__main__":
    Batches.__getitem__ = made  # type: ignore[method-assign]
    run_stage("pretrain", "")
