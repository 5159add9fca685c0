"""Trains an inflector on each language of a shared task and scores it beside the rules and the bare lemma.

    python benchmarks/inflection.py --config=configs/inflection.py [--config.KEY=VALUE ...] [--out=FILE]

Reads `<code>.trn`, `.dev` and `.tst` in a folder of the data directory; the test set is opened once, when
everything is chosen. Prints one JSON object a language, then one with the means; `--out` gets the same
lines, each as soon as its language is finished, and languages that it holds already are not measured again:
a killed run goes on with the same command. `exact_match` is the shared task's metric on the test set: of
the network, of the suffix rules in letters, of the rules on characters as they are written, of the lemma
itself, and of what the workbench would use, which is the better of network and rules on the development set.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from absl import app, flags
from ml_collections import ConfigDict, config_flags

from lexiboost.artifacts.files import sha256_json
from lexiboost.artifacts.hardware import hardware
from lexiboost.morphology import Paradigms, Row, SuffixRules
from lexiboost.tasks.inflection.choice import by_rules, choose, exact_match
from lexiboost.tasks.inflection.inflector import Inflector
from lexiboost.tasks.inflection.rows import evenly, without
from lexiboost.tasks.inflection.sets import read_set
from lexiboost.tasks.inflection.settings import InflectorSettings

_CONFIG = config_flags.DEFINE_config_file("config", "configs/inflection.py", "Configuration.")
_OUT = flags.DEFINE_string("out", "", "File that the lines are added to; what it holds is not made again.")


def finished(path: Path, settings: str) -> dict[str, dict[str, Any]]:
    """The languages that a file of results holds, by code; the last line of each.

    Lines that were cut off, and those measured with other settings, count as missing; lines that do not tell
    their settings are taken.
    """
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        try:
            result = json.loads(line)
        except ValueError:
            continue
        if isinstance(result, dict) and result.get("settings", settings) == settings and "language" in result:
            found[result["language"]] = result
    return found


def append(path: Path, line: str) -> None:
    """Adds a line to a file that may end in one that was cut off."""
    cut_off = path.is_file() and path.stat().st_size and not path.read_bytes().endswith(b"\n")
    with path.open("a", encoding="utf-8") as stream:
        stream.write(("\n" if cut_off else "") + line + "\n")


def digest(config: ConfigDict) -> str:
    """Eight digits that stand for every setting but the languages and where the data are."""
    values = {k: v for k, v in config.to_dict().items() if k not in ("languages", "data_dir")}
    return sha256_json(values)[:8]


def measure(config: ConfigDict, code: str) -> dict[str, Any]:
    """Trains and scores one language."""
    folder = Path(config.data_dir) / config.folder
    train = evenly(read_set(folder / f"{code}.trn"), config.rows)
    dev = evenly(read_set(folder / f"{code}.dev"), config.evaluated)
    settings = InflectorSettings(**config.settings.to_dict())
    cpu = time.process_time()
    begin = time.monotonic()
    inflector = Inflector.fit(train, dev, settings, config.seed)
    trained, worked = time.monotonic() - begin, time.process_time() - cpu
    choice = choose(inflector, dev, precision=0.9, beam=config.beam)
    test = evenly(read_set(folder / f"{code}.tst"), config.evaluated)
    lemmas, bundles = [row.lemma for row in test], [row.bundle for row in test]
    begin = time.monotonic()
    network = inflector.inflect(lemmas, bundles, config.beam)
    decoded = time.monotonic() - begin
    rules = by_rules(inflector.guesser, lemmas, bundles)
    chosen = network if choice.origin == "inflector" else rules
    scores = {
        "network": network,
        "rules": rules,
        "rules_on_characters": _plain_rules(train, test),
        "copy": [(lemma, 1.0) for lemma in lemmas],
        "chosen": chosen,
    }
    sure = [(one, row) for one, row in zip(chosen, test, strict=True) if one[1] >= choice.threshold]
    return {
        "language": code,
        "train_rows": len(train),
        "rows_of_test_lemmas_in_train": len(train) - len(without(train, test)),
        "development": {"network": round(choice.inflector, 4), "rules": round(choice.rules, 4)},
        "chosen": choice.origin,
        "exact_match": {name: round(exact_match(found, test), 4) for name, found in scores.items()},
        "above_threshold": {
            "threshold": round(choice.threshold, 4),
            "share": round(len(sure) / len(test), 4),
            "precision": round(exact_match([one for one, _ in sure], [row for _, row in sure]), 4),
        },
        "train_seconds": round(trained, 1),
        "train_cpu_seconds": round(worked, 1),
        "decoded_forms_per_second": round(len(test) / decoded, 1),
    }


def _plain_rules(train: Sequence[Row], test: Sequence[Row]) -> list[tuple[str, float]]:
    rules = SuffixRules.fit(Paradigms(tuple(dict.fromkeys(train))))
    return [rules.inflect(row.lemma, row.bundle) or (row.lemma, 0.0) for row in test]


def means(results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Means over the languages, and on how many the network beats rules and lemma."""
    names = list(results[0]["exact_match"])
    rows = [result["exact_match"] for result in results]
    return {
        "languages": len(rows),
        "mean_exact_match": {name: round(sum(row[name] for row in rows) / len(rows), 4) for name in names},
        "network_beats_rules_and_copy": sum(
            row["network"] > max(row["rules"], row["copy"], row["rules_on_characters"]) for row in rows
        ),
        "longest_training_seconds": max(result["train_seconds"] for result in results),
    }


def main(argv: Sequence[str]) -> None:
    """Runs all languages."""
    del argv
    config, out = _CONFIG.value, _OUT.value
    settings = digest(config)
    made = finished(Path(out), settings) if out else {}
    machine = {"settings": settings} | hardware()

    def say(line: dict[str, Any]) -> None:
        text = json.dumps(line, ensure_ascii=False)
        print(text, flush=True)
        if out:
            append(Path(out), text)

    codes = config.languages.split(",")
    for code in codes:
        if code in made:
            print(json.dumps(made[code], ensure_ascii=False), flush=True)
        else:
            made[code] = measure(config, code) | machine
            say(made[code])
    say(means([made[code] for code in codes]) | machine)


if __name__ == "__main__":
    app.run(main)
