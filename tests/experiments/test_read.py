"""A config a user wrote becomes typed, or one line says why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from lexiboost.artifacts.errors import ConfigError
from lexiboost.experiments.config import ExperimentConfig, config_json, default_config
from lexiboost.experiments.programs import PROGRAMS, DownloadConfig, default_program
from lexiboost.experiments.read import check_override, keys, read_as, read_config
from lexiboost.tasks.inflection.settings import InflectionConfig
from tests.experiments.tiny import ROOT, get_config


def test_defaults_survive_the_way_through_a_config_dict() -> None:
    config = default_config("x")
    config.arms = "english_only"
    assert read_config(config) == ExperimentConfig("x", arms=("english_only",))


def test_every_config_of_the_repository_is_valid() -> None:
    for path in sorted((ROOT / "configs").glob("*.py")):
        scope: dict[str, object] = {}
        exec(compile(Path(path).read_text(encoding="utf-8"), str(path), "exec"), scope)
        config = scope["get_config"]()  # type: ignore[operator]
        if path.stem in PROGRAMS:
            read_as(PROGRAMS[path.stem].config, config)
        if "arms" not in config:  # not of an experiment
            continue
        found = read_config(config)
        assert found.name == path.stem


def test_every_key_can_be_given_on_the_command_line() -> None:
    assert "pretrain.objective.mask_rate" in keys()
    for key in keys():
        check_override(key, None)


def test_lists_may_be_written_as_lists() -> None:
    raw = get_config().to_dict() | {"seeds": [3, 4], "arms": ("english_only",)}
    assert read_config(raw).seeds == (3, 4)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seedz": 1}, "config.seedz: unknown key; did you mean config.seeds?"),
        (
            {"pretrain": {"stepz": 1}},
            "config.pretrain.stepz: unknown key; did you mean config.pretrain.steps?",
        ),
        ({"pretrain": 3}, "config.pretrain: expects a group of keys, not 3"),
        (
            {"inflection": {"settings": {"heads": 5}}},
            "config.inflection.settings.heads=5: must divide config.inflection.settings.dim=128 into even",
        ),
        ({"inflection": {"precision": 1.5}}, "config.inflection.precision=1.5: must be 0 to 1"),
        (
            {"inflection": {"settings": {"folds": 1}}},
            "config.inflection.settings.folds=1: must be at least 2",
        ),
        ({"seeds": "1,two"}, "config.seeds='two': expects a whole number"),
        ({"seeds": True}, "config.seeds=True: expects a whole number"),
        ({"name": 3}, "config.name=3: expects text"),
        ({"best": {"wide": "yes"}}, "config.best.wide='yes': expects true or false"),
        ({"pretrain": {"learning_rate": float("inf")}}, "config.pretrain.learning_rate=inf: must be "),
        (
            {"pretrain": {"objective": {"mask_rate": 1.5}}},
            "config.pretrain.objective.mask_rate=1.5: must be 0 to 1",
        ),
        (
            {"best": {"layers": "2,0"}, "arms": "english_only,best"},
            "config.best.layers=0: must be at least 1",
        ),
        ({"arms": "english_only,best", "best": {"layers": ""}}, "config.best.layers: name the depth"),
        (
            {"arms": "english_only,best", "development": "fr", "best": {"partner_weights": ""}},
            "config.best.partner_weights: name at least one weight",
        ),
        ({"best": {"partner_weights": "1,-1"}}, "config.best.partner_weights=-1.0: must be at least 0"),
        (
            {"arms": "english_only,best"},
            "config.best.partner_weight: below 0 it is chosen on development data",
        ),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_config({"name": "x", "arms": "english_only"} | changes)
    assert str(caught.value).startswith(said)


def test_keys_that_change_nothing_leave_no_trace_in_a_results_identity() -> None:
    plain = config_json(ExperimentConfig("x"))
    assert not plain.keys() & {"licences", "cleaning_skip", "lexicon", "text"}
    assert "lexicons" in plain  # the others stay, empty or not
    assert config_json(ExperimentConfig("x", licences=("CC0",)))["licences"] == ("CC0",)
    off = ExperimentConfig("x", inflection=InflectionConfig(beam=2))
    assert config_json(off) == plain
    on = ExperimentConfig("x", inflection=InflectionConfig(enabled=True, beam=2))
    assert config_json(on).keys() - plain.keys() == {"inflection"}
    assert config_json(on)["inflection"]["beam"] == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"licences": "CC0,copyme"}, "config.licences: 'copyme' is no licence known here"),
        ({"cleaning_skip": "copy,polish"}, "config.cleaning_skip: no rule 'polish'; there are invisible"),
        ({"lexicon": "a.tsv"}, "config.text is missing"),
        ({"text": "a.txt"}, "config.lexicon is missing"),
    ],
)
def test_settings_of_lexicons_are_checked(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_config(get_config().to_dict() | changes)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_defaults_of_a_program_survive_the_way_through_a_config_dict(name: str) -> None:
    kind = PROGRAMS[name].config
    assert read_as(kind, default_program(name)) == kind()
    for key in keys(kind):
        check_override(key, None, kind)


def test_an_unknown_key_of_a_program_is_told_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"config\.langs: unknown key; did you mean config\.languages"):
        read_as(DownloadConfig, {"langs": "tur"})


def test_a_partner_that_is_none_is_named_with_those_that_are() -> None:
    with pytest.raises(ConfigError, match=r"config.best.partner='majority': choose linear, lookup"):
        read_config({"name": "x", "arms": "english_only", "best": {"partner": "lookup,majority"}})
    both = read_config({"name": "x", "arms": "english_only", "best": {"partner": "lookup,linear"}})
    assert both.best.partner == ("lookup", "linear")
    none = read_config({"name": "x", "arms": "english_only", "best": {"partner": ""}})
    assert none.best.partner == ()
