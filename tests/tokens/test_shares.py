import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.artifacts.errors import ConfigError
from lexiboost.tokens.shares import MixtureSettings, Source, asked_shares, planned_rows


def sources(*rows, kind="real"):
    return [Source(f"v{i:02d}_Latn", kind, n) for i, n in enumerate(rows)]


def unimax_of_the_paper(sizes, epochs, budget):
    """Algorithm 1 of Chung et al. 2023: from the smallest up, an even part of what is left, or the cap."""
    given_ = {}
    left = budget
    for place, i in enumerate(sorted(range(len(sizes)), key=lambda i: sizes[i])):
        even = left / (len(sizes) - place)
        given_[i] = min(even, sizes[i] * epochs)
        left -= given_[i]
    return [given_[i] for i in range(len(sizes))]


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=12), st.integers(1, 10), st.floats(0.05, 1.0))
def test_unimax_is_that_of_the_paper(sizes, epochs, part):
    total = max(1, int(sum(sizes) * epochs * part))
    settings = MixtureSettings(sampling="unimax", max_epochs=epochs)
    planned = planned_rows(sources(*sizes), settings, total, capped=True)
    assert planned.sum() == total
    assert np.abs(planned - unimax_of_the_paper(sizes, epochs, total)).max() <= 1


def test_temperature_flattens_the_sizes():
    shares = asked_shares(sources(100, 10_000), MixtureSettings(alpha=0.5))
    assert shares == pytest.approx([1 / 11, 10 / 11])


def test_a_varietys_kinds_share_by_their_rows_unless_kinds_say_otherwise():
    both = [Source("a_Latn", "real", 30), Source("a_Latn", "pseudo_mono", 90), Source("b_Latn", "real", 120)]
    assert asked_shares(both, MixtureSettings(alpha=0.3)) == pytest.approx([0.125, 0.375, 0.5])
    kinds = MixtureSettings(alpha=1.0, kinds={"real": 0.6, "pseudo_mono": 0.4})
    assert asked_shares(both, kinds) == pytest.approx([0.12, 0.4, 0.48])


def test_kinds_are_scaled_to_one_and_what_is_not_named_gets_nothing():
    both = [
        Source("a_Latn", "real", 5),
        Source("a_Latn", "pseudo_mono", 5),
        Source("a_Latn", "pseudo_labelled", 5),
    ]
    shares = asked_shares(both, MixtureSettings(kinds={"real": 1.0, "pseudo_mono": 3.0}))
    assert shares == pytest.approx([0.25, 0.75, 0.0])


def test_weights_are_taken_as_they_are_inside_each_kind():
    both = [Source("a_Latn", "real", 5), Source("b_Latn", "real", 50), Source("a_Latn", "pseudo_mono", 5)]
    weights = {"a_Latn/real": 3.0, "b_Latn/real": 1.0, "a_Latn/pseudo_mono": 9.0}
    settings = MixtureSettings(sampling="weights", weights=weights, kinds={"real": 0.8, "pseudo_mono": 0.2})
    assert asked_shares(both, settings) == pytest.approx([0.6, 0.2, 0.2])


def test_what_a_capped_source_leaves_stays_in_its_kind_as_long_as_it_can():
    rows = [
        Source("a_Latn", "real", 10),
        Source("b_Latn", "real", 100),
        Source("a_Latn", "pseudo_mono", 1000),
        Source("b_Latn", "pseudo_mono", 1000),
    ]
    settings = MixtureSettings(alpha=0.0, kinds={"real": 0.5, "pseudo_mono": 0.5}, max_epochs=2)
    assert planned_rows(rows, settings, 200, capped=True).tolist() == [20, 80, 50, 50]
    # Real text is used up at 220 rows: the 180 that are missing go to the other kind.
    assert planned_rows(rows, settings, 800, capped=True).tolist() == [20, 200, 290, 290]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 500)), min_size=1, max_size=15),
    st.floats(0.5, 8),
    st.floats(-0.5, 1.5),
    st.floats(0.01, 1.0),
    st.booleans(),
)
def test_caps_are_kept_and_all_rows_are_given(rows, epochs, alpha, part, by_kind):
    kinds = ["real", "pseudo_mono", "pseudo_parallel", "pseudo_labelled"]
    mixed = [Source(f"v{i}_Latn", kinds[kind], n) for i, (kind, n) in enumerate(rows)]
    asked = {source.kind: 1.0 + len(source.kind) for source in mixed} if by_kind else {}
    settings = MixtureSettings(alpha=alpha, kinds=asked, max_epochs=epochs)
    total = int(sum(int(source.rows * epochs) for source in mixed) * part)
    if total < 1:
        return
    planned = planned_rows(mixed, settings, total, capped=True)
    assert planned.sum() == total and planned.min() >= 0
    assert all(count <= source.rows * epochs + 1e-6 for count, source in zip(planned, mixed, strict=True))


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=20), st.floats(0, 1), st.integers(1, 2**40))
def test_without_caps_whole_rows_are_within_one_of_the_shares(sizes, alpha, total):
    settings = MixtureSettings(alpha=alpha)
    planned = planned_rows(sources(*sizes), settings, total, capped=False)
    assert planned.sum() == total
    assert np.abs(planned - asked_shares(sources(*sizes), settings) * total).max() < 1 + 1e-3


def test_more_rows_than_the_caps_allow_are_refused():
    with pytest.raises(ConfigError, match="allows 40 rows and 41 are asked for"):
        planned_rows(sources(4, 6), MixtureSettings(max_epochs=4), 41, capped=True)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"sampling": "random"}, "random"),
        ({"sampling": "unimax"}, "max_epochs"),
        ({"kinds": {"fake": 1.0}}, "fake"),
        ({"kinds": {"real": -1.0}}, "real is -1"),
        ({"weights": {"x/real": float("nan")}}, "x/real"),
        ({"alpha": float("inf")}, "alpha"),
        ({"max_epochs": 0}, "max_epochs"),
    ],
)
def test_settings_that_mean_nothing_are_named(settings, named):
    with pytest.raises(ConfigError, match=named):
        MixtureSettings(**settings)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"kinds": {"pseudo_mono": 1.0}}, "pseudo_mono"),
        ({"sampling": "weights", "weights": {"x_Latn/real": 1.0}}, "x_Latn/real"),
        ({"sampling": "weights"}, "no rows"),
    ],
)
def test_what_is_asked_for_and_is_not_there_is_named(settings, named):
    with pytest.raises(ConfigError, match=named):
        asked_shares(sources(5), MixtureSettings(**settings))
