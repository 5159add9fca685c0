import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = """1\tCats\tcat\tNOUN\t_\t_\t2\tnsubj\t_\t_
2\tsee\tsee\tVERB\t_\t_\t0\troot\t_\t_
3\tus\twe\tPRON\t_\t_\t2\tobj\t_\t_

"""
TURKISH = """1\tKediler\tkedi\tNOUN\t_\t_\t3\tnsubj\t_\t_
2\tbizi\tbiz\tPRON\t_\t_\t3\tobj\t_\t_
3\tgörür\tgör\tVERB\t_\t_\t0\troot\t_\t_

"""


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def benchmark(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "benchmarks" / "word_order.py"), f"--data={data}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def test_a_row_says_how_near_english_comes_in_the_order_of_each_language(tmp_path: Path) -> None:
    write(tmp_path / "ud" / "UD_English-EWT" / "dev.conllu", ENGLISH)
    write(tmp_path / "ud" / "UD_Turkish-IMST" / "dev.conllu", TURKISH)
    write(tmp_path / "ud" / "UD_Irish-IDT" / "train.conllu", ENGLISH)
    write(tmp_path / "ud" / "UD_Irish-IDT" / "dev.conllu", TURKISH)
    write(tmp_path / "ud" / "UD_Tamil-TTB" / "test.conllu", TURKISH)
    run = benchmark(tmp_path)
    assert run.returncode == 0, run.stderr
    irish, turkish = map(json.loads, run.stdout.splitlines())
    # Of the four bigrams with the edges only the first is common to N-V-PRON and N-PRON-V: three parts of
    # four lie apart, a whole bit each.
    assert (turkish["english"], turkish["reordered"], turkish["nearer"]) == (0.75, 0, 0.75)
    assert turkish["without"] == {"object": 0.75}
    assert (turkish["rank"], turkish["orders"], turkish["part"]) == (1, 2, "dev")
    assert (turkish["low"], turkish["high"]) == (0.75, 0.75)
    # V-N-PRON and N-V-PRON share the last bigram only; Turkish order shares the first only.
    assert (irish["english"], irish["reordered"], irish["part"]) == (0, 0.75, "train")
    assert math.isclose(irish["nearer"], -0.75)
    assert irish["rank"] == 1
    assert {"cores", "cpu", "python"} <= irish.keys()


@pytest.mark.parametrize("arguments", [(), ("--part=train",)])
def test_without_an_english_treebank_it_ends_in_one_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    run = benchmark(tmp_path, *arguments)
    assert run.returncode == 2
    assert len(run.stderr.splitlines()) == 1
