from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.tasks.inflection.forms import FORMS, LearnedForm, read_forms, write_forms


def test_forms_read_back_as_they_were_written(tmp_path: Path) -> None:
    made = [
        LearnedForm("koira", "N;NOM;PL", "koirat", 0.9, "inflector"),
        LearnedForm("null", "V;PST", "nan", 0.5, "rules"),
    ]
    write_forms(made, tmp_path / FORMS)
    assert read_forms(tmp_path / FORMS) == made
    write_forms([], tmp_path / FORMS)
    assert read_forms(tmp_path / FORMS) == []


def test_another_file_is_no_table_of_forms(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"forms\.parquet: not a readable table of forms"):
        read_forms(tmp_path / FORMS)
    (tmp_path / FORMS).write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match=r"forms\.parquet: not a readable table of forms"):
        read_forms(tmp_path / FORMS)
    pq.write_table(pa.table({"lemma": ["x"]}), tmp_path / FORMS)
    with pytest.raises(InputError, match="no table of forms that lexiboost wrote"):
        read_forms(tmp_path / FORMS)
