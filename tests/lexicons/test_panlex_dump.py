import gzip
import lzma
import zipfile
from pathlib import Path

import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.lexicons.panlex import dump as dump_module
from lexiboost.lexicons.panlex import is_panlex
from lexiboost.lexicons.panlex.dump import Dump
from tests.lexicons.handmade_panlex import HEADERS, copies_and_opinions


def rows(dump: Dump, table: str) -> list[dict[str, object]]:
    return [row for batch in dump.batches(table) for row in batch.to_pylist()]


def replace(folder: Path, table: str, content: str | bytes) -> Dump:
    """The dump in `folder` with another content of a table, below its header."""
    copies_and_opinions().write(folder)
    tail = content.encode() if isinstance(content, str) else content
    (folder / f"{table}.csv").write_bytes(f"{HEADERS[table]}\n".encode() + tail)
    return Dump(folder)


def test_folder_archive_and_compressed_files_give_the_same_rows(tmp_path: Path) -> None:
    tables = copies_and_opinions()
    plain = Dump(tables.write(tmp_path / "plain"))
    nested, flat = Dump(tables.zip(tmp_path / "a.zip")), Dump(tables.zip(tmp_path / "b.zip", prefix=""))
    packed = tables.write(tmp_path / "packed")
    for name, pack in (("expr.csv", gzip.compress), ("meaning.csv", lzma.compress)):
        file = packed / name
        (packed / f"{name}{'.gz' if pack is gzip.compress else '.xz'}").write_bytes(pack(file.read_bytes()))
        file.unlink()
    expected = {table: rows(plain, table) for table in HEADERS}
    assert [row["txt"] for row in expected["expr"]][:2] == ["Latn", "light"]
    for other in (nested, flat, Dump(packed)):
        assert {table: rows(other, table) for table in HEADERS} == expected


def test_a_dump_is_recognized_by_its_tables_alone(tmp_path: Path) -> None:
    tables = copies_and_opinions()
    assert is_panlex(tables.write(tmp_path / "any name"))
    assert is_panlex(tables.zip(tmp_path / "any.zip"))
    (tmp_path / "any name" / "denotation.csv").unlink()
    (tmp_path / "words.csv").write_text("id,txt\n")
    (tmp_path / "torn.zip").write_bytes((tmp_path / "any.zip").read_bytes()[:200])
    for other in ("any name", "words.csv", "torn.zip", "nothing here", "."):
        assert not is_panlex(tmp_path / other)


def test_members_outside_the_archive_s_own_folder_are_not_its_tables(tmp_path: Path) -> None:
    for prefix in ("../", "/etc/", "panlex/../", "a/b/", "..\\"):
        path = copies_and_opinions().zip(tmp_path / "hostile.zip", prefix=prefix)
        assert not is_panlex(path)
        with pytest.raises(InputError, match=r"without langvar\.csv"):
            Dump(path)
    with zipfile.ZipFile(copies_and_opinions().zip(tmp_path / "mixed.zip"), "a") as archive:
        archive.writestr("../../expr.csv", "id,langvar,txt,txt_degr\n1,1,evil,evil\n")
    assert "evil" not in [row["txt"] for row in rows(Dump(tmp_path / "mixed.zip"), "expr")]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["hostile.zip", "mixed.zip"]


def test_an_archive_of_two_dumps_is_refused(tmp_path: Path) -> None:
    path = copies_and_opinions().zip(tmp_path / "two.zip", prefix="first/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("second/expr.csv", "")
    with pytest.raises(InputError, match=r"two\.zip: holds two files expr\.csv"):
        Dump(path)


def test_a_zip_bomb_is_refused_by_what_it_declares(tmp_path: Path) -> None:
    path = copies_and_opinions().zip(tmp_path / "bomb.zip")
    bomb = tmp_path / "copy.zip"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = b"id,source\n" + b"1,1\n" * 5_000_000 if "meaning" in member else old.read(member)
            new.writestr(member, content)
    with pytest.raises(InputError, match=r"meaning\.csv claims 0\.0 GB from .* zip bomb"):
        Dump(bomb)


def test_a_compressed_file_that_never_ends_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copies_and_opinions().write(tmp_path / "dump")
    (folder / "meaning.csv").unlink()
    (folder / "meaning.csv.gz").write_bytes(gzip.compress(b"id,source\n" + b"1,1\n" * 50_000))
    monkeypatch.setattr(dump_module, "MAX_TABLE_BYTES", 100_000)
    with pytest.raises(InputError, match=r"meaning\.csv\.gz: more than"):
        rows(Dump(folder), "meaning")


def test_rows_of_other_cells_and_rows_without_an_id_are_counted(tmp_path: Path) -> None:
    dump = replace(tmp_path / "dump", "denotation", "1,1,1\n2,1\n3,1,1,1\n,1,1\n4,,2\n\n5,2,2\n")
    assert [row["id"] for row in rows(dump, "denotation")] == [1, 5]
    assert dump.rejected == {("denotation", "wrong_number_of_cells"): 2, ("denotation", "missing_value"): 2}


def test_a_quote_that_is_never_closed_costs_all_the_lines_after_it(tmp_path: Path) -> None:
    dump = replace(tmp_path / "dump", "expr", '1,1,a,a\n2,1,"b,b\n' + "3,1,c,c\n" * 1000)
    assert [row["id"] for row in rows(dump, "expr")] == [1]
    assert 1001 <= dump.rejected["expr", "wrong_number_of_cells"] <= 1002


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("1,1,a,a\nx,1,b,b\n", r"expr\.csv: .*Row #3: .*invalid value 'x'"),
        ("1,1,a,a\n99999999999,1,b,b\n", r"expr\.csv: .*Row #3: .*invalid value '99999999999'"),
        (b"1,1,a,a\n2,1,\xff\xfe,b\n", r"expr\.csv: .*Row #3: .*invalid UTF8"),
        ('1,1,"a' + "2,1,b,b\n" * 3_000_000, r"expr\.csv: .*more than 8 MB, perhaps a quote"),
        ("1,1,a,a\n2,1," + "b" * 20_000_000 + "\n", r"expr\.csv: .*more than 8 MB"),
    ],
)
def test_what_cannot_be_read_is_one_line_that_names_file_and_row(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        rows(replace(tmp_path / "dump", "expr", content), "expr")
    assert "\n" not in str(caught.value)


def test_a_missing_table_or_column_is_named_with_the_way_out(tmp_path: Path) -> None:
    folder = copies_and_opinions().write(tmp_path / "dump")
    (folder / "source.csv").write_text("id,label,quality\n1,x,3\n")
    with pytest.raises(InputError, match=r"source\.csv: has no column 'grp' \(it has id, label, quality\)"):
        rows(Dump(folder), "source")
    (folder / "source.csv").write_text("")
    with pytest.raises(InputError, match=r"source\.csv: has no column 'id'"):
        rows(Dump(folder), "source")
    (folder / "source.csv").write_text("id,grp,quality,id\n")
    with pytest.raises(InputError, match=r"source\.csv:1: has two columns 'id'"):
        rows(Dump(folder), "source")
    (folder / "source.csv").unlink()
    with pytest.raises(InputError, match=r"without source\.csv; unpack the whole"):
        Dump(folder)
    with pytest.raises(InputError, match="no such file or folder"):
        Dump(tmp_path / "nothing")


def test_damaged_compression_is_one_line(tmp_path: Path) -> None:
    path = copies_and_opinions().zip(tmp_path / "dump.zip")
    data = bytearray(path.read_bytes())
    place = data.index(b"denotation.csv") + len("denotation.csv") + 5
    data[place : place + 20] = bytes(20)
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"denotation\.csv: damaged or encrypted"):
        rows(Dump(path), "denotation")
    folder = copies_and_opinions().write(tmp_path / "dump")
    (folder / "expr.csv").rename(folder / "expr.csv.gz")
    with pytest.raises(InputError, match=r"expr\.csv\.gz: damaged or encrypted"):
        rows(Dump(folder), "expr")


def test_the_digest_tells_contents_apart_and_not_where_they_are(tmp_path: Path) -> None:
    tables = copies_and_opinions()
    first, second = Dump(tables.write(tmp_path / "a")), Dump(tables.write(tmp_path / "b"))
    assert first.digest() == second.digest()
    (tmp_path / "b" / "source.csv").write_bytes(tables.csv("source").replace(b",7,", b",8,"))
    assert first.digest() != second.digest()
