"""What all stage programs share: flags, one-line errors, exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from absl import app, flags
from ml_collections import config_flags

USER_ERROR = 2


def run_stage(stage: str, doc: str | None) -> None:
    """Runs a stage as a program.

    Exit status: 0 when the artifacts are complete; 2 after a user error, told in one line; 130 after Ctrl-C, when
    the same command goes on where it stopped.
    """
    config = config_flags.DEFINE_config_file(
        "config", None, "Experiment configuration, e.g. configs/mini.py."
    )
    workdir = flags.DEFINE_string("workdir", None, "Folder of the experiment's artifacts, e.g. runs/mini.")
    flags.mark_flags_as_required(["config", "workdir"])
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    sys.modules["__main__"].__doc__ = doc

    def main(argv: Sequence[str]) -> None:
        from lexiboost.artifacts.errors import ConfigError, LexiboostError

        try:
            if len(argv) > 1:
                raise ConfigError(
                    f"unexpected argument {argv[1]!r}; settings are given as --config.key=value"
                )
            from lexiboost.experiments.config import read_config
            from lexiboost.experiments.run import run_experiment

            run_experiment(read_config(config.value), workdir.value, stage)
        except LexiboostError as error:
            print(f"lexiboost: error: {error}", file=sys.stderr)
            sys.exit(USER_ERROR)
        except KeyboardInterrupt:
            print("lexiboost: stopped; the same command goes on from here", file=sys.stderr)
            sys.exit(130)

    app.run(main)
