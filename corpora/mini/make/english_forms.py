"""English inflection tables: regular spelling rules, irregular words listed."""

from __future__ import annotations

IRREGULAR_PLURALS = {
    "person": "people",
    "child": "children",
    "wife": "wives",
    "half": "halves",
    "tomato": "tomatoes",
    "potato": "potatoes",
    "fish": "fish",
}

# Nouns whose plural is not given: masses, names of days and months, plural forms.
WITHOUT_PLURAL = (
    "weather rain snow wind sun music jazz rock pop rap milk bread butter cheese sugar salt rice oil tea "
    "coffee water meat chicken soap paper food honey chocolate money work shopping people parents clothes "
    "today tomorrow yesterday tonight home spring summer autumn winter january february march april may june "
    "july august september october november december monday tuesday wednesday thursday friday saturday sunday"
)

# Past tense and past participle.
IRREGULAR_VERBS = {
    "be": "was been",
    "begin": "began begun",
    "bring": "brought brought",
    "buy": "bought bought",
    "come": "came come",
    "do": "did done",
    "drink": "drank drunk",
    "drive": "drove driven",
    "eat": "ate eaten",
    "find": "found found",
    "get": "got got",
    "give": "gave given",
    "go": "went gone",
    "have": "had had",
    "know": "knew known",
    "leave": "left left",
    "make": "made made",
    "meet": "met met",
    "put": "put put",
    "read": "read read",
    "say": "said said",
    "see": "saw seen",
    "send": "sent sent",
    "set": "set set",
    "show": "showed shown",
    "sing": "sang sung",
    "sleep": "slept slept",
    "speak": "spoke spoken",
    "take": "took taken",
    "tell": "told told",
    "think": "thought thought",
    "wake": "woke woken",
    "write": "wrote written",
}
DOUBLED = frozenset({"cancel", "get", "let", "plan", "put", "set", "sit", "stop"})


def plural(noun: str) -> str:
    return IRREGULAR_PLURALS.get(noun) or add_s(noun)


def add_s(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def third_person(verb: str) -> str:
    irregular = {"be": "is", "have": "has", "do": "does", "go": "goes"}
    return irregular.get(verb) or add_s(verb)


def past(verb: str) -> str:
    if verb in DOUBLED:
        return verb + verb[-1] + "ed"
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + "ed"


def present_participle(verb: str) -> str:
    if verb in DOUBLED:
        return verb + verb[-1] + "ing"
    if verb.endswith("e") and verb not in {"be", "see"}:
        return verb[:-1] + "ing"
    return verb + "ing"


def noun_rows(noun: str) -> list[tuple[str, str, str]]:
    rows = [(noun, noun, "N;SG")]
    if noun not in WITHOUT_PLURAL.split():
        rows.append((noun, plural(noun), "N;PL"))
    return rows


def verb_rows(verb: str) -> list[tuple[str, str, str]]:
    past_tense, participle = IRREGULAR_VERBS.get(verb, f"{past(verb)} {past(verb)}").split()
    return [
        (verb, verb, "V;NFIN"),
        (verb, third_person(verb), "V;PRS;3;SG"),
        (verb, past_tense, "V;PST"),
        (verb, present_participle(verb), "V;V.PTCP;PRS"),
        (verb, participle, "V;V.PTCP;PST"),
    ]


def table(vocabulary: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Returns the (lemma, form, features) rows of the one-word nouns and verbs of (word, UPOS) pairs."""
    rows: dict[tuple[str, str, str], None] = {}
    for word, upos in vocabulary:
        if " " in word or upos not in ("NOUN", "VERB"):
            continue
        rows |= dict.fromkeys(noun_rows(word) if upos == "NOUN" else verb_rows(word))
    return sorted(rows)
