"""Stage `report`: results, gains and the page."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jax
import pandas as pd

from lexiboost import __version__
from lexiboost.artifacts.files import atomic_writer, read_json
from lexiboost.artifacts.manifest import MANIFEST, Artifact, Job
from lexiboost.evaluation.transfer import gain_table, score_table
from lexiboost.experiments.arms import BEST, BLIND_ARMS, COMPARISONS, LEXICON_AND_TEXT_ARMS, TEXT_ARMS
from lexiboost.experiments.config import config_json
from lexiboost.experiments.context import Context
from lexiboost.experiments.jobs.evaluate import OUTCOMES
from lexiboost.experiments.jobs.overlap import OVERLAP
from lexiboost.experiments.jobs.synthesize import SHARD
from lexiboost.experiments.jobs.train import CURVE
from lexiboost.languages import load_catalog
from lexiboost.languages.axes import seen_level
from lexiboost.report.page import Curve, ReportInputs, Sample, write_report
from lexiboost.synthesis.inflect import WAYS
from lexiboost.synthesis.shards import read_shard
from lexiboost.text.find import find_texts

RESULTS, GAINS, PAGE = "results.csv", "gains.csv", "index.html"
LIBRARIES = ("jax", "flax", "optax", "orbax-checkpoint", "grain", "tokenizers", "pandas", "scikit-learn")


def report_job(
    context: Context,
    scored: Mapping[str, Job],
    trained: Mapping[str, Job],
    synthesized: Mapping[str, Job],
    lexicons: Mapping[str, Job],
    overlap: Job,
) -> Job:
    """Reads every evaluation. Writes: `results.csv`, `gains.csv`, `index.html`.

    Args:
        context: the experiment.
        scored: evaluations. trained: `<arm> <seed> <stage>` -> job with a learning curve.
        synthesized: `<variety> <mode>` -> pseudo-labelled text of the first seed. lexicons: by variety.
        overlap: test sets against training text.
    """

    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        frames = [pd.read_parquet(inputs[f"scored {name}"].path(OUTCOMES)) for name in scored]
        outcomes = pd.concat(frames, ignore_index=True)
        results = _ordered(
            context, score_table(outcomes, load_catalog(), context.config.name, _seen(context))
        )
        gains = _gains(context, outcomes, results)
        _write_csv(results, folder / RESULTS)
        _write_csv(gains, folder / GAINS)
        page = ReportInputs(
            title=f"lexiboost: {context.config.name}",
            summary=_summary(context),
            results=results,
            gains=gains,
            curves=_curves(inputs),
            coverage=_coverage(inputs),
            samples=_samples(context, inputs),
            provenance=_provenance(context, inputs),
        )
        write_report(page, folder / PAGE)
        return {"scores": len(results), "gains": len(gains)}

    inputs = {f"scored {name}": job for name, job in scored.items()}
    inputs |= {f"curve {name}": job for name, job in trained.items()}
    inputs |= {f"text {name}": job for name, job in synthesized.items()}
    inputs |= {f"lexicon {name}": job for name, job in lexicons.items()} | {"overlap": overlap}
    settings = {"config": config_json(replace(context.config, data_dir=""))}
    return Job("report", context.config.name, settings, run, {}, inputs)


def _ordered(context: Context, results: pd.DataFrame) -> pd.DataFrame:
    """Rows in the config's order of arms, the baseline first, and the task's order of metrics."""
    arms = [context.config.baseline, *(a for a in context.config.arms if a != context.config.baseline)]
    ranks = pd.DataFrame(
        {"arm": results["arm"].map(arms.index), "metric": results["metric"].map(context.task.metrics.index)}
    )
    keys = ranks.assign(seed=results["seed"], variety=results["variety"])
    order = keys.sort_values(["metric", "arm", "seed", "variety"], kind="stable").index
    return results.loc[order].reset_index(drop=True)


def _gains(context: Context, outcomes: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """Every arm against the baseline arm, then the other comparisons the arms were made for."""
    arms, baseline = set(context.config.arms), context.config.baseline
    pairs = [(arm, other) for arm, other in COMPARISONS if {arm, other} <= arms and other != baseline]
    tables = []
    for other, kept in [(baseline, outcomes)] + [
        (other, outcomes[outcomes["arm"].isin([arm, other])]) for arm, other in pairs
    ]:
        tables.append(
            gain_table(
                kept,
                other,
                scores=results,
                targets=context.targets,
                replicates=context.config.report.replicates,
                seed=context.config.seeds[0],
            )
        )
    return pd.concat(tables, ignore_index=True)


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    with atomic_writer(path) as stream:
        frame.to_csv(stream, index=False, lineterminator="\n")


def _seen(context: Context) -> dict[tuple[str, str], str]:
    """What each arm saw of each variety, words cut by its lexicon apart (`lexiboost.text.segment`)."""
    with_text = {variety for variety in context.varieties if find_texts(context.config.data, variety)}
    seen: dict[tuple[str, str], str] = {}
    for arm in context.config.arms:
        reads_text = arm in TEXT_ARMS | LEXICON_AND_TEXT_ARMS or (arm == BEST and context.config.best.aligned)
        texts = {context.source, *(with_text if reads_text else ())}
        lexicons = () if arm in BLIND_ARMS or arm in TEXT_ARMS else context.varieties
        for variety in (*context.varieties, context.source):
            seen[arm, variety] = seen_level(variety, texts, lexicons)
    return seen


def _summary(context: Context) -> str:
    names = [load_catalog().resolve(variety).name for variety in context.targets]
    source = load_catalog().resolve(context.source).name
    return (
        f"Every arm is trained on labelled {source} and scored without any labelled sentence of the targets: "
        f"{', '.join(names)}. Arms share the tokenizer, the number of optimizer steps and, seed by seed, the "
        f"initialization. Gains are over the arm {context.config.baseline}; "
        f"{len(context.config.seeds)} seed(s)."
    )


def _curves(inputs: Mapping[str, Artifact]) -> list[Curve]:
    curves = []
    for name, artifact in inputs.items():
        if not name.startswith("curve "):
            continue
        _, network, seed, stage = name.split()
        lines = artifact.path(CURVE).read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        curves.append(
            Curve(
                arm=network.partition("-")[0],  # the networks of `best` are numbered
                seed=int(seed),
                stage=stage,
                steps=[r["step"] for r in rows],
                losses=[r["loss"] for r in rows],
            )
        )
    return curves


def _coverage(inputs: Mapping[str, Artifact]) -> pd.DataFrame:
    """Shares of words replaced and kept by plain substitution, and inflected where most are."""
    rows: dict[str, dict[str, Any]] = {}
    for name, artifact in inputs.items():
        kind, *rest = name.split()
        if kind == "lexicon":
            row = rows.setdefault(rest[0], {})
            row["running_word_coverage"] = read_json(artifact.path("coverage.json"))["lemma"]
        elif kind == "text":
            shares = read_json(artifact.path("counts.json"))["shares"]
            row = rows.setdefault(rest[0], {})
            row["share_inflected"] = max(row.get("share_inflected", 0.0), shares["inflected"])
            if rest[1] == "substitute" or "share_left" not in row:
                row["share_left"] = shares["kept"]
                row["share_replaced"] = round(1.0 - shares["kept"], 4)
    named = [
        {"variety": variety, "language": load_catalog().resolve(variety).name, **row}
        for variety, row in sorted(rows.items())
        if "share_left" in row
    ]
    return pd.DataFrame(named)


def _inflection(inputs: Mapping[str, Artifact]) -> list[dict[str, Any]]:
    """Where inflection is learned: inflected words, and their share of all by what gave their form."""
    rows = []
    for name, artifact in inputs.items():
        if name.startswith("text ") and name.split()[2] == "inflect":
            found = read_json(artifact.path("counts.json")).get("inflection")
            if found is not None:
                shares = {f"by {way}": f"{100 * found['shares'][way]:.1f} %" for way in WAYS}
                rows.append({"variety": name.split()[1], "inflected": sum(found["words"].values()), **shares})
    return sorted(rows, key=lambda row: str(row["variety"]))


def _samples(context: Context, inputs: Mapping[str, Artifact]) -> list[Sample]:
    samples = []
    for name, artifact in inputs.items():
        if not name.startswith("text "):
            continue
        variety, mode = name.split()[1:3]
        table = read_shard(artifact.path(SHARD))
        count = context.config.report.samples
        rows = table.slice(0, len(context.train)).take(
            [i * len(context.train) // count for i in range(count)]
        )
        for row in rows.to_pylist():
            source = [row["source_words"][i] for i in row["source_position"]]
            samples.append(
                Sample(
                    variety=variety,
                    language=load_catalog().resolve(variety).name,
                    mode=mode,
                    source=" ".join(row["source_words"]),
                    pseudo=row["text"],
                    words=tuple(zip(source, row["words"], strict=True)),
                )
            )
    return samples


def _provenance(context: Context, inputs: Mapping[str, Artifact]) -> dict[str, Any]:
    manifests = [read_json(artifact.path(MANIFEST)) for artifact in inputs.values()]
    files: dict[str, str] = {}
    seconds: dict[str, float] = {}
    licences: dict[str, str] = {}
    for manifest in manifests:
        files |= manifest["files"]
        seconds[manifest["stage"]] = round(seconds.get(manifest["stage"], 0.0) + manifest["seconds"], 1)
        for name in manifest["files"] if manifest["stage"] == "lexicon" else ():
            if name.startswith("lexicons/"):
                licences[name] = "; ".join(manifest["counts"]["licences"])
    return {
        "command": _command(sys.argv),
        "config": config_json(context.config),
        "versions": {"lexiboost": __version__, "python": platform.python_version()}
        | {name: version(name) for name in LIBRARIES},
        "hardware": {
            "machine": platform.machine(),
            "system": platform.system(),
            "devices": ", ".join(str(device) for device in jax.devices()),
        },
        "data": [
            {"path": name, "sha256": digest, "licence": licences.get(name, "")}
            for name, digest in sorted(files.items())
        ],
        "inflection": _inflection(inputs),
        "overlap": read_json(inputs["overlap"].path(OVERLAP)),
        "wall_seconds": seconds,
    }


def _command(argv: Sequence[str]) -> str:
    return " ".join([Path(argv[0]).name, *argv[1:]]) if argv else ""
