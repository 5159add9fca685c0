from __future__ import annotations

from dataclasses import replace

import pytest

from lexiboost.morphology import Row
from lexiboost.tasks.inflection.examples import training_examples
from lexiboost.tasks.inflection.settings import InflectorSettings
from lexiboost.tasks.inflection.vocabulary import Vocabulary

ROWS = [Row(f"{a}{b}rdalik", f"{a}{b}rdaliku", "N;PL") for a in "ptkb" for b in "aei"]
VOCABULARY = Vocabulary.of(ROWS)
SETTINGS = InflectorSettings(folds=3)


@pytest.mark.parametrize(("hallucinated", "added"), [(0.0, 0), (2.0, 24)])
def test_hallucinated_rows_come_after_the_real_ones(hallucinated: float, added: int) -> None:
    settings = replace(SETTINGS, hallucinated=hallucinated)
    examples = training_examples(ROWS, VOCABULARY, settings, 0)
    assert len(examples) == len(ROWS) + added
    for row, example in zip(ROWS, examples, strict=False):
        assert VOCABULARY.decode(example.lemma, {}) == row.lemma
        assert VOCABULARY.decode(example.form, {}) == row.form
    for example in examples[len(ROWS) :]:
        lemma, form = VOCABULARY.decode(example.lemma, {}), VOCABULARY.decode(example.form, {})
        assert form == lemma + "u"
        assert lemma.endswith("lik")


@pytest.mark.parametrize("guesses", [True, False])
def test_the_rules_form_is_an_input_where_the_settings_ask_for_it(guesses: bool) -> None:
    for example in training_examples(ROWS, VOCABULARY, replace(SETTINGS, guesses=guesses), 0):
        assert example.guess == (example.form if guesses else [])
