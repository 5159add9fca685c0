from __future__ import annotations

import pytest

from lexiboost.report.heatmap import genus_by_script, heat_maps
from lexiboost.report.study import Study

from . import tiny


def make() -> Study:
    scores = tiny.results(
        *(("base", variety, 0.1, n) for variety, n in (("tur_Latn", 7), ("kaz_Cyrl", 3), ("uzb_Cyrl", 5))),
        ("a", "tur_Latn", 0.5, 7),
        ("a", "kaz_Cyrl", 0.0, 3),
        ("a", "uzb_Cyrl", 0.3, 5),
        ("a", "fin_Latn", 0.9, 9),
    )
    return tiny.study(scores, tiny.gain("a", 0.2, 0.1, 0.3, 0.01))


def test_cells_hold_the_mean_paired_gain_the_languages_and_their_examples() -> None:
    cells = genus_by_script(make(), "upos", "accuracy", "a").set_index(["genus", "script"])
    assert list(cells.index) == [("Turkic", "Cyrl"), ("Turkic", "Latn")]
    assert cells.loc[("Turkic", "Cyrl"), "gain"] == pytest.approx((-0.1 + 0.2) / 2)
    assert list(cells.loc[("Turkic", "Cyrl"), ["languages", "n"]]) == [2, 8]


def test_the_map_says_points_and_n_in_every_filled_cell_and_colours_by_sign() -> None:
    (only,) = heat_maps(make(), "upos", "accuracy")
    ((genus, (cyrillic, latin)),) = only.rows
    assert (genus, only.scripts, only.limit) == ("Turkic", ("Cyrl", "Latn"), "40")
    assert cyrillic is not None and latin is not None
    assert (cyrillic.points, cyrillic.languages, cyrillic.n) == ("+5.0", "2 languages", "8")
    assert (latin.points, latin.languages, latin.n) == ("+40.0", "1 language", "7")


def test_maps_of_all_arms_share_one_scale_and_begin_with_the_arm_in_focus(study: Study) -> None:
    maps = heat_maps(study, "intents", "slot_f1")
    assert maps[0].arm == "best"
    assert sorted(m.arm for m in maps) == sorted(study.compared_arms("intents", "slot_f1"))
    assert len({m.limit for m in maps}) == 1
