"""Tables of an experiment's arms, or of one experiment against another, in Markdown.

    python benchmarks/gains.py --workdir=runs/ablations [--metric=intent_accuracy]
    python benchmarks/gains.py --workdir=runs/after --before=runs/before

Reads what the stage `report` left and read. Of one experiment: each arm's mean over targets and seeds, its
gain over the baseline arm with the 95 % interval of gains.csv (languages and examples resampled) and p after
Holm, and the mean of the development varieties. Of two: each arm's mean in both and the difference, whose
interval is that of the same bootstrap over the same test examples, paired; then gains over the baseline arm
in both. Arms and varieties that only one of them has are left out. All figures in points (%).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from absl import app, flags

from lexiboost.artifacts.errors import InputError, LexiboostError
from lexiboost.artifacts.files import read_json
from lexiboost.evaluation.transfer import gain_table, score_table
from lexiboost.languages import load_catalog

_WORKDIR = flags.DEFINE_string("workdir", None, "Folder of the experiment.", required=True)
_BEFORE = flags.DEFINE_string("before", "", "Folder of the experiment it is compared with.")
_METRIC = flags.DEFINE_string("metric", "", "Column `metric` of results.csv; by default the first there.")

USER_ERROR = 2


class Run:
    """A finished experiment: `config`, its `scores` (results.csv), `gains` and `outcomes`."""

    def __init__(self, workdir: str) -> None:
        folder = Path(workdir)
        if not (folder / "results.csv").is_file():
            raise InputError("no results.csv; run the stage `report`", path=folder)
        self.config = read_json(folder / "config.json")
        self.scores = pd.read_csv(folder / "results.csv", keep_default_na=False)
        self.gains = pd.read_csv(folder / "gains.csv", keep_default_na=False)
        text = (folder / "results.csv").read_bytes()
        made = [path.parent for path in folder.glob("report/*/results.csv") if path.read_bytes() == text]
        inputs = read_json(made[0] / "manifest.json")["inputs"]
        scored = [digest for name, digest in inputs.items() if name.startswith("scored ")]
        frames = [pd.read_parquet(folder / "evaluate" / digest / "outcomes.parquet") for digest in scored]
        self.outcomes = pd.concat(frames, ignore_index=True)

    def varieties(self, key: str) -> list[str]:
        """The varieties of `targets` or `development`."""
        return [load_catalog().resolve(code).variety for code in self.config[key]]

    def mean(self, arm: str, metric: str, varieties: Sequence[str]) -> float:
        """Mean over varieties, and over seeds, in points."""
        rows = self.scores[(self.scores.arm == arm) & (self.scores.metric == metric)]
        by_variety = rows[rows.variety.isin(varieties)].groupby("variety")["value"].mean()
        return 100 * float(by_variety.mean())

    def gain(self, arm: str, baseline: str, metric: str) -> str:
        """The gain over all targets, as it is printed; empty where the two were not compared."""
        gains = self.gains
        rows = gains[(gains.arm == arm) & (gains.baseline == baseline) & (gains.metric == metric)]
        rows = rows[rows.axis == "all"]
        return shown(rows.iloc[0]) if len(rows) else ""


def shown(row: Any) -> str:
    """A gain in points with its interval, and p after Holm where that is above 0.05."""
    text = f"{100 * row.gain:+.1f} [{100 * row.ci_low:.1f}, {100 * row.ci_high:.1f}]"
    return text if row.p_holm <= 0.05 else f"{text}, p {row.p_holm:.2f}"


def markdown(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table."""
    lines = [list(header), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def one(run: Run, metric: str) -> str:
    """The table of one experiment, its arms by what they gain."""
    baseline, targets = run.config["baseline"], run.varieties("targets")
    development = run.varieties("development")
    arms = sorted(dict.fromkeys(run.scores.arm), key=lambda arm: -run.mean(arm, metric, targets))
    rows = []
    for arm in arms:
        means = run.mean(arm, metric, targets), run.mean(arm, metric, development)
        gain = run.gain(arm, baseline, metric) if arm != baseline else "-"
        ours = run.mean(arm, metric, development) - run.mean(baseline, metric, development)
        rows.append([f"`{arm}`", f"{means[0]:.1f}", gain, f"{means[1]:.1f}", f"{ours:+.1f}"])
    return markdown(["arm", "targets", f"gain over `{baseline}`", "development", "gain there"], rows)


def difference(arm: str, before: Run, after: Run, metric: str) -> str:
    """What an arm gained from one experiment to the other, on the test examples of both."""
    sides = []
    for name, run in (("before", before), ("after", after)):
        mine = run.outcomes[(run.outcomes.arm == arm) & (run.outcomes.metric == metric)]
        sides.append(mine.assign(arm=name))
    shared = set(sides[0].variety) & set(sides[1].variety) & set(after.varieties("targets"))
    outcomes = pd.concat(sides, ignore_index=True)
    outcomes = outcomes[outcomes.variety.isin(shared)]
    scores = score_table(outcomes, load_catalog(), "", dict.fromkeys(shared, "none"))
    gains = gain_table(outcomes, "before", scores=scores)
    return shown(gains[gains.axis == "all"].iloc[0])


def two(before: Run, after: Run, metric: str) -> str:
    """The table of one experiment against another."""
    baseline, targets = after.config["baseline"], after.varieties("targets")
    there = set(before.scores.arm)
    rows = []
    for arm in dict.fromkeys(after.scores.arm):
        if arm in there:
            means = [f"{run.mean(arm, metric, targets):.1f}" for run in (before, after)]
            gains = [run.gain(arm, baseline, metric) if arm != baseline else "-" for run in (before, after)]
            rows.append([f"`{arm}`", *means, difference(arm, before, after, metric), *gains])
    over = f"gain over `{baseline}`"
    return markdown(["arm", "before", "after", "difference", f"{over} before", f"{over} after"], rows)


def main(argv: Sequence[str]) -> None:
    """Prints the table."""
    del argv
    try:
        run = Run(_WORKDIR.value)
        metric = _METRIC.value or str(run.scores.metric.iloc[0])
        if metric not in set(run.scores.metric):
            names = ", ".join(dict.fromkeys(run.scores.metric))
            raise InputError(f"no metric {metric!r}; there are {names}", path=_WORKDIR.value)
        print(two(Run(_BEFORE.value), run, metric) if _BEFORE.value else one(run, metric))
    except LexiboostError as error:
        print(f"benchmarks/gains.py: {error}", file=sys.stderr)
        sys.exit(USER_ERROR)


if __name__ == "__main__":
    app.run(main)
