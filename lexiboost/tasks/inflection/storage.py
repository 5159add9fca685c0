"""An inflector on disk: `checkpoint/`, `inflector.json` and the rows that its rules are made from."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_writer, read_json, read_lines, write_json
from lexiboost.morphology import Row
from lexiboost.tasks.inflection.calibration import Calibration
from lexiboost.tasks.inflection.guesses import Guesser
from lexiboost.tasks.inflection.settings import InflectorSettings
from lexiboost.tasks.inflection.vocabulary import Vocabulary
from lexiboost.training.checkpoint import load_params, save_params

DESCRIPTION, ROWS = "inflector.json", "rows.tsv"
_KEYS = {"settings", "letters", "features", "growth", "calibration"}


def save_parts(
    folder: str | Path,
    *,
    settings: InflectorSettings,
    vocabulary: Vocabulary,
    params: Any,
    guesser: Guesser,
    growth: int,
    calibration: Calibration,
) -> None:
    """Writes an inflector's parts; the description comes last, so that a folder with one is whole."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    save_params(params, folder)
    with atomic_writer(folder / ROWS) as stream:
        for row in guesser.rows:
            stream.write("\t".join(row) + "\n")
    description = {
        "settings": asdict(settings),
        "letters": list(vocabulary.letters),
        "features": list(vocabulary.features),
        "growth": growth,
        "calibration": asdict(calibration),
    }
    write_json(folder / DESCRIPTION, description)


def load_parts(folder: str | Path) -> dict[str, Any]:
    """The parts that `save_parts` wrote, without the parameters.

    Raises:
        InputError: a file is missing or damaged.
    """
    path = Path(folder) / DESCRIPTION
    found = read_json(path)
    if not isinstance(found, dict) or _KEYS - found.keys():
        raise InputError("holds no inflector; delete its folder and rerun", path=path)
    calibration = found["calibration"]
    rows = [Row(*line.split("\t")) for _, line in read_lines(Path(folder) / ROWS)]
    return {
        "settings": InflectorSettings(**found["settings"]),
        "vocabulary": Vocabulary(tuple(found["letters"]), tuple(found["features"])),
        "guesser": Guesser(rows),
        "growth": int(found["growth"]),
        "calibration": Calibration(tuple(calibration["weights"]), calibration["bias"]),
    }


def load_network(folder: str | Path, like: Any) -> Any:
    """The parameters, in the structure of `like`."""
    return load_params(folder, like)
