import lzma
import sys
from pathlib import Path

import pytest
import unimorph

from lexiboost.artifacts.errors import InputError
from lexiboost.morphology import available_tables, fetch_table, find_tables, load_paradigms

GIT = """#!/bin/sh
case "$2" in
  */fin.git) mkdir -p fin; printf 'a\\tb\\tN;SG\\n' > fin/fin.1; printf 'a\\tc\\tN;PL\\n' > fin/fin.2
    printf 'talo\\ttalous\\tN:N\\t-us\\n' > fin/fin.derivations;;
  */ces.git) mkdir -p ces; cp "$CES" ces/ces.xz;;
  */tur.git) mkdir -p tur; printf 'ev\\tevler\\tN;PL\\n' > tur/tur; echo licence > tur/LICENSE;;
  */xxx.git) mkdir -p xxx; echo nothing > xxx/README.md;;
  *) exit 128;;
esac
"""


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of stand-ins for git and curl, alone on the path beside the shell's own programs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setattr(unimorph, "UNIMORPH_DIR", tmp_path / "clones")
    return folder


def program(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def test_a_table_is_cloned_once_and_stored_under_its_code(programs: Path, tmp_path: Path) -> None:
    program(programs / "git", GIT)
    folder = tmp_path / "data" / "unimorph"
    assert fetch_table("tur", folder) == (folder / "tur.tsv",)
    assert (folder / "tur.tsv").read_text() == "ev\tevler\tN;PL\n"
    (programs / "git").unlink()
    assert fetch_table("tur", folder) == (folder / "tur.tsv",)


def test_a_split_table_stays_split_and_is_read_as_one(programs: Path, tmp_path: Path) -> None:
    program(programs / "git", GIT)
    folder = tmp_path / "data" / "unimorph"
    paths = fetch_table("fin", folder)
    assert paths == (folder / "fin.1.tsv", folder / "fin.2.tsv") == find_tables(tmp_path / "data", "fin")
    table = load_paradigms(tmp_path / "data", "fin_Latn")
    assert table is not None and table.rows == (("a", "b", "N;SG"), ("a", "c", "N;PL"))


def test_a_compressed_table_stays_compressed(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ces.xz").write_bytes(lzma.compress(b"a\tb\tN\n"))
    monkeypatch.setenv("CES", str(tmp_path / "ces.xz"))
    program(programs / "git", GIT)
    assert fetch_table("ces", tmp_path / "out") == (tmp_path / "out" / "ces.tsv.xz",)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("zzz", r"the UniMorph table zzz cannot be fetched \(exit status 128\): check the network"),
        ("xxx", r"clones/xxx: holds no table named xxx"),
        ("../etc", r"'../etc' is no UniMorph code"),
    ],
)
def test_what_cannot_be_fetched_is_said_in_one_line(
    programs: Path, tmp_path: Path, code: str, message: str
) -> None:
    program(programs / "git", GIT)
    with pytest.raises(InputError, match=message) as raised:
        fetch_table(code, tmp_path / "out")
    assert "\n" not in str(raised.value)
    assert not (tmp_path / "out").exists()


def test_without_git_or_the_package_the_error_says_so(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(programs))
    with pytest.raises(InputError, match="git is not installed"):
        fetch_table("tur", tmp_path)
    monkeypatch.setitem(sys.modules, "unimorph", None)
    with pytest.raises(InputError, match="pip install unimorph"):
        available_tables()


def test_the_list_of_tables_is_the_packages(programs: Path) -> None:
    answer = "\n".join(f'  "ssh_url": "git@github.com:unimorph/{code}.git",' for code in ("tur", "deu"))
    program(programs / "curl", f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\n")
    assert set(available_tables()) == {"deu", "tur"}
    program(programs / "curl", "#!/bin/sh\nexit 6\n")
    with pytest.raises(InputError, match="no answer from"):
        available_tables()
