from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.scheme import IOB2, Entities

from lexiboost.artifacts.errors import InputError
from lexiboost.languages.word_order import WordOrder, word_order_of
from lexiboost.synthesis.reorder import reorder
from lexiboost.text.readers.conllu import read_conllu
from lexiboost.text.sentence import Sentence

ENGLISH = WordOrder(
    "SVO", "before", "after", "after", "before", "both", "before", "before", "before", "after"
)
TURKISH = WordOrder("SOV", "before", "before", "", "after", "before", "before", "before", "before", "before")
HINDI = WordOrder("SOV", "before", "before", "", "after", "before", "before", "before", "before", "")
IRISH = WordOrder("VSO", "after", "after", "after", "before", "after", "after", "after", "before", "after")
MANDARIN = WordOrder(
    "SVO", "before", "after", "before", "both", "before", "before", "before", "before", "before"
)
MALAGASY = WordOrder("VOS", "after", "after", "after", "before", "after", "after", "both", "after", "after")


def parsed(*rows: str, tags: str | None = None) -> Sentence:
    """A sentence of `word UPOS head relation [FEATS]` rows."""
    cells = [[*row.split(), ""][:5] for row in rows]
    words, upos, heads, relations, feats = zip(*cells, strict=True)
    return Sentence(
        words,
        "eng_Latn",
        "s0",
        upos=upos,
        heads=tuple(map(int, heads)),
        relations=relations,
        feats=feats,
        tags=tuple(tags.split()) if tags else None,
    )


def said(sentence: Sentence, order: WordOrder) -> str:
    return " ".join(reorder(sentence, order)[0].words)


GIFT = parsed(
    "She PRON 3 nsubj",
    "has AUX 3 aux",
    "given VERB 0 root",
    "him PRON 3 iobj",
    "the DET 6 det",
    "book NOUN 3 obj",
    "yesterday NOUN 3 obl:unmarked",
    ". PUNCT 3 punct",
)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (ENGLISH, "She has given him the book yesterday ."),
        (TURKISH, "She yesterday him the book given has ."),  # O dün ona kitabı verdi
        (IRISH, "Has given she him the book yesterday ."),  # aux V S O X
        (MALAGASY, "Has given him the book she yesterday ."),  # V O S
        (MANDARIN, "She has yesterday given him the book ."),  # XVO
        (WordOrder("OVS", "after", "before"), "Yesterday him the book given has she ."),
        (WordOrder("OSV", "before", "before"), "Yesterday him the book she given has ."),
    ],
)
def test_subject_object_and_verb(order: WordOrder, expected: str) -> None:
    assert said(GIFT, order) == expected


def test_an_oblique_stays_after_the_verb_where_wals_says_so() -> None:
    assert said(GIFT, WordOrder("SOV", "before", "before", "after")) == (
        "She him the book given has yesterday ."
    )


def test_what_stands_nearest_to_the_verb_stays_nearest() -> None:
    sentence = parsed(
        "He PRON 4 nsubj", "will AUX 4 aux", "have AUX 4 aux", "slept VERB 0 root", "here ADV 4 advmod",
        "today ADV 4 advmod",
    )  # fmt: skip
    assert said(sentence, TURKISH) == "He today here slept have will"


HOUSE = parsed(
    "They PRON 2 nsubj",
    "live VERB 0 root",
    "in ADP 6 case",
    "the DET 6 det",
    "old ADJ 6 amod",
    "house NOUN 2 obl",
    "of ADP 9 case",
    "my PRON 9 nmod:poss",
    "friend NOUN 6 nmod",
)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        # Arkadaşımın eski evinde oturuyorlar; watashi no tomodachi no furui ie ni sumu.
        (TURKISH, "They my friend of the old house in live"),
        (WordOrder(adposition="after"), "They live the old house my friend of in"),
        (WordOrder(adjective="after"), "They live in the house old of my friend"),
        (WordOrder(genitive="before"), "They live in of my friend the old house"),
        (IRISH, "Live they in the house old of my friend"),
    ],
)
def test_adpositions_genitives_and_adjectives(order: WordOrder, expected: str) -> None:
    assert said(HOUSE, order) == expected


CARS = parsed(
    "These DET 4 det",
    "three NUM 4 nummod",
    "red ADJ 4 amod",
    "cars NOUN 0 root",
    "from ADP 7 case",
    "behind ADP 7 case",
    "us PRON 4 nmod",
)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (WordOrder(adjective="after"), "These three cars red from behind us"),
        (WordOrder(numeral="after"), "These red cars three from behind us"),
        (WordOrder(demonstrative="after"), "Three red cars these from behind us"),
        # Swahili: magari mekundu matatu haya.
        (word_order_of("swa"), "Cars red three these from behind us"),
        (WordOrder(adposition="after"), "These three red cars us behind from"),
    ],
)
def test_modifiers_after_the_noun_are_mirrored(order: WordOrder, expected: str) -> None:
    assert said(CARS, order) == expected


CLAUSE = parsed(
    "The DET 2 det",
    "man NOUN 10 nsubj",
    ", PUNCT 5 punct",
    "who PRON 5 nsubj PronType=Rel",
    "sold VERB 2 acl:relcl",
    "the DET 7 det",
    "car NOUN 5 obj",
    ", PUNCT 5 punct",
    "has AUX 10 aux",
    "left VERB 0 root",
    "! PUNCT 10 punct",
)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        # Arabayı satan adam gitti: the clause stands before its noun, its comma behind it.
        (TURKISH, "Who the car sold , , the man left has !"),
        (HINDI, "The man , who the car sold , left has !"),
        # Question and relative words open the clause in verb-initial languages too.
        (IRISH, "Has left the man , who sold the car , !"),
    ],
)
def test_relative_clauses(order: WordOrder, expected: str) -> None:
    assert said(CLAUSE, order) == expected


def test_an_adposition_follows_its_noun_and_not_the_clause_after_it() -> None:
    sentence = parsed(
        "in ADP 3 case", "the DET 3 det", "house NOUN 0 root", "that PRON 5 nsubj", "burned VERB 3 acl:relcl"
    )
    assert said(sentence, word_order_of("fin")) == "the house in that burned"


def test_the_comma_of_a_clause_stays_within_it() -> None:
    sentence = parsed(
        "man NOUN 0 root", ", PUNCT 4 punct", "who PRON 4 nsubj PronType=Rel", "sold VERB 1 acl:relcl",
        ", PUNCT 1 punct", "of ADP 7 case", "Rome PROPN 1 nmod",
    )  # fmt: skip
    assert reorder(sentence, TURKISH)[1] == (6, 5, 2, 3, 1, 4, 0)


def test_possessors_and_possessive_pronouns() -> None:
    sentence = parsed("my PRON 4 nmod:poss", "sister NOUN 4 nmod:poss", "'s PART 2 case", "house NOUN 0 root")
    assert said(sentence, IRISH) == "my house sister 's"


def test_copulas_negation_and_infinitives() -> None:
    small = parsed("It PRON 5 nsubj", "is AUX 5 cop", "not PART 5 advmod", "a DET 5 det", "house NOUN 0 root")
    assert said(small, HINDI) == "It a house not is"  # yah ghar nahin hai
    assert said(small, IRISH) == "Is it not a house"
    wish = parsed(
        "I PRON 2 nsubj", "want VERB 0 root", "to PART 4 mark", "eat VERB 2 xcomp", "bread NOUN 4 obj"
    )
    assert said(wish, HINDI) == "I bread to eat want"  # main roti khana chahta hun
    doubt = parsed(
        "He PRON 4 nsubj", "did AUX 4 aux", "not PART 4 advmod", "pick VERB 0 root", "it PRON 4 obj",
        "up ADP 4 compound:prt",
    )  # fmt: skip
    assert said(doubt, HINDI) == "He it not pick up did"
    assert said(doubt, ENGLISH) == "He did not pick it up"


COMPLEMENT = parsed(
    "She PRON 2 nsubj",
    "said VERB 0 root",
    "that SCONJ 6 mark",
    "he PRON 6 nsubj",
    "would AUX 6 aux",
    "come VERB 2 ccomp",
    "and CCONJ 8 cc",
    "slept VERB 2 conj",
    ". PUNCT 2 punct",
)


def test_complement_clauses_go_where_relative_clauses_go() -> None:
    assert said(COMPLEMENT, TURKISH) == "She that he come would said and slept ."
    assert said(COMPLEMENT, HINDI) == "She said that he come would and slept ."


def test_brackets_quotes_and_commas_go_with_their_neighbours() -> None:
    sentence = parsed(
        "We PRON 2 nsubj", "saw VERB 0 root", "( PUNCT 5 punct", "a DET 5 det", "cat NOUN 2 obj",
        ") PUNCT 5 punct", ", PUNCT 2 punct", "today NOUN 2 obl", "... PUNCT 2 punct", '" PUNCT 2 punct',
    )  # fmt: skip
    assert said(sentence, TURKISH) == 'We today ( a cat ) , saw ... "'
    straight = parsed(
        "We PRON 2 nsubj", "saw VERB 0 root", '" PUNCT 2 punct', "cats NOUN 2 obj", '" PUNCT 2 punct',
        "today NOUN 2 obl",
    )  # fmt: skip
    assert reorder(straight, TURKISH)[1] == (0, 5, 2, 3, 4, 1)
    quoted = parsed('" PUNCT 3 punct', "Red ADJ 3 amod", "wine NOUN 0 root", '" PUNCT 3 punct')
    assert said(quoted, IRISH) == '" Wine red "'


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("Red ADJ", "Wine red"),
        ("Red PROPN", "Wine Red"),
        ("RED ADJ", "Wine RED"),
        ("red ADJ", "wine red"),
    ],
)
def test_the_first_capital_goes_to_the_word_that_comes_first(first: str, expected: str) -> None:
    sentence = parsed(f"{first} 2 amod", "wine NOUN 0 root")
    assert said(sentence, IRISH) == expected
    assert reorder(sentence, IRISH, recase=False)[0].words == ("wine", sentence.words[0])


def test_all_columns_go_along() -> None:
    sentence = Sentence(
        ("They", "eat", "fish"),
        "eng_Latn",
        "s0",
        lemmas=("they", "eat", "fish"),
        upos=("PRON", "VERB", "NOUN"),
        bundles=("PRO", "V", "N"),
        tags=("O", "B-act", "B-food"),
        label="meal",
        feats=("Case=Nom", "", "Number=Sing"),
        heads=(2, 0, 2),
        relations=("nsubj", "root", "obj"),
    )
    assert reorder(sentence, TURKISH) == (
        Sentence(
            ("They", "fish", "eat"),
            "eng_Latn",
            "s0",
            lemmas=("they", "fish", "eat"),
            upos=("PRON", "NOUN", "VERB"),
            bundles=("PRO", "N", "V"),
            tags=("O", "B-food", "B-act"),
            label="meal",
            feats=("Case=Nom", "Number=Sing", ""),
            heads=(3, 3, 0),
            relations=("nsubj", "obj", "root"),
        ),
        (0, 2, 1),
    )


def test_a_chunk_that_a_move_would_split_holds_what_it_covers() -> None:
    rows = (
        "Show VERB 0 root", "me PRON 1 iobj", "new ADJ 4 amod", "flights NOUN 1 obj", "from ADP 6 case",
        "Rome PROPN 4 nmod",
    )  # fmt: skip
    free, _ = reorder(parsed(*rows, tags="O O O O O O"), IRISH)
    assert " ".join(free.words) == "Show me flights new from Rome"
    counts: Counter[str] = Counter()
    _, places = reorder(parsed(*rows, tags="O O B-kind I-kind O B-city"), IRISH, counts=counts)
    assert places == (0, 1, 2, 3, 4, 5)
    assert counts == {"label chunk": 1}
    whole, _ = reorder(parsed(*rows, tags="O O B-what I-what I-what I-what"), IRISH)
    assert " ".join(whole.words) == "Show me flights new from Rome"
    assert whole.tags == ("O", "O", "B-what", "I-what", "I-what", "I-what")
    _, places = reorder(parsed(*rows, tags="B-ask I-ask I-ask O O O"), IRISH, counts=counts)
    assert places == (0, 1, 2, 3, 4, 5)
    assert counts == {"label chunk": 2}


def test_what_cannot_move_stays_and_is_counted() -> None:
    crossing = parsed("a DET 3 det", "b VERB 0 root", "c NOUN 2 obj", "d NOUN 2 obj")
    counts: Counter[str] = Counter()
    assert reorder(crossing, TURKISH, counts=counts)[1] == (0, 1, 2, 3)
    assert counts == {"non-projective": 1}
    gap = parsed("eat VERB 4 ccomp", "now ADV 4 advmod", "fish NOUN 1 obj", "go VERB 0 root")
    assert reorder(gap, TURKISH, counts=Counter())[1] == (0, 1, 2, 3)
    deep = parsed("See VERB 0 root", "Rome PROPN 1 obj", ". PUNCT 2 punct")
    assert reorder(deep, TURKISH, counts=counts)[1] == (0, 1, 2)
    assert counts == {"non-projective": 1, "final mark": 1}
    partly = parsed("Tell VERB 0 root", "him PRON 1 iobj", "tales NOUN 1 obj", ". PUNCT 3 punct")
    assert said(partly, TURKISH) == "Him tell tales ."
    held = parsed(
        "red ADJ 2 amod", "wine NOUN 0 root", "Rome PROPN 2 nmod", ". PUNCT 3 punct", tags="O B-x I-x O"
    )
    assert reorder(held, IRISH, counts=counts)[1] == (0, 1, 2, 3)
    assert counts == {"non-projective": 1, "final mark": 2, "label chunk": 1}
    ring = parsed("a NOUN 2 obj", "b NOUN 1 obj", "c VERB 0 root")
    assert reorder(ring, TURKISH, counts=counts) == (ring, (0, 1, 2))
    assert counts["not a tree"] == 1


def test_a_sentence_without_a_parse_is_an_error_that_names_it() -> None:
    with pytest.raises(InputError, match="s7: no parse"):
        reorder(Sentence(("a",), "eng_Latn", "s7", upos=("NOUN",)), TURKISH)


RELATIONS = (
    "nsubj obj iobj obl advmod advcl ccomp xcomp aux cop mark cc conj amod nummod det nmod case acl punct"
)
RELATIONS += " nmod:poss acl:relcl compound compound:prt flat parataxis csubj expl dep"
SIDES = st.sampled_from(["before", "after", "both", "neither", ""])
CLAUSES = st.sampled_from(["", "SVO", "SOV", "VSO", "VOS", "OVS", "OSV", "SVO/SOV"])
ORDERS = st.builds(WordOrder, CLAUSES, *[SIDES] * 9)
WORDS = st.sampled_from(["a", "Of", "of", "this", "not", "(", ")", '"', ",", ".", "wine"])


@st.composite
def labels(draw: st.DrawFn, count: int) -> tuple[str, ...]:
    """Well-formed BIO labels."""
    tags: list[str] = []
    while len(tags) < count:
        kind = draw(st.sampled_from(["O", "X", "Y"]))
        length = draw(st.integers(1, 5))
        tags += ["O"] * length if kind == "O" else [f"B-{kind}", *[f"I-{kind}"] * (length - 1)]
    return tuple(tags[:count])


@st.composite
def trees(draw: st.DrawFn, projective: bool) -> list[int]:
    """Heads, from 1, of a tree: any, or one whose blocks are all of one piece."""
    count = draw(st.integers(1, 14))
    heads = [0] * count
    if not projective:
        order = draw(st.permutations(range(count)))
        for at in range(1, count):
            heads[order[at]] = order[draw(st.integers(0, at - 1))] + 1
        return heads
    spans = [(0, count, 0)]
    while spans:
        begin, end, head = spans.pop()
        root = draw(st.integers(begin, end - 1))
        heads[root] = head
        for first, last in ((begin, root), (root + 1, end)):
            while first < last:
                cut = draw(st.integers(first + 1, last))
                spans.append((first, cut, root + 1))
                first = cut
    return heads


@st.composite
def sentences(draw: st.DrawFn, projective: bool) -> Sentence:
    heads = draw(trees(projective))
    many = {"min_size": len(heads), "max_size": len(heads)}
    words = draw(st.lists(WORDS, **many))
    classes = st.sampled_from(["VERB", "NOUN", "ADP", "PART", "PRON", "PROPN"])
    upos = ["PUNCT" if not word.isalpha() else draw(classes) for word in words]
    feats = st.sampled_from(["", "PronType=Rel", "VerbForm=Part"])
    return Sentence(
        tuple(words),
        "eng_Latn",
        "s0",
        upos=tuple(upos),
        heads=tuple(heads),
        relations=tuple(draw(st.lists(st.sampled_from(RELATIONS.split()), **many))),
        feats=tuple(draw(st.lists(feats, **many))),
        tags=draw(labels(len(heads))),
    )


def is_projective(heads: tuple[int, ...]) -> bool:
    """Whether every word between a word and its head hangs, directly or not, on the head (the definition)."""

    def above(word: int) -> set[int]:
        found = set()
        while word:
            found.add(word)
            word = heads[word - 1]
        return found

    return all(
        head in above(between)
        for word, head in enumerate(heads, 1)
        if head
        for between in range(min(word, head) + 1, max(word, head))
    )


def entities(tags: tuple[str, ...]) -> list[tuple[str, frozenset[int]]]:
    """The chunks of IOB2 labels, by seqeval in its strict mode."""
    [found] = Entities([list(tags)], IOB2).entities
    return [(chunk.tag, frozenset(range(chunk.start, chunk.end))) for chunk in found]


@settings(max_examples=400, deadline=None)
@given(st.booleans().flatmap(sentences), ORDERS)
def test_any_tree_gives_a_permutation_with_the_same_edges_and_chunks(
    sentence: Sentence, order: WordOrder
) -> None:
    made, places = reorder(sentence, order)
    count = len(sentence.words)
    assert sorted(places) == list(range(count))
    assert [word.lower() for word in made.words] == [sentence.words[old].lower() for old in places]
    assert made.heads and sentence.heads and made.tags and sentence.tags
    edges = {(old + 1, head) for old, head in enumerate(sentence.heads)}
    back = [0, *(old + 1 for old in places)]
    assert {(back[new], back[head]) for new, head in enumerate(made.heads, 1)} == edges
    assert not is_projective(sentence.heads) or is_projective(made.heads)
    assert sum(tag != "O" for tag in made.tags) == sum(len(words) for _, words in entities(made.tags))
    moved = [(tag, frozenset(places[new] for new in words)) for tag, words in entities(made.tags)]
    assert sorted(moved, key=repr) == sorted(entities(sentence.tags), key=repr)
    final = count
    while final and sentence.upos and sentence.upos[final - 1] == "PUNCT":
        final -= 1
    assert places[final:] == tuple(range(final, count))


@given(st.booleans().flatmap(sentences), st.sampled_from([ENGLISH, WordOrder()]))
def test_the_order_of_english_or_none_changes_nothing(sentence: Sentence, order: WordOrder) -> None:
    assert reorder(sentence, order) == (sentence, tuple(range(len(sentence.words))))


@pytest.mark.data
def test_a_treebank_of_english_stays_as_it_is_in_its_own_order(data_dir: Path) -> None:
    path = data_dir / "ud" / "UD_English-EWT" / "dev.conllu.xz"
    sentences = read_conllu(path, variety="eng_Latn")
    counts: Counter[str] = Counter()
    for sentence in sentences:
        assert reorder(sentence, word_order_of("eng"), counts=counts)[0] is sentence
    assert not counts
    for sentence in sentences:
        reorder(sentence, TURKISH, counts=counts)
    assert counts["moved"] > 1000
