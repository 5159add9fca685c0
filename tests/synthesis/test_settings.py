import pytest

from lexiboost.artifacts.errors import ConfigError
from lexiboost.synthesis.settings import LATER, SynthesisSettings


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("mode", "translate"),
        ("fraction", -0.1),
        ("fraction", 1.1),
        ("fill", 2.0),
        ("random_cells", float("nan")),
        ("copies", 0),
        ("max_senses", 0),
        ("temperature", 0.0),
        ("temperature", -1.0),
        ("function_words", "omit"),
        ("unknown", "drop"),
        ("mask", ""),
        ("mask", "two words"),
        ("min_coverage", 1.1),
        ("word_order", "SOV"),
        ("senses", "best"),
        ("agreement", True),
        ("noise", -0.1),
    ],
)
def test_a_setting_out_of_range_is_refused_by_name(key, value):
    with pytest.raises(ConfigError, match=key):
        SynthesisSettings(**{key: value})


def test_invented_function_words_go_with_translated_ones_alone():
    with pytest.raises(ConfigError, match="function_words=drop"):
        SynthesisSettings(invent=0.5, function_words="drop")


def test_later_settings_are_said_only_where_they_are_not_at_their_default():
    assert sorted(SynthesisSettings(noise=0.0, fraction=0.5).said()) == [
        "copies",
        "fill",
        "fraction",
        "invent",
        "max_senses",
        "mode",
        "random_cells",
        "temperature",
    ]
    assert SynthesisSettings(noise=0.1, senses="first").said()["noise"] == 0.1
    assert set(vars(SynthesisSettings())) - set(SynthesisSettings().said()) == LATER
