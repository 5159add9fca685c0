import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.evaluation.significance import (
    holm,
    interval,
    resampled_values,
    resampled_weights,
    stream,
)

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=20)


def test_holm_of_four_p_values_worked_by_hand():
    # Ascending: .005 x 4 = .02, .01 x 3 = .03, .03 x 2 = .06, .04 x 1 raised to .06.
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_holm_never_exceeds_one():
    assert holm(np.array([0.6, 0.9])).tolist() == [1.0, 1.0]


@given(P_VALUES, st.randoms(use_true_random=False))
def test_holm_lies_between_p_and_bonferroni_and_ignores_the_order(p_values, random):
    p = np.array(p_values)
    adjusted = holm(p)
    assert np.all(adjusted >= p)
    assert np.all(adjusted <= np.minimum(1, p * len(p)))
    shuffled = random.sample(range(len(p)), len(p))
    assert holm(p[shuffled]) == pytest.approx(adjusted[shuffled])


def test_resampled_ratios_spread_as_scipys_bootstrap_says():
    rng = np.random.default_rng(0)
    denominators = rng.integers(1, 20, 400).astype(float)
    numerators = rng.binomial(denominators.astype(int), 0.3).astype(float)
    ours = resampled_values(
        numerators[:, None], denominators[:, None], replicates=4000, rng=stream(0, "test")
    )
    theirs = scipy.stats.bootstrap(
        (numerators, denominators),
        lambda a, b, axis=-1: a.sum(axis) / b.sum(axis),
        paired=True,
        method="percentile",
        n_resamples=4000,
        rng=1,
    )
    assert ours.std() == pytest.approx(theirs.standard_error, rel=0.06)
    expected = [theirs.confidence_interval.low, theirs.confidence_interval.high]
    assert np.quantile(ours, [0.025, 0.975]) == pytest.approx(expected, abs=0.15 * ours.std())


def test_all_columns_see_the_same_draw():
    rng = np.random.default_rng(0)
    right = rng.integers(0, 2, (200, 1)).astype(float)
    both = np.concatenate([right, 1 - right], axis=1)
    values = resampled_values(both, np.ones((200, 2)), replicates=50, rng=stream(0, "test"))
    assert values.sum(axis=1) == pytest.approx(np.ones(50))


def test_drawing_in_chunks_changes_nothing_but_memory(monkeypatch):
    right = np.random.default_rng(0).integers(0, 2, (30, 2)).astype(float)
    whole = resampled_values(right, np.ones((30, 2)), replicates=100, rng=stream(0, "test"))
    monkeypatch.setattr("lexiboost.evaluation.significance._CHUNK_CELLS", 7 * 30)
    assert np.array_equal(
        resampled_values(right, np.ones((30, 2)), replicates=100, rng=stream(0, "test")), whole
    )


def test_a_resample_without_anything_counted_is_zero():
    values = resampled_values(np.zeros((3, 1)), np.zeros((3, 1)), replicates=5, rng=stream(0, "test"))
    assert values.tolist() == [[0.0]] * 5


def test_weights_of_a_small_sample_give_the_unbiased_variance_of_its_mean():
    sample = np.array([0.1, 0.5, 0.6])
    means = resampled_weights(3, replicates=100_000, rng=stream(0, "test")) @ sample
    assert means.mean() == pytest.approx(sample.mean(), abs=0.002)
    assert means.std() == pytest.approx(scipy.stats.sem(sample), rel=0.02)


def test_a_sample_of_one_is_certain():
    assert resampled_weights(1, replicates=4, rng=stream(0, "test")).tolist() == [[1.0]] * 4


def test_streams_repeat_and_differ_by_name_and_seed():
    draws = [
        stream(*key).integers(0, 2**60) for key in [(0, "a"), (0, "a"), (1, "a"), (0, "b"), (0, "a", "b")]
    ]
    assert draws[0] == draws[1]
    assert len(set(draws)) == 4


def paired_bernoulli(rng, n, gain):
    """Outcomes of two arms over the same examples, correlated, with a true difference of `gain`."""
    difficulty = rng.random(n)
    baseline = difficulty + rng.normal(0, 0.2, n) < 0.5
    ours = np.where(rng.random(n) < gain / 0.5, True, baseline)
    return np.stack([ours, baseline], axis=1).astype(float)


def bootstrap_of(right, seed):
    values = resampled_values(right, np.ones_like(right), replicates=400, rng=stream(seed, "test"))
    return interval(float(np.diff(right.mean(axis=0)[::-1])[0]), values[:, 0] - values[:, 1])


def test_the_interval_covers_the_true_gain_about_95_times_in_100():
    rng = np.random.default_rng(7)
    found = [bootstrap_of(paired_bernoulli(rng, 150, 0.1), seed) for seed in range(400)]
    covered = np.mean([each.low <= 0.1 <= each.high for each in found])
    assert 0.92 <= covered <= 0.98


def test_p_is_below_a_twentieth_about_5_times_in_100_where_there_is_no_gain():
    rng = np.random.default_rng(8)

    def exchangeable():
        right = paired_bernoulli(rng, 150, 0.2)
        swap = rng.random(150) < 0.5
        return np.where(swap[:, None], right[:, ::-1], right)

    p = [bootstrap_of(exchangeable(), seed).p for seed in range(400)]
    assert 0.025 <= np.mean(np.array(p) < 0.05) <= 0.085


def test_p_agrees_with_the_paired_t_test_on_many_examples():
    rng = np.random.default_rng(3)
    difference = rng.normal(0.1, 1, 500)
    difference += 2.3 * difference.std(ddof=1) / np.sqrt(500) - difference.mean()
    values = resampled_values(difference[:, None], np.ones((500, 1)), replicates=8000, rng=stream(0, "test"))
    expected = scipy.stats.ttest_1samp(difference, 0).pvalue
    assert interval(float(difference.mean()), values[:, 0]).p == pytest.approx(expected, abs=0.007)


def test_an_effect_beyond_every_replicate_gets_the_normal_tail():
    replicates = np.random.default_rng(0).normal(4.0, 1.0, 200)
    replicates = (replicates - replicates.mean()) / replicates.std(ddof=1) + 4.0
    assert replicates.min() > 0
    assert interval(4.0, replicates).p == pytest.approx(2 * scipy.stats.norm.sf(4.0))
    assert interval(40.0, replicates + 36).p == 1e-5


def test_no_difference_at_all_is_p_one():
    found = interval(0.0, np.zeros(100))
    assert (found.low, found.high, found.p) == (0.0, 0.0, 1.0)


def test_a_constant_difference_is_as_significant_as_the_replicates_can_show():
    assert interval(0.5, np.full(999, 0.5)).p == pytest.approx(2 / 1000)


def test_swapping_the_sign_mirrors_interval_and_keeps_p():
    replicates = np.random.default_rng(1).normal(0.02, 0.01, 1000)
    one, other = interval(0.02, replicates), interval(-0.02, -replicates)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))
    assert one.p == other.p
