import pytest

from lexiboost.artifacts.errors import ConfigError
from lexiboost.synthesis.settings import SynthesisSettings


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
    ],
)
def test_a_setting_out_of_range_is_refused_by_name(key, value):
    with pytest.raises(ConfigError, match=key):
        SynthesisSettings(**{key: value})
