"""A made-up experiment with the shape of a real one: 13 languages, 11 arms, 3 seeds, two tasks."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pandas as pd

from lexiboost.report.coverage import SHARES
from lexiboost.report.page import Curve, ReportInputs, Sample
from lexiboost.report.study import GAIN_COLUMNS

Languages = Sequence[tuple[str, str, str, str, float]]
LANGUAGES = [
    ("tur_Latn", "Turkish", "Turkic", "Altaic", 0.52),
    ("kaz_Cyrl", "Kazakh", "Turkic", "Altaic", 0.49),
    ("hin_Deva", "Hindi", "Indic", "Indo-European", 0.62),
    ("urd_Arab", "Urdu", "Indic", "Indo-European", 0.55),
    ("fin_Latn", "Finnish", "Finnic", "Uralic", 0.60),
    ("swh_Latn", "Swahili", "Bantoid", "Niger-Congo", 0.31),
    ("deu_Latn", "German", "Germanic", "Indo-European", 0.71),
    ("fra_Latn", "French", "Romance", "Indo-European", 0.69),
    ("rus_Cyrl", "Russian", "Slavic", "Indo-European", 0.64),
    ("hye_Armn", "Armenian", "Armenian", "Indo-European", 0.33),
    ("tha_Thai", "Thai", "Kam-Tai", "Tai-Kadai", 0.58),
    ("srp_Latn", "Serbian", "Slavic", "Indo-European", 0.57),
    ("srp_Cyrl", "Serbian", "Slavic", "Indo-European", 0.44),
]
ARMS = {
    "english_only": 0.0,
    "lexicon": 0.15,
    "lexicon_input": 0.55,
    "lexicon_labelled": 0.72,
    "lemma_only": 0.69,
    "lexicon_inflected": 0.76,
    "mono": -0.04,
    "best": 0.85,
    "majority": -0.06,
    "lookup": 0.5,
    "linear": 0.68,
}
METRICS = {
    "intents": {"intent_accuracy": 0.62, "slot_f1": 0.35, "exact_match": 0.2},
    "upos": {"accuracy": 0.55},
}
NO_TEXT = ("swh_Latn", "srp_Cyrl", "kaz_Cyrl")


def make_results(
    seed: int = 0, languages: Languages = LANGUAGES, tasks: Sequence[str] = tuple(METRICS)
) -> pd.DataFrame:
    """Rows of `results.csv`."""
    rng = np.random.default_rng(seed)
    rows = []
    for task in tasks:
        metrics = METRICS[task]
        for (variety, name, genus, family, cover), (arm, strength), run in itertools.product(
            languages, ARMS.items(), range(3)
        ):
            if arm == "mono" and variety in NO_TEXT:
                continue
            for metric, top in metrics.items():
                base = 0.13 if metric != "exact_match" else 0.01
                value = base + top * strength * cover + rng.normal(0, 0.012)
                rows.append(
                    {
                        "experiment": "synthetic",
                        "arm": arm,
                        "seed": run,
                        "task": task,
                        "dataset": "massive" if task == "intents" else f"UD_{name}",
                        "variety": variety,
                        "language": name,
                        "genus": genus,
                        "family": family,
                        "script": variety[4:],
                        "seen": {"english_only": "none", "mono": "text"}.get(arm, "lexicon"),
                        "metric": metric,
                        "value": float(np.clip(value, 0, 1)),
                        "n": 2974 if task == "intents" else 900 + len(name) * 37,
                    }
                )
    return pd.DataFrame(rows)


def make_gains(results: pd.DataFrame, seed: int = 1) -> pd.DataFrame:
    """Rows of `gains.csv`: every arm over the first, and two comparisons between other arms."""
    rng = np.random.default_rng(seed)
    pairs = [(arm, "english_only") for arm in ARMS if arm != "english_only"]
    pairs += [("lexicon_inflected", "lemma_only"), ("best", "linear")]
    rows = []
    for (task, metric), table in results.groupby(["task", "metric"], sort=False):
        values = table.groupby(["arm", "variety"])["value"].mean()
        sizes = table.groupby("variety")["n"].max()
        about = table.drop_duplicates("variety").set_index("variety")
        for arm, baseline in pairs:
            both = [v for v in about.index if (arm, v) in values.index]
            gain = {v: values[arm, v] - values[baseline, v] for v in both}
            seen = table[table["arm"] == arm]["seen"].iloc[0]
            keys = [("all", "all", both), ("seen", seen, both), *(("language", v, [v]) for v in both)]
            for axis in ("genus", "script"):
                groups = sorted(set(about.loc[both, axis]))
                keys += [(axis, g, [v for v in both if about.loc[v, axis] == g]) for g in groups]
            for axis, group, inside in keys:
                middle = float(np.mean([gain[v] for v in inside]))
                low, high = middle - rng.uniform(0.01, 0.04), middle + rng.uniform(0.01, 0.04)
                p = 0.0002 if low > 0 or high < 0 else 0.31
                n = int(sum(sizes[v] for v in inside))
                row = (arm, baseline, task, metric, axis, group, middle, low, high, p, min(1.0, 4 * p))
                rows.append((*row, len(inside), n))
    return pd.DataFrame(rows, columns=list(GAIN_COLUMNS))


def make_curves(seed: int = 2) -> list[Curve]:
    """Pretraining and fine-tuning losses; arms with the same pretraining have equal curves."""
    curves = []
    for arm, run in itertools.product(
        [a for a in ARMS if a not in ("majority", "lookup", "linear")], range(3)
    ):
        for stage, source in (("pretrain", "lexicon" if arm.startswith("le") else arm), ("finetune", arm)):
            rng = np.random.default_rng([seed, run, list(ARMS).index(source)])
            steps = list(range(0, 1000, 4))
            floor = 1.5 + rng.uniform(0, 0.6)
            losses = [floor + 5 * float(np.exp(-s / 220)) + float(rng.normal(0, 0.05)) for s in steps]
            curves.append(Curve(arm, run, stage, steps, losses))
    return curves


def make_coverage() -> pd.DataFrame:
    rows = [(v, name, c, 0.4 * c, 1 - c, 0.15 + 0.8 * c) for v, name, _, _, c in LANGUAGES]
    return pd.DataFrame(rows, columns=["variety", "language", *SHARES])


SAMPLES = [
    Sample(
        "tur_Latn",
        "Turkish",
        "inflected",
        "turn on the lights in the kitchen",
        "mutfakta ışıkları aç",
        (("in the kitchen", "mutfakta"), ("the lights", "ışıkları"), ("turn on", "aç")),
    ),
    Sample(
        "tur_Latn",
        "Turkish",
        "substituted",
        "please play some jazz",
        "lütfen çalmak biraz jazz",
        (("please", "lütfen"), ("play", "çalmak"), ("some", "biraz"), ("jazz", "jazz")),
    ),
    Sample(
        "urd_Arab",
        "Urdu",
        "substituted",
        "wake me up at seven tomorrow",
        "wake مجھے اوپر پر سات کل",
        (
            ("wake", "wake"),
            ("me", "مجھے"),
            ("up", "اوپر"),
            ("at", "پر"),
            ("seven", "سات"),
            ("tomorrow", "کل"),
        ),
    ),
    Sample("urd_Arab", "Urdu", "inflected", "call a taxi <now> & wait", "ایک ٹیکسی بلاؤ اب"),
    Sample(
        "hin_Deva",
        "Hindi",
        "inflected",
        "what is the weather in delhi",
        "दिल्ली में मौसम क्या है",
        (("delhi", "दिल्ली"), ("in", "में"), ("the weather", "मौसम"), ("what", "क्या"), ("is", "है")),
    ),
    Sample("kaz_Cyrl", "Kazakh", "inflected", "add milk to the shopping list", "сатып алу тізіміне сүт қос"),
    Sample("tha_Thai", "Thai", "substituted", "play some music", "เล่น บางส่วน ดนตรี"),
    Sample("hye_Armn", "Armenian", "substituted", "will it rain on friday", "կամք այն անձրև վրա ուրբաթ"),
    Sample("swh_Latn", "Swahili", "substituted", "order a pizza for my mother", "agiza pizza kwa mama yangu"),
]


def make_provenance() -> dict[str, object]:
    return {
        "command": "python -m lexiboost.stages.experiment --config=configs/massive.py --workdir=runs/massive",
        "config": {"arms": list(ARMS), "seeds": [0, 1, 2], "model": {"width": 96, "layers": 2}, "steps": 700},
        "versions": {"lexiboost": "0.1.0", "python": "3.11.2", "jax": "0.8.1", "numpy": "2.4.6"},
        "hardware": {"machine": "2 CPU cores, 8 GiB", "accelerator": "none", "platform": "Linux x86_64"},
        "wall_seconds": {
            "synthesize": 12.4,
            "tokenize": 8.1,
            "pretrain": 604.0,
            "finetune": 1210.5,
            "evaluate": 95.0,
        },
        "data": [
            {"path": f"lexicons/muse/en-{v[:2]}.txt.xz", "sha256": f"{i:064x}", "bytes": 812345 + i}
            | {"licence": "CC-BY-NC-4.0"}
            for i, (v, *_) in enumerate(LANGUAGES)
        ],
    }


def make_inputs() -> ReportInputs:
    results = make_results()
    return ReportInputs(
        title="Word lists on MASSIVE: zero-shot transfer to 13 languages",
        summary="Trained on English labels only; tested on languages the model has a word list for.\n\n"
        "Made-up figures, for looking at the page.",
        results=results,
        gains=make_gains(results),
        curves=make_curves(),
        coverage=make_coverage(),
        samples=SAMPLES,
        provenance=make_provenance(),
    )
