"""Writes unimorph/urd.tsv, the inflections of the Urdu nouns and verbs below: `python urd_tables.py`."""

import unicodedata
from collections.abc import Iterator

from hindustani import Auxiliaries, Row, VerbForms, noun_rows, subjunctive, verb_rows, write_table

MASCULINE_A = """کمرہ کیلا انڈا بیٹا بچہ گھنٹہ مہینہ ناشتہ دروازہ راستہ گانا کھانا پیسہ مالٹا
    کپڑا تھیلا قصبہ کتا ہفتہ لڑکا تحفہ نغمہ بستہ پرچہ باغیچہ طیارہ مقابلہ شوربہ رکشہ ہمسایہ زینہ
    واقعہ دورہ|ہوائی اڈہ|باورچی خانہ|غسل خانہ|بس اڈہ|سونے کا کمرہ|رات کا کھانا|دوپہر کا کھانا"""
MASCULINE_PLAIN = """گھر شہر اسٹیشن ہوٹل ٹکٹ پھول پھل دن سال مکان بازار اسکول ہسپتال دفتر پارک
    دوست کیک سیب ٹماٹر برگر الارم پیغام میسج فون نمبر سوال کباب گیت موسم نام لفظ کھیل ڈاکٹر میچ
    ہال باغ کوٹ شوہر خاندان استاد سفر امتحان اجلاس والد لیمپ چراغ سبق وقت شخص کام صابن کاغذ
    انٹرویو سوپ سینڈوچ سلاد ایئرپورٹ کنسرٹ بلب بادل طوفان ڈرائیور گلوکار منٹ بل افسر ریستوران
    گیراج|ہوائی جہاز"""
MASCULINE_I = "آدمی بھائی پڑوسی ساتھی"
MASCULINE_KIN = "دادا نانا چچا"
FEMININE_PLAIN = """رات شام صبح چیز میز سڑک دکان بہن قیمت کتاب فلم ٹرین بس کار لائٹ میٹنگ سائیکل
    پرواز جگہ ملاقات دوپہر فہرست تقریب نشست دعوت خبر تعطیل بیٹھک چھت کیب سیٹ دال ٹیم لسٹ"""
FEMININE_I = """بتی روشنی ٹیکسی گاڑی کھڑکی بیٹی سبزی چھٹی بیوی پارٹی شادی گھڑی گلی دادی نانی
    بیٹری مٹھائی روٹی مچھلی چھتری بچی کاپی کہانی لڑکی کشتی مرغی سہیلی سردی گرمی سیڑھی آندھی
    بالکونی|ڈبل روٹی|ریل گاڑی"""
FEMININE_A = "دوا ہوا غذا"

CONSONANT_STEMS = """لکھ سن بول دیکھ پوچھ بھیج رکھ ڈال خرید پہنچ مل سوچ جان چاہ کھول بدل اٹھ روک
    رک نکال نکل چھوڑ کھیل ناچ بھول لوٹ چل سمجھ جاگ ڈھونڈ پڑھ جانچ پہن بج برس ٹھہر"""
VOWEL_STEMS = "دلا آ کھا لا پا گا بتا دکھا بجا چلا لگا ہٹا مٹا جگا اٹھا بنا منگا پکا بجھا جلا بلا سو دھو"
NOMINATIVE_SUBJECT = "آ لا جا ہو سو بول پہنچ مل اٹھ رک نکل ناچ بھول لوٹ چل سمجھ جاگ بج برس ٹھہر"
PREDICATIVE = {
    "کر": "بند منسوخ شروع صاف بک سیٹ ختم پسند آن آف آرڈر شامل تلاش حاصل مخصوص محفوظ مکمل تبدیل بیدار حذف",
    "ہو": "شروع بیدار",
    "دلا": "یاد",
}
WITH_OBJECT = {
    ("کر", "MASC"): "انتظار کام فون سفر اضافہ مطالعہ پیار",
    ("کر", "FEM"): "مدد محبت بات ملاقات امید پڑھائی",
    ("دے", "MASC"): "جواب",
    ("دے", "FEM"): "خبر اطلاع",
    ("چلا", "FEM"): "گاڑی",
}
AUXILIARIES = Auxiliaries(
    present={
        ("1", "SG"): "ہوں",
        ("2", "SG"): "ہے",
        ("3", "SG"): "ہے",
        ("1", "PL"): "ہیں",
        ("2", "PL"): "ہو",
        ("3", "PL"): "ہیں",
    },
    past=("تھا", "تھے", "تھی", "تھیں"),
    future=("گا", "گے", "گی"),
    progressive=("رہا", "رہے", "رہی"),
)


def _words(text: str) -> list[str]:
    """Lemmas apart by white space; those that hold a space stand after bars."""
    single, *multiword = text.split("|")
    return single.split() + [" ".join(lemma.split()) for lemma in multiword]


def _nouns() -> Iterator[Row]:
    for lemma in _words(MASCULINE_A):
        base = lemma[:-1].replace(" کا ", " کے ")
        yield from noun_rows(lemma, base + "ے", base + "ے", base + "وں", base + "و")
    for lemma in _words(MASCULINE_PLAIN) + _words(MASCULINE_I):
        yield from noun_rows(lemma, lemma, lemma, lemma + "وں", lemma + "و")
    for lemma in _words(MASCULINE_KIN):
        yield from noun_rows(lemma, lemma, lemma, lemma + "ؤں", lemma + "ؤ")
    yield from noun_rows("آلو", "آلو", "آلو", "آلوؤں", "آلوؤ")
    for lemma in _words(FEMININE_PLAIN):
        yield from noun_rows(lemma, lemma + "یں", lemma, lemma + "وں", lemma + "و")
    for lemma in _words(FEMININE_I):
        yield from noun_rows(lemma, lemma + "اں", lemma, lemma + "وں", lemma + "و")
    for lemma in _words(FEMININE_A):
        yield from noun_rows(lemma, lemma + "ئیں", lemma, lemma + "ؤں", lemma + "ؤ")
    yield from noun_rows("ماں", "مائیں", "ماں", "ماؤں", "ماؤ")


def _verb(
    stem: str,
    imperative: str,
    polite: str,
    perfective: tuple[str, str, str],
    conjunctive: dict[tuple[str, str], str],
    bare: str | None = None,
) -> VerbForms:
    """`bare`: the stem standing alone, where it is spelled unlike the stem before an ending."""
    return VerbForms(
        infinitive=(stem + "نا", stem + "نے"),
        stem=bare or stem,
        imperative=imperative,
        polite=polite,
        imperfective=(stem + "تا", stem + "تے", stem + "تی"),
        perfective=perfective,
        perfective_feminine_plural=perfective[2] + "ں",
        subjunctive=conjunctive,
    )


def _consonant_verb(stem: str, bare: str | None = None) -> VerbForms:
    persons = subjunctive(stem + "وں", stem + "ے", stem + "یں", stem + "و")
    return _verb(stem, stem + "و", stem + "یے", (stem + "ا", stem + "ے", stem + "ی"), persons, bare)


def _vowel_verb(stem: str) -> VerbForms:
    persons = subjunctive(stem + "ؤں", stem + "ئے", stem + "ئیں", stem + "ؤ")
    return _verb(stem, stem + "ؤ", stem + "ئیے", (stem + "یا", stem + "ئے", stem + "ئی"), persons)


def _verbs() -> dict[str, VerbForms]:
    verbs = {stem: _consonant_verb(stem) for stem in _words(CONSONANT_STEMS)}
    verbs |= {stem: _vowel_verb(stem) for stem in _words(VOWEL_STEMS)}
    verbs["کہ"] = _consonant_verb("کہ", bare="کہہ")
    verbs["کر"] = _verb("کر", "کرو", "کیجیے", ("کیا", "کیے", "کی"), _consonant_verb("کر").subjunctive)
    verbs["جا"] = _verb("جا", "جاؤ", "جائیے", ("گیا", "گئے", "گئی"), _vowel_verb("جا").subjunctive)
    verbs["دے"] = _verb(
        "دی", "دو", "دیجیے", ("دیا", "دیے", "دی"), subjunctive("دوں", "دے", "دیں", "دو"), "دے"
    )
    verbs["لے"] = _verb(
        "لی", "لو", "لیجیے", ("لیا", "لیے", "لی"), subjunctive("لوں", "لے", "لیں", "لو"), "لے"
    )
    drink = subjunctive("پیوں", "پیے", "پییں", "پیو")
    verbs["پی"] = _verb("پی", "پیو", "پیجیے", ("پیا", "پیے", "پی"), drink)
    verbs["ہو"] = _verb("ہو", "ہو", "ہوئیے", ("ہوا", "ہوئے", "ہوئی"), subjunctive("ہوں", "ہو", "ہوں", "ہو"))
    return verbs


def _verb_rows() -> Iterator[Row]:
    verbs = _verbs()

    def rows(stem: str, first: str | None = None, object_gender: str | None = None) -> list[Row]:
        return verb_rows(
            verbs[stem].prefixed(first) if first else verbs[stem],
            AUXILIARIES,
            future_separator=" ",
            ergative=stem not in NOMINATIVE_SUBJECT.split(),
            object_gender=object_gender,
        )

    for stem in verbs:
        yield from rows(stem)
    for stem, firsts in PREDICATIVE.items():
        for first in firsts.split():
            yield from rows(stem, first)
    for (stem, gender), firsts in WITH_OBJECT.items():
        for first in firsts.split():
            yield from rows(stem, first, gender)


def table() -> list[Row]:
    """Every row of the table: lemma, form, bundle, in NFC."""
    rows = [*_nouns(), *_verb_rows()]
    return [(unicodedata.normalize("NFC", a), unicodedata.normalize("NFC", b), c) for a, b, c in rows]


if __name__ == "__main__":
    write_table(table(), "urd")
