import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.artifacts.errors import InputError, StorageError
from lexiboost.artifacts.lock import locked
from lexiboost.lexicons.panlex import cache as cache_module
from lexiboost.lexicons.panlex import open_panlex, panlex_lexicon, read_panlex
from lexiboost.lexicons.panlex.build import _Builder
from lexiboost.lexicons.panlex.idmap import MISSING, IdMap
from tests.lexicons.handmade_panlex import Tables, copies_and_opinions


def forbid_building(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **options: object) -> None:
        raise AssertionError("built again")

    monkeypatch.setattr(cache_module, "build_database", fail)


def contents(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()} - {".lock", "digests.json"}


def test_the_same_dump_is_built_once_wherever_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = copies_and_opinions()
    first = open_panlex(tables.write(tmp_path / "a"), cache=tmp_path / "cache")
    forbid_building(monkeypatch)
    assert open_panlex(tmp_path / "a", cache=tmp_path / "cache") == first
    assert open_panlex(tables.write(tmp_path / "b"), cache=tmp_path / "cache") == first
    # Ten words, one script and three names of the ontology; ten meanings of two words each.
    assert first.rows == {"source": 8, "langvar": 5, "expr": 14, "meaning": 10, "denotation": 20}
    assert first.rejected == {}


def test_a_settled_dump_is_not_read_again_to_know_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = copies_and_opinions().write(tmp_path / "dump")
    for file in folder.iterdir():
        os.utime(file, (1e9, 1e9))
    first = open_panlex(folder, cache=tmp_path / "cache")
    monkeypatch.setattr(cache_module.Dump, "digest", lambda self: pytest.fail("read again"))
    assert open_panlex(folder, cache=tmp_path / "cache") == first


def test_a_dump_that_changed_is_built_again(tmp_path: Path) -> None:
    tables = copies_and_opinions()
    folder = tables.write(tmp_path / "dump")
    for file in folder.iterdir():
        os.utime(file, (1e9, 1e9))
    options = {"source": "eng", "target": "tur", "cache": tmp_path / "cache"}
    before = read_panlex(folder, **options)
    # The first source's quality 7 becomes 9: the file's size stays the same.
    (folder / "source.csv").write_bytes(tables.csv("source").replace(b",1999,7,", b",1999,9,"))
    after = read_panlex(folder, **options)
    assert (before.entries()[0].score, after.entries()[0].score) == (10.0, 12.0)
    assert len(contents(tmp_path / "cache")) == 2


def test_a_build_that_is_killed_leaves_nothing_that_is_taken_for_a_database(tmp_path: Path) -> None:
    folder, cache = copies_and_opinions().write(tmp_path / "dump"), tmp_path / "cache"
    program = (
        "import os, signal, sys\n"
        "from lexiboost.lexicons.panlex import build, open_panlex\n"
        "build._Builder.put_in_order = lambda *args: os.kill(os.getpid(), signal.SIGKILL)\n"
        "open_panlex(sys.argv[1], cache=sys.argv[2])\n"
    )
    killed = subprocess.run([sys.executable, "-c", program, folder, cache], check=False)
    assert killed.returncode == -signal.SIGKILL
    left = contents(cache)
    assert len(left) == 1 and left.pop().endswith(".partial")
    database = open_panlex(folder, cache=cache)
    assert len(panlex_lexicon(database, source="eng", target="tur")) == 2
    assert contents(cache) == {database.path.parent.name}
    assert {file.name for file in database.path.parent.iterdir()} == {"panlex.duckdb", "ledger.json"}


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    folder = copies_and_opinions().write(tmp_path / "dump")
    (folder / "denotation.csv").write_text("id,meaning,expr\n1,1,x\n")
    with pytest.raises(InputError, match="invalid value 'x'"):
        open_panlex(folder, cache=tmp_path / "cache")
    assert contents(tmp_path / "cache") == set()


def test_two_builds_in_one_cache_do_not_mix(tmp_path: Path) -> None:
    folder = copies_and_opinions().write(tmp_path / "dump")
    (tmp_path / "cache").mkdir()
    with locked(tmp_path / "cache"), pytest.raises(StorageError, match="in use by another run"):
        open_panlex(folder, cache=tmp_path / "cache")


def test_a_damaged_database_is_one_line(tmp_path: Path) -> None:
    database = open_panlex(copies_and_opinions().write(tmp_path / "dump"), cache=tmp_path / "cache")
    database.path.write_bytes(b"not a database" * 1000)
    with pytest.raises(InputError, match=r"damaged database .*delete its folder") as caught:
        panlex_lexicon(database, source="eng", target="tur")
    assert "\n" not in str(caught.value)


def test_rows_that_refer_to_nothing_are_counted(tmp_path: Path) -> None:
    tables = copies_and_opinions()
    tables.rows["expr"].append((900, 77, "of no variety", ""))
    tables.rows["meaning"].append((901, 78))
    tables.rows["denotation"] += [(902, 1, 900), (903, 901, 2), (904, 903, 2), (905, 1, 899)]
    tables.rows["denotation_class"].append((906, 999, 2, 3))
    database = open_panlex(tables.write(tmp_path / "dump"), cache=tmp_path / "cache")
    assert database.rejected == {
        "expr: unknown_variety": 1,
        "meaning: unknown_source": 1,
        "denotation: unknown_expression": 2,
        "denotation: unknown_meaning": 2,
    }
    assert len(panlex_lexicon(database, source="eng", target="tur")) == 2


@pytest.mark.parametrize("table", ["source", "langvar", "expr", "meaning"])
def test_an_id_that_is_there_twice_is_refused(tmp_path: Path, table: str) -> None:
    tables = copies_and_opinions()
    tables.rows[table].append(tables.rows[table][0])
    ident = tables.rows[table][0][0]
    with pytest.raises(InputError, match=rf"{table}\.csv: the id {ident} is there more than once"):
        open_panlex(tables.write(tmp_path / "dump"), cache=tmp_path / "cache")


@pytest.mark.parametrize("table", ["source", "langvar", "expr", "meaning", "denotation"])
def test_an_empty_table_is_refused(tmp_path: Path, table: str) -> None:
    tables = copies_and_opinions()
    tables.rows[table].clear()
    with pytest.raises(InputError, match=rf"{table}\.csv: no usable row"):
        open_panlex(tables.write(tmp_path / "dump"), cache=tmp_path / "cache")


def test_a_table_that_is_mostly_unreadable_is_refused(tmp_path: Path) -> None:
    folder = copies_and_opinions().write(tmp_path / "dump")
    with (folder / "expr.csv").open("a") as stream:
        stream.write("1,2,3\n" * 20)
    with pytest.raises(InputError, match=r"expr\.csv: 20 of 34 rows have other cells"):
        open_panlex(folder, cache=tmp_path / "cache")


def test_a_dump_without_parts_of_speech_has_none(tmp_path: Path) -> None:
    folder = copies_and_opinions().write(tmp_path / "dump")
    (folder / "denotation_class.csv").unlink()
    lexicon = read_panlex(folder, source="eng", target="tur", cache=tmp_path / "cache")
    assert {(e.source_pos, e.target_pos) for e in lexicon.entries()} == {("", "")}
    assert [e.score for e in lexicon.entries()] == [10.0, 5.0]


def test_parts_that_are_sorted_one_by_one_make_the_same_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = Tables()
    varieties = [tables.variety(f"{code}-000") for code in ("tur", "eng", "deu", "fra")]
    source = tables.source(1, 5)
    for word in range(20):
        tables.meaning(
            source, *(tables.expr(variety, f"{variety} {word}") for variety in varieties[word % 3 :])
        )
    folder = tables.write(tmp_path / "dump")
    whole = open_panlex(folder, cache=tmp_path / "one")
    monkeypatch.setattr("lexiboost.lexicons.panlex.build._PART", 7)
    parts = open_panlex(folder, cache=tmp_path / "two")
    for table in ("expr", "denotation", "langvar"):
        first, second = (
            duckdb.connect(str(database.path), read_only=True).execute(f"FROM {table}").fetchall()
            for database in (whole, parts)
        )
        assert first == second
        if table == "denotation":
            assert first == sorted(first, key=lambda row: (row[3], row[0], row[1]))


def test_a_stored_table_that_lost_rows_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(builder: _Builder, *args: object) -> IdMap:
        found = original(builder)
        builder.connection.execute("DELETE FROM stage.expr WHERE txt = 'light'")
        return found

    original = _Builder.stage_expressions
    monkeypatch.setattr(_Builder, "stage_expressions", lose)
    with pytest.raises(RuntimeError, match="14 rows of expr were read, but 13 stored"):
        open_panlex(copies_and_opinions().write(tmp_path / "dump"), cache=tmp_path / "cache")


NUMBERS = st.integers(-50, 50) | st.integers(-(2**31) + 1, 2**31 - 1)


@given(st.dictionaries(NUMBERS, NUMBERS, max_size=40), st.lists(NUMBERS, max_size=40), st.integers(0, 40))
def test_an_id_map_finds_what_a_dictionary_finds(known: dict[int, int], sought: list[int], cut: int) -> None:
    keys = np.array(list(known), dtype=np.int32)
    values = np.array(list(known.values()), dtype=np.int32)
    found = IdMap([keys[:cut], keys[cut:]], [values[:cut], values[cut:]], "x").find(
        np.array([*sought, *known], dtype=np.int32)
    )
    assert found.tolist() == [known.get(key, int(MISSING)) for key in [*sought, *known]]
