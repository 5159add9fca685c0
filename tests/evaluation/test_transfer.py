import numpy as np
import pandas as pd
import pytest

from lexiboost.artifacts.errors import ConfigError
from lexiboost.evaluation.outcomes import outcome_frame
from lexiboost.evaluation.transfer import GAIN_COLUMNS, SCORE_COLUMNS, gain_table, score_table
from lexiboost.languages import load_catalog

VARIETIES = ("fin_Latn", "kaz_Cyrl", "swa_Latn", "tur_Latn")


def outcomes_of(arm, variety, right, *, seed=0, dataset="massive", metric="intent_accuracy", counted=None):
    right = np.asarray(right, dtype=float)
    counted = np.ones(len(right)) if counted is None else np.asarray(counted, dtype=float)
    return outcome_frame(
        arm=arm,
        seed=seed,
        task="intents",
        dataset=dataset,
        variety=variety,
        examples=[f"{dataset}:{i}" for i in range(len(right))],
        metrics={metric: (right, counted)},
    )


def share(n, part):
    """n outcomes of which the given share is right, the right ones spread out."""
    return (np.arange(n) * 7919 % n < round(n * part)).astype(float)


def random_outcomes(seeds=(0, 1, 2), arms=("base", "lexicon", "mono"), n=60, varieties=VARIETIES):
    frames = []
    for variety in varieties:
        rng = np.random.default_rng([ord(char) for char in variety])
        for position, arm in enumerate(arms):
            for seed in seeds:
                part = 0.3 + 0.15 * position + rng.normal(0, 0.03)
                frames.append(outcomes_of(arm, variety, rng.random(n) < part, seed=seed))
    return pd.concat(frames, ignore_index=True)


def gains_of(outcomes, baseline="base", seen="lexicon", **options):
    scores = score_table(outcomes, load_catalog(), "test", dict.fromkeys(VARIETIES, seen))
    return gain_table(outcomes, baseline, scores=scores, **{"replicates": 400, **options})


def row(gains, **where):
    for name, wanted in where.items():
        gains = gains[gains[name] == wanted]
    [found] = gains.to_dict("records")
    return found


def test_scores_are_sums_over_sums_with_language_columns():
    outcomes = pd.concat(
        [
            outcomes_of("a", "kaz_Cyrl", [2, 0, 1], counted=[4, 1, 1], metric="slot_f1"),
            outcomes_of("a", "fin_Latn", [1, 0], seed=1),
        ]
    )
    seen = {("a", "kaz_Cyrl"): "text", "kaz_Cyrl": "none", "fin_Latn": "lexicon"}
    scores = score_table(outcomes, load_catalog(), "exp", seen)
    assert tuple(scores.columns) == SCORE_COLUMNS
    assert scores.to_dict("records") == [
        {
            "experiment": "exp",
            "arm": "a",
            "seed": 0,
            "task": "intents",
            "dataset": "massive",
            "variety": "kaz_Cyrl",
            "language": "Kazakh",
            "genus": "Turkic",
            "family": "Altaic",
            "script": "Cyrl",
            "seen": "text",
            "metric": "slot_f1",
            "value": 0.5,
            "n": 3,
        },
        {
            "experiment": "exp",
            "arm": "a",
            "seed": 1,
            "task": "intents",
            "dataset": "massive",
            "variety": "fin_Latn",
            "language": "Finnish",
            "genus": "Finnic",
            "family": "Uralic",
            "script": "Latn",
            "seen": "lexicon",
            "metric": "intent_accuracy",
            "value": 0.5,
            "n": 2,
        },
    ]


def test_a_variety_of_which_nothing_says_what_was_seen_is_an_error():
    with pytest.raises(ConfigError, match="arm 'a' saw text or a lexicon of fin_Latn"):
        score_table(outcomes_of("a", "fin_Latn", [1]), load_catalog(), "exp", {"kaz_Cyrl": "none"})


def test_a_better_arm_has_a_positive_gain_and_swapping_arms_flips_it():
    outcomes = random_outcomes()
    forward = gains_of(outcomes)
    better = row(forward, arm="mono", axis="all")
    assert better["gain"] > 0.2
    backward = gains_of(outcomes, baseline="mono")
    for axis, group in {(each["axis"], each["group"]) for each in forward.to_dict("records")}:
        one = row(forward, arm="mono", axis=axis, group=group)
        other = row(backward, arm="base", axis=axis, group=group)
        assert one["gain"] == pytest.approx(-other["gain"])
        assert (one["ci_low"], one["ci_high"]) == pytest.approx((-other["ci_high"], -other["ci_low"]))
        assert one["p"] == pytest.approx(other["p"])


def test_a_group_is_the_plain_mean_of_its_languages_not_of_their_sentences():
    outcomes = pd.concat(
        [
            outcomes_of("base", "tur_Latn", share(10, 0.0)),
            outcomes_of("ours", "tur_Latn", share(10, 0.5)),
            outcomes_of("base", "kaz_Cyrl", share(1000, 0.2)),
            outcomes_of("ours", "kaz_Cyrl", share(1000, 0.3)),
            outcomes_of("base", "fin_Latn", share(20, 0.5)),
            outcomes_of("ours", "fin_Latn", share(20, 0.5)),
        ]
    )
    gains = gains_of(outcomes)
    assert tuple(gains.columns) == GAIN_COLUMNS
    turkic = row(gains, axis="genus", group="Turkic")
    assert turkic["gain"] == pytest.approx((0.5 + 0.1) / 2)
    assert (turkic["languages"], turkic["n"]) == (2, 1010)
    assert row(gains, axis="all", group="all")["gain"] == pytest.approx((0.5 + 0.1 + 0.0) / 3)
    assert row(gains, axis="script", group="Latn")["gain"] == pytest.approx(0.25)
    assert row(gains, axis="seen", group="lexicon")["gain"] == pytest.approx(0.2)
    assert row(gains, axis="language", group="kaz_Cyrl")["gain"] == pytest.approx(0.1)


def test_ratio_metrics_are_pooled_within_a_language():
    outcomes = pd.concat(
        [
            outcomes_of("base", "fin_Latn", [0, 0, 0], counted=[8, 0, 2], metric="slot_f1"),
            outcomes_of("ours", "fin_Latn", [6, 0, 0], counted=[8, 0, 4], metric="slot_f1"),
        ]
    )
    assert row(gains_of(outcomes), axis="all")["gain"] == pytest.approx(0.5)


def test_an_arm_of_one_seed_pairs_with_every_seed_of_the_other():
    outcomes = pd.concat(
        [
            outcomes_of("base", "fin_Latn", share(100, 0.1), seed=0),
            *(outcomes_of("ours", "fin_Latn", share(100, 0.2 + 0.1 * s), seed=s) for s in (0, 1, 2)),
        ]
    )
    assert row(gains_of(outcomes), axis="all")["gain"] == pytest.approx(0.3 - 0.1)
    assert row(gains_of(outcomes, baseline="ours"), axis="all")["gain"] == pytest.approx(0.1 - 0.3)


def test_only_seeds_that_both_arms_have_are_compared():
    outcomes = pd.concat(
        [
            *(outcomes_of("base", "fin_Latn", share(100, 0.1 * s), seed=s) for s in (0, 1, 2)),
            *(outcomes_of("ours", "fin_Latn", share(100, 0.1 * s + 0.1), seed=s) for s in (1, 2, 9)),
        ]
    )
    assert row(gains_of(outcomes), axis="all")["gain"] == pytest.approx(0.1)


def test_arms_of_different_seeds_cannot_be_compared():
    outcomes = pd.concat(
        [outcomes_of(arm, "fin_Latn", [1, 0], seed=s) for arm, s in (("base", 0), ("base", 1))]
        + [outcomes_of("ours", "fin_Latn", [1, 0], seed=s) for s in (2, 3)]
    )
    with pytest.raises(ConfigError, match="no seed in common on fin_Latn"):
        gains_of(outcomes)


def test_seeds_that_disagree_widen_the_interval():
    def width(spread):
        frames = [outcomes_of("base", "fin_Latn", share(2000, 0.3), seed=s) for s in range(3)]
        frames += [
            outcomes_of("ours", "fin_Latn", share(2000, 0.5 + spread * (s - 1)), seed=s) for s in range(3)
        ]
        found = row(gains_of(pd.concat(frames)), axis="language")
        assert found["gain"] == pytest.approx(0.2, abs=1e-9)
        return found["ci_high"] - found["ci_low"]

    # One seed in three differs by 10 points: the mean's standard error is 0.1 / sqrt(3) = 5.8 points.
    assert width(0.1) > 2 * 0.058 > width(0.0)


def test_languages_are_resampled_in_the_all_row_only():
    frames = []
    for variety, gain in {"tur_Latn": 0.0, "fin_Latn": 0.2, "swa_Latn": 0.6}.items():
        frames.append(outcomes_of("base", variety, share(1000, 0.2)))
        frames.append(outcomes_of("ours", variety, share(1000, 0.2 + gain)))
    gains = gains_of(pd.concat(frames))
    everything, latin = row(gains, axis="all"), row(gains, axis="script", group="Latn")
    assert everything["gain"] == pytest.approx(latin["gain"])
    widths = [each["ci_high"] - each["ci_low"] for each in (everything, latin)]
    assert widths[0] > 4 * widths[1]


def test_an_arm_is_compared_on_the_languages_that_it_was_scored_on():
    outcomes = random_outcomes()
    outcomes = outcomes[(outcomes["arm"] != "mono") | outcomes["variety"].isin(["fin_Latn", "tur_Latn"])]
    gains = gains_of(outcomes)
    assert row(gains, arm="mono", axis="all")["languages"] == 2
    assert row(gains, arm="lexicon", axis="all")["languages"] == 4
    assert gains[(gains["arm"] == "mono") & (gains["group"] == "kaz_Cyrl")].empty


def test_the_seen_axis_is_what_the_arm_saw_and_not_the_baseline():
    outcomes = random_outcomes()
    seen = {(arm, v): "lexicon" for arm in ("lexicon", "mono") for v in VARIETIES}
    seen |= {("base", variety): "none" for variety in VARIETIES} | {("mono", "fin_Latn"): "text"}
    scores = score_table(outcomes, load_catalog(), "test", seen)
    gains = gain_table(outcomes, "base", scores=scores, replicates=50)
    of_mono = gains[(gains["arm"] == "mono") & (gains["axis"] == "seen")]
    assert dict(zip(of_mono["group"], of_mono["languages"], strict=True)) == {"lexicon": 3, "text": 1}
    assert "none" not in set(gains["group"])


def test_a_language_of_two_test_sets_counts_once():
    outcomes = pd.concat(
        [
            outcomes_of("base", "tur_Latn", share(10, 0.0), dataset="boun"),
            outcomes_of("ours", "tur_Latn", share(10, 0.4), dataset="boun"),
            outcomes_of("base", "tur_Latn", share(20, 0.0), dataset="imst"),
            outcomes_of("ours", "tur_Latn", share(20, 0.2), dataset="imst"),
            outcomes_of("base", "fin_Latn", share(10, 0.0)),
            outcomes_of("ours", "fin_Latn", share(10, 0.1)),
        ]
    )
    found = row(gains_of(outcomes), axis="all")
    assert found["gain"] == pytest.approx((0.3 + 0.1) / 2)
    assert (found["languages"], found["n"]) == (2, 40)


def test_the_order_of_outcome_rows_changes_nothing():
    outcomes = random_outcomes()
    shuffled = outcomes.sample(frac=1, random_state=0)
    pd.testing.assert_frame_equal(gains_of(outcomes), gains_of(shuffled), check_exact=True)


def test_another_language_leaves_the_rows_of_the_others_as_they_were():
    columns = ["arm", "group", "gain", "ci_low", "ci_high", "p"]
    more, fewer = (
        gains_of(random_outcomes(varieties=varieties)) for varieties in (VARIETIES, ("fin_Latn", "kaz_Cyrl"))
    )
    kept = more[(more["axis"] == "language") & more["group"].isin(["fin_Latn", "kaz_Cyrl"])]
    pd.testing.assert_frame_equal(
        kept[columns].reset_index(drop=True),
        fewer[fewer["axis"] == "language"][columns].reset_index(drop=True),
        check_exact=True,
    )


def test_the_seed_of_the_bootstrap_moves_intervals_and_not_gains():
    one, other = gains_of(random_outcomes(), seed=0), gains_of(random_outcomes(), seed=1)
    assert one["gain"].tolist() == other["gain"].tolist()
    assert one["ci_low"].tolist() != other["ci_low"].tolist()


def test_p_values_are_corrected_within_task_metric_and_axis():
    outcomes = random_outcomes(n=25)
    second = outcomes.assign(metric="exact_match", numerator=1 - outcomes["numerator"])
    gains = gains_of(pd.concat([outcomes, second]))
    families = gains.groupby(["task", "metric", "axis"])
    assert len(families) == 2 * 5
    for _, family in families:
        ranked = family.sort_values("p")
        running = 0.0
        for rank, (p, adjusted) in enumerate(zip(ranked["p"], ranked["p_holm"], strict=True)):
            running = max(running, min(1.0, p * (len(ranked) - rank)))
            assert adjusted == pytest.approx(running)


def test_targets_narrow_the_comparison():
    gains = gains_of(random_outcomes(), targets=["fin_Latn"])
    assert set(gains["languages"]) == {1}
    assert set(gains[gains["axis"] == "language"]["group"]) == {"fin_Latn"}
    with pytest.raises(ConfigError, match="none of the targets xho_Latn was scored"):
        gains_of(random_outcomes(), targets=["xho_Latn"])


def test_a_baseline_without_outcomes_is_an_error_that_lists_the_arms():
    with pytest.raises(ConfigError, match="'english_only' has no outcome; arms are base, lexicon, mono"):
        gains_of(random_outcomes(), baseline="english_only")


def test_a_single_arm_gives_an_empty_table():
    gains = gains_of(random_outcomes(arms=("base",)))
    assert gains.empty
    assert tuple(gains.columns) == GAIN_COLUMNS


def test_the_interval_covers_a_known_gain_under_seed_and_language_variation():
    rng = np.random.default_rng(5)
    languages = [f"x{i:02}_Latn" for i in range(10)]
    shape = (len(languages), 2, 3, 200)
    cells = [index.ravel() for index in np.indices(shape)]
    outcomes = pd.DataFrame(
        {
            "arm": np.array(["base", "ours"])[cells[1]],
            "seed": cells[2],
            "task": "intents",
            "dataset": "massive",
            "variety": np.array(languages)[cells[0]],
            "metric": "intent_accuracy",
            "example": cells[3].astype(str),
            "denominator": 1.0,
        }
    )
    scores = outcomes.assign(genus="g", script="Latn", seen="none")
    found = []
    for trial in range(80):
        parts = np.full(shape[:3], 0.3)
        parts[:, 1] += rng.normal(0.2, 0.1, (len(languages), 1)) + rng.normal(0, 0.02, (1, 3))
        outcomes["numerator"] = (rng.random(shape) < parts[..., None]).astype(float).ravel()
        gains = gain_table(outcomes, "base", scores=scores, replicates=300, seed=trial)
        found.append(row(gains, axis="all"))
    covered = np.mean([each["ci_low"] <= 0.2 <= each["ci_high"] for each in found])
    assert 0.89 <= covered <= 0.99
    width = np.mean([each["ci_high"] - each["ci_low"] for each in found])
    assert width < 1.2 * 2 * 1.96 * np.std([each["gain"] for each in found], ddof=1)
