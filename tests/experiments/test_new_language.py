"""A language the repository never names, brought as a word list and a test set."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

from tests.experiments.tiny import MINI, ROOT, Program

WORDS = """the,a|one;ఒక|music;సంగీతం|play;ప్లే|alarm;అలారం|wake;లేపు|me;నన్ను|i;నేను|my;నా|you;నువ్వు|weather;వాతావరణం
rain;వాన|snow;మంచు|cold;చలి|hot;వేడి|today;ఈరోజు|tomorrow;రేపు|morning;ఉదయం|evening;సాయంత్రం|night;రాత్రి|milk;పాలు
bread;రొట్టె|eggs;గుడ్లు|sugar;చక్కెర|list;జాబితా|add;చేర్చు|to;కు|in;లో|on;మీద|at;వద్ద|what;ఏమిటి|is;ఉంది|will;అవుతుంది
light;దీపం|lights;దీపాలు|kitchen;వంటగది|bedroom;పడకగది|turn on;వెలిగించు|turn off;ఆపు|room;గది|house;ఇల్లు|food;ఆహారం
order;ఆర్డర్|pizza;పిజ్జా|tea;టీ|coffee;కాఫీ|water;నీళ్లు|mother;అమ్మ|father;నాన్న|brother;అన్న|sister;అక్క|friend;స్నేహితుడు
message;సందేశం|send;పంపు|train;రైలు|bus;బస్సు|plane;విమానం|ticket;టికెట్|book;బుక్|call;పిలువు|taxi;టాక్సీ|meeting;సమావేశం
birthday;పుట్టినరోజు|set;పెట్టు|seven;ఏడు|eight;ఎనిమిది|week;వారం|next;తర్వాత|please;దయచేసి"""
UTTERANCES = """alarm_set|రేపు ఉదయం ఏడు గంటలకు నన్ను లేపు|[date : రేపు] [time : ఉదయం ఏడు గంటలకు] నన్ను లేపు
alarm_set|ఎనిమిది గంటలకు అలారం పెట్టు|[time : ఎనిమిది గంటలకు] అలారం పెట్టు
weather_query|రేపు వాన పడుతుందా|[date : రేపు] [weather_descriptor : వాన] పడుతుందా
weather_query|ఈరోజు వాతావరణం ఎలా ఉంది|[date : ఈరోజు] వాతావరణం ఎలా ఉంది
music_play|జాజ్ సంగీతం ప్లే చెయ్యి|[music_genre : జాజ్] సంగీతం ప్లే చెయ్యి
music_play|ఏదైనా పాట పెట్టు|ఏదైనా పాట పెట్టు
list_add|జాబితాకు పాలు చేర్చు|జాబితాకు [item_name : పాలు] చేర్చు
food_order|రెండు పిజ్జాలు ఆర్డర్ చెయ్యి|రెండు [food_type : పిజ్జాలు] ఆర్డర్ చెయ్యి
taxi_call|స్టేషన్‌కు టాక్సీ పిలువు|[place_name : స్టేషన్‌కు] [transport_type : టాక్సీ] పిలువు
lights_on|వంటగదిలో దీపం వెలిగించు|[house_place : వంటగదిలో] దీపం వెలిగించు
lights_off|పడకగది దీపాలు ఆపు|[house_place : పడకగది] దీపాలు ఆపు
message_send|అమ్మకు సందేశం పంపు|[person : అమ్మకు] సందేశం పంపు"""


def bring(folder: Path) -> Path:
    """A data directory with the English side and one new language."""
    for name in ("text/eng/mini.txt", "tasks/mini/en-US.jsonl"):
        target = folder / name.replace("tasks/mini", "tasks/mine")
        target.parent.mkdir(parents=True)
        shutil.copy(MINI / name, target)
    pairs = [cell.split(";") for cell in WORDS.replace("\n", "|").split("|") if ";" in cell]
    assert len(pairs) >= 60
    lexicon = folder / "lexicons" / "mine" / "en_te.tsv"
    lexicon.parent.mkdir(parents=True)
    lexicon.write_text("".join(f"{english}\t{telugu}\n" for english, telugu in pairs), encoding="utf-8")
    rows = []
    for i, line in enumerate(UTTERANCES.splitlines()):
        intent, text, annotated = line.split("|")
        row = {"id": str(i), "locale": "te-IN", "partition": "test", "scenario": intent.split("_")[0]}
        rows.append(row | {"intent": intent, "utt": text, "annot_utt": annotated})
    tests = folder / "tasks" / "mine" / "te-IN.jsonl"
    tests.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return folder


def test_the_language_is_named_nowhere_in_what_a_run_reads() -> None:
    assert not [
        path for path in MINI.rglob("*") if "tel" in path.stem.split("_") or "te" in path.stem.split("_")
    ]
    for path in (ROOT / "configs").glob("*.py"):
        assert "tel_Telu" not in path.read_text(encoding="utf-8")


def test_a_word_list_and_a_test_set_are_enough(run: Program, tmp_path: Path) -> None:
    data = bring(tmp_path / "data")
    ended = run(f"--config.data_dir={data}", "--config.task.dataset=mine", "--config.targets=tel_Telu")
    assert (ended.status, ended.err) == (0, "")
    assert "Telugu" in ended.out
    with (run.workdir / "results.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["variety"] == "tel_Telu"]
    assert {row["arm"] for row in rows} == {"english_only", "lexicon_labelled", "majority"}
    assert {(row["n"], row["script"], row["family"], row["dataset"]) for row in rows} == {
        ("12", "Telu", "Dravidian", "mine")
    }
    assert {row["seen"] for row in rows if row["arm"] == "lexicon_labelled"} == {"lexicon"}


def test_the_locale_names_the_target_too_and_no_name_takes_what_there_is(
    run: Program, tmp_path: Path
) -> None:
    data = bring(tmp_path / "data")
    settings = (f"--config.data_dir={data}", "--config.task.dataset=mine", "--config.arms=majority,lookup")
    for targets in ("te-IN", "te", ""):
        ended = run(*settings, "--config.baseline=majority", f"--config.targets={targets}")
        assert (ended.status, ended.err) == (0, "")
    assert len(list(run.workdir.glob("lexicon/*/lexicon.parquet"))) == 1
