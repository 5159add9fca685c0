from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from lexiboost.artifacts.errors import InputError
from lexiboost.report import figures
from lexiboost.report.figures import Curve, summary_picture
from lexiboost.report.page import ReportInputs
from lexiboost.report.palette import PAGE, marks
from lexiboost.report.study import GAIN_COLUMNS, Study

from . import tiny


def dots(*gains: dict[str, object], arms: tuple[str, ...] = ("base", "a"), name: str = "f") -> str:
    rows = pd.DataFrame(list(gains), columns=list(GAIN_COLUMNS))
    return figures.gain_dots(rows, marks(arms, "base", PAGE), name=name, title="gains <&>")


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def test_dots_stand_where_the_axis_says() -> None:
    svg = dots(
        tiny.gain("a", 0.30, 0.20, 0.40, 0.01, axis="genus", group="Turkic"),
        tiny.gain("a", -0.05, -0.10, 0.01, 0.5, axis="genus", group="Finnic"),
    )
    ticks = {
        float(value.replace("−", "-")): float(x)
        for x, value in re.findall(r'<text[^>]*? x="([\d.]+)"[^>]*>(−?\d+)</text>', svg)
    }
    slope, start = np.polyfit(list(ticks), list(ticks.values()), 1)
    colour = marks(("base", "a"), "base", PAGE)["a"].colour.lower()
    drawn = re.findall(rf'<use [^>]*x="([\d.]+)" y="([\d.]+)" style="fill: {colour}', svg)
    gains = sorted((float(x) - start) / slope for x, _ in drawn[:2])
    assert gains == pytest.approx([-5.0, 30.0], abs=0.3)


def test_every_group_says_how_many_languages_and_examples_it_rests_on() -> None:
    svg = dots(
        tiny.gain("a", 0.1, 0, 0.2, 0.1, group="Turkic", languages=2, n=1234),
        tiny.gain("a", 0.3, 0, 0.4, 0.1, group="Finnic"),
    )
    written = texts(svg)
    assert "2 lang., n = 1,234" in written
    assert written.index("Finnic") < written.index("Turkic"), "the larger gain stands first"


def test_equal_figures_are_equal_bytes_and_ids_belong_to_one_figure() -> None:
    gain = tiny.gain("a", 0.1, 0, 0.2, 0.1, group="Turkic")
    assert dots(gain) == dots(gain)
    ids = [re.findall(r'\bid="([^"]+)"', dots(gain, name=name)) for name in ("one", "two")]
    assert ids[0]
    assert not set(ids[0]) & set(ids[1])
    svg = dots(gain, name="one")
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg)) <= set(ids[0])


def test_a_figure_names_itself_escapes_its_title_and_carries_no_date() -> None:
    svg = dots(tiny.gain("a", 0.1, 0, 0.2, 0.1))
    assert '<title id="f-title">gains &lt;&amp;&gt;</title>' in svg
    assert 'role="img" ' in svg
    assert "<metadata>" not in svg
    assert "<style" not in svg
    assert PAGE.ink not in svg


def test_a_missing_interval_leaves_the_dot() -> None:
    nan = float("nan")
    assert "Turkic" in texts(dots(tiny.gain("a", 0.1, nan, nan, nan, group="Turkic")))


def test_arms_with_equal_curves_are_drawn_once_under_all_their_names() -> None:
    steps, losses = [0, 10, 20], [3.0, 2.0, 1.5]
    curves = [Curve(arm, 0, "pretrain", steps, losses) for arm in ("a", "b")]
    curves.append(Curve("base", 0, "pretrain", steps, [3.0, 2.5, 2.2]))
    drawn = marks(("base", "a", "b"), "base", PAGE)
    svg = figures.learning_curves(curves, drawn, stage="pretrain", name="c", title="t")
    assert {"a = b", "base"} <= set(texts(svg))


def test_seeds_of_unequal_length_and_missing_losses_are_drawn() -> None:
    curves = [Curve("a", 0, "s", [0, 1, 2], [3.0, float("nan"), 1.0]), Curve("a", 1, "s", [0, 1], [3.0, 2.0])]
    svg = figures.learning_curves(curves, marks(("a",), "", PAGE), stage="s", name="c", title="t")
    assert "nan" not in svg


def test_the_scatter_names_every_language_and_script() -> None:
    points = pd.DataFrame(
        {
            "label": [f"Language {i}" for i in range(30)],
            "script": ["Latn", "Cyrl", "Deva"] * 10,
            "coverage": [0.5 + 0.001 * i for i in range(30)],
            "gain": [0.3] * 30,
            "ci_low": [0.2] * 30,
            "ci_high": [0.4] * 30,
        }
    )
    svg = figures.coverage_scatter(points, x_label="share", name="s", title="t")
    assert {f"Language {i}" for i in range(30)} | {"Latin", "Cyrillic", "Devanagari"} <= set(texts(svg))


def test_the_picture_is_1200_pixels_wide_and_repeatable(inputs: ReportInputs, tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        summary_picture(inputs.gains, inputs.results, tmp_path / name)
    with Image.open(tmp_path / "a.png") as image:
        assert image.width == 1200
        assert image.height > 300
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_a_picture_of_nothing_is_refused(study: Study, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to picture"):
        summary_picture(study.gains.iloc[:0], study.results, tmp_path / "a.png")
    assert not list(tmp_path.iterdir())
