from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from lexiboost.artifacts.errors import InputError, StorageError
from lexiboost.report.page import ReportInputs, Sample, write_report

from .synthetic import make_gains, make_results

VOID = {"meta", "br", "wbr", "hr", "img", "input", "link", "path", "use", "line", "circle"}


class Outline(HTMLParser):
    """Elements with their attributes and text; fails on a tag closed out of turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.parents: list[tuple[str, ...]] = []
        self.text: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.parents.append(tuple(self.open))
        if tag not in VOID:
            self.open.append(tag)
        self.text.setdefault(tag, []).append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.parents.append(tuple(self.open))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open.pop() == tag, f"</{tag}> out of turn at {self.getpos()}"

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.text[tag][-1] += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def outline(page: Path) -> Outline:
    return Outline(page.read_text(encoding="utf-8"))


def test_nothing_is_fetched_from_anywhere(page: Path, outline: Outline) -> None:
    text = page.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"(?:https?:)?//[a-z0-9]", text)
    assert "@import" not in text
    for tag, attributes in outline.elements:
        assert tag not in {"link", "img", "iframe"}
        assert "src" not in attributes
        assert all(attributes.get(key, "#")[:1] == "#" for key in ("href", "xlink:href"))  # type: ignore[index]


def test_ids_are_unique_and_everything_pointed_at_exists(outline: Outline) -> None:
    ids = Counter(a["id"] for _, a in outline.elements if "id" in a)
    assert [name for name, times in ids.items() if times > 1] == []
    for _, attributes in outline.elements:
        for key in ("aria-labelledby", "aria-describedby"):
            assert set((attributes.get(key) or "").split()) <= set(ids)
        assert (attributes.get("href") or "#main")[1:] in ids


def test_tables_have_captions_and_header_cells_a_scope(outline: Outline) -> None:
    assert len(outline.named("table")) == len(outline.named("caption")) > 10
    assert all("scope" in attributes for attributes in outline.named("th"))


def test_figures_name_and_describe_themselves_or_are_hidden_beside_their_numbers(outline: Outline) -> None:
    for attributes in outline.named("svg"):
        named = {"aria-labelledby", "aria-describedby"} <= set(attributes)
        assert named or attributes.get("aria-hidden") == "true"


def test_the_gain_table_comes_first_and_holds_every_arm(outline: Outline, inputs: ReportInputs) -> None:
    first = outline.text["table"][0]
    assert "gain over english_only" in outline.text["caption"][0]
    for arm in set(inputs.gains["arm"]):
        assert arm in first
    table = inputs.gains
    row = table[(table["axis"] == "all") & (table["arm"] == "best")].iloc[0]
    assert f"+{100 * row['gain']:.1f}" in first
    assert f"[{100 * row['ci_low']:.1f}, {100 * row['ci_high']:.1f}]" in first


def test_a_negative_gain_is_shown_as_one(outline: Outline, inputs: ReportInputs) -> None:
    table = inputs.gains
    row = table[(table["axis"] == "all") & (table["arm"] == "mono")].iloc[0]
    assert row["gain"] < 0
    assert f"−{-100 * row['gain']:.1f}" in outline.text["table"][0]


def test_pseudo_sentences_carry_language_and_direction_and_are_escaped(page: Path, outline: Outline) -> None:
    pseudo = [attributes for attributes in outline.named("p") if attributes.get("class") == "pseudo"]
    directions = {attributes["lang"]: attributes["dir"] for attributes in pseudo}
    assert directions["ur"] == "rtl"
    assert directions["tr"] == "auto"
    assert "call a taxi &lt;now&gt; &amp; wait" in page.read_text(encoding="utf-8")


def test_every_part_is_there(outline: Outline) -> None:
    headings = " | ".join(outline.text["h2"])
    for part in (
        "Intents and slots",
        "Part-of-speech",
        "Learning curves",
        "coverage",
        "Pseudo-sentences",
        "run",
    ):
        assert part in headings
    shown = "".join(outline.text["section"])
    for part in (
        "lexicons/muse/en-tu.txt.xz",
        "CC-BY-NC-4.0",
        "jax",
        "2 CPU cores",
        "10 min 04 s",
        "genus × script",
    ):
        assert part in shown


def test_majority_lookup_and_linear_stand_beside_every_arm(outline: Outline) -> None:
    tables = [text for text in outline.text["table"] if "of every arm in every language" in text]
    assert len(tables) == 4
    for text in tables:
        for arm in ("english_only", "best", "majority", "lookup", "linear"):
            assert arm in text


def test_equal_inputs_give_equal_bytes(page: Path, inputs: ReportInputs, tmp_path: Path) -> None:
    write_report(inputs, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == page.read_bytes()


def test_fifty_languages_stay_under_one_and_a_half_megabytes(inputs: ReportInputs, tmp_path: Path) -> None:
    scripts = ["Latn", "Cyrl", "Arab", "Deva", "Hans", "Thai", "Ethi", "Grek"]
    many = [
        (
            f"q{97 + i // 26:c}{97 + i % 26:c}_{scripts[i % 8]}",
            f"Language {i}",
            f"Genus {i % 29}",
            "F",
            0.5,
        )
        for i in range(51)
    ]
    results = make_results(languages=many, tasks=("intents",))
    path = tmp_path / "index.html"
    write_report(replace(inputs, results=results, gains=make_gains(results), curves=[]), path)
    assert path.stat().st_size < 1_500_000


def test_the_least_a_run_can_give_is_still_a_page(inputs: ReportInputs, tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    results = inputs.results[inputs.results["arm"] == "english_only"]
    write_report(ReportInputs("One <arm>", "", results, inputs.gains.iloc[:0]), path)
    bare = Outline(path.read_text(encoding="utf-8"))
    assert bare.text["h1"] == ["One <arm>"]
    assert "no arm was compared" in "".join(bare.text["section"])
    write_report(ReportInputs("None", "", results.iloc[:0], inputs.gains.iloc[:0]), path)
    assert "No score was recorded" in path.read_text(encoding="utf-8")


def test_hostile_names_do_not_break_the_page(inputs: ReportInputs, tmp_path: Path) -> None:
    names = {"english_only": '<b>"&', "Turkish": "</td>", "Turkic": "<script>"}
    results = inputs.results[inputs.results["task"] == "upos"].replace(names)
    gains = inputs.gains[inputs.gains["task"] == "upos"].replace(names)
    sample = Sample("bad tag!", "<i>", "<u>", "</p>", "</p>", (("</li>", "x"),))
    path = tmp_path / "index.html"
    write_report(replace(inputs, results=results, gains=gains, curves=[], samples=[sample]), path)
    assert '<b>"&' in Outline(path.read_text(encoding="utf-8")).text["table"][0]


def test_a_table_without_a_column_is_refused_and_nothing_is_written(
    inputs: ReportInputs, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="gains has no column 'p_holm'"):
        write_report(replace(inputs, gains=inputs.gains.drop(columns="p_holm")), tmp_path / "index.html")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(inputs: ReportInputs, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    empty = ReportInputs("t", "", inputs.results.iloc[:0], inputs.gains.iloc[:0], coverage=pd.DataFrame())
    with pytest.raises(StorageError, match="choose another --workdir"):
        write_report(empty, tmp_path / "file" / "index.html")
