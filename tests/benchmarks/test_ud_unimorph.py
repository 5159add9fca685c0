import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UD = """1\tEvi\tev\tNOUN\t_\tCase=Acc|Number=Sing\t0\troot\t_\t_
2\tgördüm\tgör\tVERB\t_\tNumber=Sing|Person=1|Tense=Past\t0\t_\t_\t_
3\t.\t.\tPUNCT\t_\t_\t0\t_\t_\t_

"""
PUBLISHED = """1\tEvi\tev\t_\t_\tSG;N;NOM\t_\t_\t_\t_
2\tgördüm\tgör\t_\t_\tV;PST;1;SG\t_\t_\t_\t_
3\t.\t.\t_\t_\t_\t_\t_\t_\t_

"""


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def benchmark(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "benchmarks" / "ud_unimorph.py"), f"--data={data}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def test_it_prints_a_row_for_each_reference_and_tables(tmp_path: Path) -> None:
    write(tmp_path / "ud" / "UD_Turkish-IMST" / "test.conllu", UD)
    write(tmp_path / "ud_um2019" / "UD_Turkish-IMST" / "test.conllu", PUBLISHED)
    write(tmp_path / "unimorph" / "tur.tsv", "ev\tevi\tN;ACC;SG\nev\tev\tN;NOM;SG\n")
    run = benchmark(tmp_path)
    assert run.returncode == 0, run.stderr
    bundles, table = map(json.loads, run.stdout.splitlines())
    assert (bundles["reference"], bundles["words"], bundles["equal"], bundles["contradicts"]) == (
        "um2019",
        2,
        50.0,
        50.0,
    )
    assert bundles["conflicts"] == [
        {
            "outcome": "contradicts",
            "facet": "case",
            "converted": "ACC",
            "reference": "NOM",
            "words": 1,
            "example": "Evi",
        }
    ]
    assert bundles["not_compared"] == {"no bundle on either side": 1}
    assert (table["reference"], table["words"], table["equal"]) == ("table", 1, 100.0)
    assert table["back_off_steps"] == {"0": 1}
    assert {"cores", "cpu", "python"} <= table.keys()
    printed = benchmark(tmp_path, "--markdown").stdout
    assert "| Turkish-IMST (tur) | 2 | 50.0 |" in printed
    assert "case: ACC ≠ NOM (1, Evi)" in printed


def test_a_missing_data_directory_ends_in_one_line(tmp_path: Path) -> None:
    run = benchmark(tmp_path / "nowhere")
    assert run.returncode == 2
    assert len(run.stderr.splitlines()) == 1
