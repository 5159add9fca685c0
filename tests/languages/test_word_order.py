from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from lexiboost.artifacts.errors import InputError, UnknownLanguageError
from lexiboost.languages import load_catalog, word_order
from lexiboost.languages.word_order import WordOrder, load_word_orders, read_word_orders, word_order_of

SCRIPT = Path(__file__).resolve().parents[2] / "corpora" / "languages" / "build_word_order.py"

# As wals.info lists these languages under each feature.
PUBLISHED = {
    ("clause", "SVO"): "cmn eng spa fra hau ind rus sag swa tha vie yue",
    ("clause", "SOV"): "amh ben fas hin jpn kor tam tel tur",
    (
        "subject",
        "before",
    ): "amh ben cmn deu eng fas fra hau hin ind jpn kor rus sag swa tam tel tha tur vie yue",
    ("object", "after"): "ara cmn eng spa fra hau ind rus sag swa tha tgl vie yue",
    ("object", "before"): "amh ben fas hin jpn kor tam tel tur",
    ("oblique", "after"): "ara eng spa fra hau ind sag tha vie",
    ("oblique", "before"): "cmn yue",
    ("adposition", "before"): "ara deu eng spa fas fra hau ind rus sag swa tha vie",
    ("adposition", "after"): "hin jpn kor tam tel tur",
    ("genitive", "after"): "ara deu spa fas fra hau ind rus sag swa tha tgl vie",
    ("genitive", "before"): "amh cmn hin jpn kor tam tel tur yue",
    ("genitive", "both"): "eng",
    ("adjective", "before"): "amh cmn deu eng hau hin jpn kor rus sag tam tel tur yue",
    ("adjective", "after"): "ara spa fas fra ind swa tha vie",
    ("demonstrative", "before"): "amh ara cmn deu eng spa fas fra hin jpn kor rus tam tel tur yue",
    ("numeral", "before"): "amh ara cmn deu eng spa fas fra hin ind jpn kor rus tam tel tgl tur vie yue",
    ("relative", "after"): "arz deu eng spa fas fra hau ind rus sag swa tha tgl vie",
    ("relative", "before"): "amh cmn jpn kor tam tel tur yue",
}


@pytest.mark.parametrize(("feature", "value"), PUBLISHED)
def test_the_table_says_what_wals_says(feature: str, value: str) -> None:
    found = {code: getattr(word_order_of(code), feature) for code in PUBLISHED[feature, value].split()}
    assert found == dict.fromkeys(found, value)


def test_any_code_of_a_language_finds_its_order() -> None:
    irish = WordOrder(
        "VSO", "after", "after", "after", "before", "after", "after", "after", "before", "after"
    )
    assert word_order_of("gle_Latn") == word_order_of("UD_Irish-IDT") == word_order_of("ga") == irish


def test_a_language_that_the_table_lacks_is_unknown_in_all() -> None:
    assert "akk" not in load_word_orders()
    assert word_order_of("akk") == WordOrder()
    with pytest.raises(UnknownLanguageError):
        word_order_of("xx-none")


def test_every_row_is_a_language_of_the_catalog_and_says_something() -> None:
    table = load_word_orders()
    assert len(table) > 1500
    assert list(table) == sorted(table)
    assert set(table) <= {language.iso639_3 for language in load_catalog()}
    assert WordOrder() not in table.values()


HEAD = "iso639_3 clause subject object oblique adposition genitive adjective demonstrative numeral relative"
HEAD = HEAD.replace(" ", "\t")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tur\tSOV\n", "the columns are not"),
        (f"# note\n{HEAD}\ntur\tSOV\n", ":3: a malformed row"),
        (f"{HEAD}\ntur\tSOV{chr(9) * 8}\tleft\n", ":2: a malformed row"),
    ],
)
def test_a_damaged_table_is_an_error_that_names_it(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "word_order.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(str(path)) + ".*" + message):
        read_word_orders(path)


def build(uriel: Path, output: Path) -> None:
    command = [sys.executable, str(SCRIPT), f"--uriel={uriel}", f"--output={output}"]
    subprocess.run(command, check=True, env={"PYTHONHASHSEED": "7", "PATH": ""})


def test_built_from_yes_and_no_features_of_wals_alone(tmp_path: Path) -> None:
    names = [f"S_{clause}" for clause in ("SVO", "SOV", "VSO", "VOS", "OVS", "OSV")]
    for pair in ("SUBJECT VERB", "OBJECT VERB", "OBLIQUE VERB", "ADPOSITION NOUN", "POSSESSOR NOUN",
                 "ADJECTIVE NOUN", "DEMONSTRATIVE_WORD NOUN", "NUMERAL NOUN", "RELATIVE NOUN"):  # fmt: skip
        left, right = pair.split()
        names += [f"S_{left}_BEFORE_{right}", f"S_{left}_AFTER_{right}"]
    codes = ["tur", "arb", "ara", "fin"]
    data = np.full((len(codes), len(names), 2), -1, dtype=np.float32)

    def put(code: str, source: int, **values: tuple[int, int]) -> None:
        for name, pair in values.items():
            at = next(i for i, other in enumerate(names) if other.startswith(f"S_{name}_BEFORE"))
            data[codes.index(code), at : at + 2, source] = pair

    data[0, :6, 1] = (0, 1, 0, 0, 0, 0)
    put("tur", 1, SUBJECT=(1, 0), OBJECT=(1, -1), ADPOSITION=(0, 1), ADJECTIVE=(1, 1), RELATIVE=(0, 0))
    data[1, :6, 1] = (1, 0, 1, 0, 0, 0)
    put("arb", 1, NUMERAL=(1, 0))
    put("ara", 1, NUMERAL=(0, 1))
    put("fin", 0, NUMERAL=(0, 1))
    np.savez(tmp_path / "features.npz", feats=names, sources=["SSWL", "WALS"], langs=codes, data=data)
    build(tmp_path / "features.npz", tmp_path / "made.tsv")
    assert read_word_orders(tmp_path / "made.tsv") == {
        "ara": WordOrder("SVO/VSO", numeral="before"),
        "tur": WordOrder("SOV", "before", "before", adposition="after", adjective="both", relative="neither"),
    }


def test_rebuilt_from_uriel_the_shipped_table_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    uriel = os.environ.get("LEXIBOOST_URIEL")
    if not uriel:
        pytest.skip("no URIEL (set LEXIBOOST_URIEL to lang2vec's features.npz)")
    build(Path(uriel), tmp_path / "made.tsv")
    assert (tmp_path / "made.tsv").read_bytes() == word_order.TABLE.read_bytes()
