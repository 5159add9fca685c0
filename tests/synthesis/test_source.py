from lexiboost.morphology import Analyser, Paradigms, SuffixRules, by_rules
from lexiboost.synthesis.source import analysis_of, encode_source
from lexiboost.text.sentence import Sentence
from tests.synthesis.handmade import say


def rows(corpus):
    return [corpus.vocabulary[i] for i in corpus.ids_T]


def test_running_words_and_sentence_borders_are_kept():
    corpus = encode_source([say("a b a"), Sentence((), "eng_Latn", "empty"), say("b c")])
    assert [row[0] for row in rows(corpus)] == ["a", "b", "a", "b", "c"]
    assert corpus.offsets_N1.tolist() == [0, 3, 3, 5]
    assert len(corpus.vocabulary) == 3


def test_a_treebanks_annotation_becomes_lemma_part_of_speech_and_bundle():
    corpus = encode_source(
        [say("dogs ran", lemmas="dog run", upos="NOUN VERB", feats="Number=Plur Tense=Past|VerbForm=Fin")]
    )
    (_, lemma, upos, bundle), (_, _, _, verb) = rows(corpus)
    assert (lemma, upos, set(bundle.split(";"))) == ("dog", "NOUN", {"N", "PL"})
    assert {"V", "PST"} <= set(verb.split(";"))


def test_bundles_of_the_sentence_itself_win():
    corpus = encode_source([say("dogs", lemmas="dog", upos="NOUN", feats="Number=Plur", bundles="N;SG")])
    assert rows(corpus) == [("dogs", "dog", "NOUN", "N;SG")]


def test_an_unknown_lemma_is_the_word():
    assert rows(encode_source([say("xyz", lemmas="-", upos="X")]))[0][1] == "xyz"


def test_the_analyser_serves_sentences_without_annotation_only():
    def analyse(word):
        return "LEMMA", "", "N;SG"

    plain, annotated = say("dogs"), say("dogs", lemmas="dog", upos="NOUN")
    assert [row[1] for row in rows(encode_source([plain, annotated], analyse))] == ["LEMMA", "dog"]


TABLE = Paradigms.from_rows(
    [
        ("see", "saw", "V;PST"),
        ("saw", "saw", "N;SG"),
        ("leaf", "leaves", "N;PL"),
        ("leave", "leaves", "V;PRS;3;SG"),
        ("London", "London", "PROPN;SG"),
    ]
)


def test_a_word_that_is_a_lemma_is_its_own():
    assert analysis_of("Saw", TABLE, {"see"})[0] == "saw"


def test_of_several_lemmas_the_lexicons_is_taken_else_the_first():
    lemma, upos, bundle = analysis_of("leaves", TABLE, {"leave"})
    assert (lemma, upos, set(bundle.split(";"))) == ("leave", "", {"V", "PRS", "3", "SG"})
    assert analysis_of("leaves", TABLE, {"tree"})[0] == "leaf"


def test_a_capitalised_lemma_is_found_and_an_unknown_word_is_kept():
    assert analysis_of("London", TABLE, set())[0] == "London"
    assert analysis_of("Xyz", TABLE, set()) == ("Xyz", "", "")


def test_a_word_outside_the_table_is_analysed_by_what_is_learned_from_it_unless_the_lexicon_lists_it():
    rows = [(stem, f"{stem}s", "N;PL") for stem in ("dog", "cat", "hat", "tree")]
    table = Paradigms.from_rows(rows)
    outside = Analyser(
        None, [("rules", by_rules(SuffixRules.fit(table), {"wug", "bus"}))], min_confidence=0.3
    )
    assert analysis_of("Wugs", table, {"wug"}, outside) == ("wug", "", "N;PL")
    assert analysis_of("wugs", table, {"wug"}) == ("wugs", "", "")
    assert analysis_of("wugs", table, {"wug", "wugs"}, outside) == ("wugs", "", "")
    assert analysis_of("xyzs", table, {"wug"}, outside) == ("xyzs", "", "")
    assert analysis_of("dogs", table, {"wug"}, outside) == ("dog", "", "N;PL")
