from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import jax
import numpy as np
import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.morphology import Row
from lexiboost.tasks.inflection.choice import exact_match
from lexiboost.tasks.inflection.inflector import Inflector
from tests.tasks.inflection.toy import SMALL, form_of, toy_rows

ROWS = toy_rows(400, 0)
TRAIN, DEV, TEST = ROWS[:600], ROWS[600:700], ROWS[700:]
SHORT = replace(SMALL, steps=3, guesses=True)


def bare(rows: list[Row]) -> tuple[list[str], list[str]]:
    return [row.lemma for row in rows], [row.bundle for row in rows]


@pytest.fixture(scope="module")
def network() -> Inflector:
    """Trained without the rules' help."""
    return Inflector.fit(TRAIN, DEV, replace(SMALL, guesses=False), 0)


def test_infixes_and_harmony_are_learned_for_lemmas_never_seen(network: Inflector) -> None:
    found = network.inflect(*bare(TEST))
    assert exact_match(found, TEST) > 0.9
    assert all(0 < confidence < 1 for _, confidence in found)


def test_letters_never_seen_are_copied(network: Inflector) -> None:
    found = network.inflect(["páteð", "təßok"], ["N;PL", "N;PL"])
    assert [form for form, _ in found] == ["páteði", "təßoku"]


def test_greedy_search_and_one_by_one_give_what_a_batch_gives(network: Inflector) -> None:
    some = TEST[:5]
    batch = network.inflect(*bare(some), beam=1)
    alone = [network.inflect([row.lemma], [row.bundle], beam=1)[0] for row in some]
    assert [form for form, _ in batch] == [form for form, _ in alone]
    np.testing.assert_allclose([c for _, c in batch], [c for _, c in alone], atol=1e-4)


def test_nothing_is_inflected_to_nothing(network: Inflector) -> None:
    assert network.inflect([], []) == []


def test_equal_seeds_give_equal_bytes_and_others_not() -> None:
    one, same, other = (Inflector.fit(TRAIN[:80], DEV, SHORT, seed) for seed in (1, 1, 2))
    leaves = [[np.asarray(x).tobytes() for x in jax.tree.leaves(i.params)] for i in (one, same, other)]
    assert leaves[0] == leaves[1]
    assert leaves[0] != leaves[2]
    assert one.calibration == same.calibration


def test_a_saved_inflector_comes_back_the_same(tmp_path: Path) -> None:
    made = Inflector.fit(TRAIN[:80], DEV, SHORT, 0)
    made.save(tmp_path)
    back = Inflector.load(tmp_path)
    assert back.inflect(*bare(TEST[:20])) == made.inflect(*bare(TEST[:20]))
    assert (back.settings, back.vocabulary, back.growth) == (made.settings, made.vocabulary, made.growth)


def test_a_damaged_folder_is_named(tmp_path: Path) -> None:
    made = Inflector.fit(TRAIN[:80], [], SHORT, 0)
    for name in ("inflector.json", "rows.tsv", "checkpoint"):
        folder = tmp_path / f"without {name}"
        made.save(folder)
        (folder / name).rename(folder / "elsewhere")
        with pytest.raises(InputError, match=name.replace(".", r"\.")):
            Inflector.load(folder)


def test_no_rows_are_an_error() -> None:
    with pytest.raises(InputError, match="no rows"):
        Inflector.fit([], DEV, SHORT, 0)


def test_the_toy_language_is_what_it_says() -> None:
    assert form_of("kotem", "V;PST") == "kumotem"
    assert form_of("kotem", "N;PL") == "kotemi"
    assert form_of("ketom", "N;PL") == "ketomu"
