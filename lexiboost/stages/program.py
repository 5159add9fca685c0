"""What all stage programs share: the command line, one-line errors, exit status."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import re
import runpy
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lexiboost.artifacts.allocator import keep_memory
from lexiboost.artifacts.errors import ConfigError, LexiboostError
from lexiboost.artifacts.interrupt import OutOfTime, Terminated, interruptible

if TYPE_CHECKING:
    from ml_collections import ConfigDict

    from lexiboost.experiments.config import ExperimentConfig

MODELS = ("experiment", "pretrain", "finetune", "evaluate", "inflect")
"""Stages that run models."""
DONE, USER_ERROR, INTERRUPTED, TERMINATED = 0, 2, 130, 143
HELP = ("-h", "-help", "--help", "-helpshort", "--helpshort", "-helpfull", "--helpfull")


def run_stage(stage: str, doc: str | None) -> None:
    """Runs a stage as a program and ends the process."""
    _show_warnings()
    if stage in MODELS:
        keep_memory()
    sys.exit(main(stage, doc or "", sys.argv))


def _show_warnings() -> None:
    """Has what the package logs told as all else is, in lines that begin with its name."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("lexiboost: %(message)s"))
    logger = logging.getLogger("lexiboost")
    logger.addHandler(handler)
    logger.propagate = False


def main(stage: str, doc: str, argv: Sequence[str]) -> int:
    """Runs a stage with the command line `argv`, the program's name first.

    Returns:
        The exit status: 0 when the artifacts are complete; 2 after a user error, told in one line; 130 after
        Ctrl-C and 143 after SIGTERM or `config.minutes`, when the same command goes on where it stopped.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        with interruptible():
            if any(argument in HELP for argument in argv[1:]):
                print(_help(stage, doc))
                return DONE
            _run(stage, argv)
    except LexiboostError as error:
        _say(f"error: {' '.join(str(error).split())}")
        return USER_ERROR
    except BrokenPipeError:  # the reader has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        _say("stopped; the same command goes on from here")
        return INTERRUPTED
    except OutOfTime:
        _say("the time of --config.minutes is over; the same command goes on from here")
        return TERMINATED
    except Terminated:
        _say("ended from outside (SIGTERM); the same command goes on from here")
        return TERMINATED
    return DONE


def _run(stage: str, argv: Sequence[str]) -> None:
    """Does what a stage's command line asks for."""
    from lexiboost.experiments.programs import PROGRAMS

    if stage in PROGRAMS and _is_program(argv, PROGRAMS[stage].marks):
        module, _, name = PROGRAMS[stage].run.partition(":")
        run = getattr(importlib.import_module(f"lexiboost.experiments.{module}"), name)
        run(*parse_program(stage, argv))
        return
    config, workdir = parse(argv)
    if not config.lexicon:
        from lexiboost.experiments.run import run_experiment

        run_experiment(config, workdir, stage)
    elif stage == "lexicon":
        from lexiboost.experiments.coverage import measure

        measure(config, workdir)
    else:
        raise ConfigError("config.lexicon: only the stage `lexicon` takes a lexicon and a text")


def parse_program(stage: str, argv: Sequence[str]) -> tuple[Any, ...]:
    """Reads `[--config=<file>] [--workdir=<folder>] [--config.<key>=<value> ...]`; raises like `parse`.

    Returns: the configuration, and the folder where the program takes one.
    """
    from lexiboost.experiments.programs import PROGRAMS, default_program
    from lexiboost.experiments.read import read_as

    program = PROGRAMS[stage]
    raw, workdir = _parsed(argv, program.config, default_program(stage))
    if program.workdir and not workdir:
        raise ConfigError(f"--workdir is missing: the folder of the result, e.g. --workdir={program.workdir}")
    config: Any = read_as(program.config, raw)
    return (config, workdir) if program.workdir else (config,)


def _is_program(argv: Sequence[str], marks: Sequence[str]) -> bool:
    """Whether a command line is that of a program by itself, and not of an experiment's stage."""
    if not marks:
        return True
    file = _config_file(argv, needed=False)
    named = {key.partition(".")[0] for key, _ in _overrides(argv)}
    if file is not None:
        with contextlib.suppress(Exception):  # what is wrong with it is told when it is read
            return marks[0] in {*named, *runpy.run_path(str(file))["get_config"]()}
    return bool(named.intersection(marks))


def parse(argv: Sequence[str]) -> tuple[ExperimentConfig, str]:
    """Reads `--config=<file> --workdir=<folder> [--config.<key>=<value> ...]`.

    Both may be left out where `config.lexicon` and `config.text` are given.

    Raises:
        ConfigError: names the argument, or the line of the config file, at fault.
    """
    from lexiboost.experiments.config import ExperimentConfig, default_config
    from lexiboost.experiments.read import read_config

    alone = any(key in ("lexicon", "text") and value for key, value in _overrides(argv))
    raw, workdir = _parsed(argv, ExperimentConfig, default_config("coverage") if alone else None)
    if not workdir and not alone:
        raise ConfigError(
            "--workdir is missing: the folder of the experiment's artifacts, e.g. --workdir=runs/mini"
        )
    return read_config(raw), workdir


def _parsed(argv: Sequence[str], kind: type, default: ConfigDict | None) -> tuple[Any, str]:
    """The `ConfigDict` and the workdir, "" where there is none; without `default` there must be a file."""
    from absl import flags
    from ml_collections import config_flags

    from lexiboost.experiments.read import check_override

    file = _config_file(argv, needed=default is None)
    for key, value in _overrides(argv):
        check_override(key, value, kind)
    values = flags.FlagValues()
    shared = {"flag_values": values, "sys_argv": list(argv)}
    if file is None:
        config = config_flags.DEFINE_config_dict("config", default, "Configuration.", **shared)
    else:
        config = config_flags.DEFINE_config_file("config", None, "Configuration.", **shared)
    workdir = flags.DEFINE_string("workdir", None, "Folder.", flag_values=values)
    try:
        rest = values(list(argv))
    except Exception as error:  # of the flags, or whatever the config file raises
        broken = None if file is None else _broken(file, error)
        if broken is None and not isinstance(error, LexiboostError | flags.Error | OSError):
            raise
        raise broken or ConfigError(str(error)) from None
    if len(rest) > 1:
        raise ConfigError(f"unexpected argument {rest[1]!r}; settings are given as --config.<key>=<value>")
    return config.value if file is None else _mapping(config.value, file), workdir.value or ""


def _config_file(argv: Sequence[str], *, needed: bool) -> Path | None:
    """The config file named on the command line, checked to be there; None where none needs to be."""
    for argument, following in zip(argv[1:], [*argv[2:], ""], strict=False):
        match = re.fullmatch(r"--?config(?:=(.*))?", argument)
        if match:
            named = following if match[1] is None else match[1]
            path = Path(named.partition(":")[0])
            if not path.is_file():
                raise ConfigError(
                    f"--config={named}: no such file; an experiment is a file such as configs/mini.py"
                )
            return path
    if not needed:
        return None
    raise ConfigError("--config is missing: the experiment's configuration, e.g. --config=configs/mini.py")


def _overrides(argv: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    for argument in argv[1:]:
        match = re.fullmatch(r"--?(?:no)?config\.([^=]*)(?:=(.*))?", argument, re.DOTALL)
        if match:
            yield match[1], match[2]


def _broken(file: Path, error: BaseException | None) -> ConfigError | None:
    """What went wrong in a config file, with the line that was running; None where it is not at fault."""
    found = None
    while error is not None:  # ml_collections wraps some errors in others
        lines = [
            frame.lineno for frame in traceback.extract_tb(error.__traceback__) if _same(frame.filename, file)
        ]
        said: object = error
        if isinstance(error, SyntaxError) and error.filename and _same(error.filename, file):
            lines, said = [error.lineno], error.msg
        if lines:
            found = ConfigError(
                f"{file}:{lines[-1]}: {type(error).__name__}: {said}; correct the config file"
            )
        error = error.__context__
    return found


def _same(name: str, file: Path) -> bool:
    return Path(name).absolute() == file.absolute()


def _mapping(value: Any, file: Path) -> Any:
    from ml_collections import ConfigDict

    if not isinstance(value, ConfigDict):
        raise ConfigError(
            f"{file}: get_config() must return a ConfigDict, as default_config() makes one, not "
            f"{type(value).__name__}"
        )
    return value


def _help(stage: str, doc: str) -> str:
    from lexiboost.experiments.config import ExperimentConfig, default_config
    from lexiboost.experiments.programs import PROGRAMS, default_program
    from lexiboost.experiments.read import keys

    kind: type = ExperimentConfig
    flat = default_config("").to_dict()
    usage = "--config=FILE --workdir=FOLDER [--config.KEY=VALUE ...]\n\n"
    usage += "  --config   the experiment, e.g. configs/mini.py\n"
    usage += "  --workdir  the folder of its artifacts, e.g. runs/mini"
    if stage in PROGRAMS and (not PROGRAMS[stage].marks or stage == "pretrain"):
        program = PROGRAMS[stage]
        kind, flat, usage = program.config, default_program(stage).to_dict(), program.usage

    def default(key: str) -> str:
        value: Any = flat
        for part in key.split("."):
            value = value[part]
        return str(value)

    settings = "\n".join(f"  --config.{key}={default(key)}" for key in keys(kind) if key != "name")
    return (
        f"{doc.strip()}\n\n"
        f"usage: python -m lexiboost.stages.{stage} {usage}\n\n"
        "exit status: 0 complete; 2 an error of the user's, told in one line; 130 Ctrl-C; 143 SIGTERM, or "
        "the end of config.minutes\n\n"
        f"settings and their defaults, where the file does not say otherwise (lists with commas):\n{settings}"
    )


def _say(line: str) -> None:
    print(f"lexiboost: {line}", file=sys.stderr, flush=True)
