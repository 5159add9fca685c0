import pytest

from lexiboost.text.sentence import Sentence


@pytest.mark.parametrize("field", ["lemmas", "upos", "bundles", "feats", "tags"])
def test_annotation_of_another_length_is_refused(field):
    with pytest.raises(ValueError, match=f"x:1: 1 {field} for 2 words"):
        Sentence(words=("a", "b"), variety="eng_Latn", source_id="x:1", **{field: ("a",)})
