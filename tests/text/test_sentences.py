import lzma

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.text.sentences import sentences

CUT = "¦"


@pytest.mark.parametrize(
    ("variety", "marked"),
    [
        ("eng_Latn", "Dr. J. R. Smith met Mrs. Jones at 3.15 p.m. in St. Louis.¦ They left."),
        ("eng_Latn", "We saw the U.S. Senate.¦ He works in the U.S.¦ He came at 5 p.m.¦ Then it rained."),
        ("eng_Latn", 'He said "Go!" and left.¦ "Why?" she asked.¦ (They did.)¦ "No."¦ Then rain.'),
        ("eng_Latn", "See Fig. 3 and pp. 4-5, e.g. No. 7, etc.¦ Nothing more.¦ He said no.¦ Then he went."),
        ("eng_Latn", "Wait... what?¦ Yes...¦ No.¦ So… maybe.¦ Well…¦ Then go."),
        ("eng_Latn", "1. Open it.¦ Ask at a.com/x?y=z&v=1.2 or mail b@c.de now.¦ 25 came."),
        ("eng_Latn", "i went home.¦ they were gone.¦ why?¦ nobody knows"),
        ("eng_Latn", "Nobody came to dinner.¦ then approx. three left."),
        ("eng_Latn", "Yahoo! is big.¦ J.-P. Sartre (cf. Beauvoir) wrote."),
        ("eng_Latn", "a\n¦b\r\n¦c\u2028¦\n\nd"),
        ("eng_Latn", "The end . . .¦ Then it began."),
        ("deu_Latn", "Am 3. Oktober kam Frau Dr. Abt z.B. um 10 Uhr.¦ Der 2. Satz.¦ Im Jahr 1999.¦ Ende."),
        ("fin_Latn", "Se oli 5. tammikuuta 1998.¦ Esim. J. K. Paasikivi (lat. Iohannes) tuli."),
        ("fra_Latn", "M. Dupont est là.¦ – Oui !¦ – Non ?¦ Voir p. 12.¦ Fin."),
        ("rus_Cyrl", "В 1999 г. в г. Москва жил А. С. Пушкин, т.е. поэт.¦ Он умер в 1837 г.¦ Конец."),
        ("tur_Latn", "Prof. Dr. Ali geldi.¦ XIX. yüzyılda 3. kez.¦ Son."),
        ("afr_Latn", "Dit is alles.¦ 'n Ander een."),
        ("heb_Hebr", 'הוא נסע לחו"ל.¦ אבל א. ב. יהושע נשאר.'),
        ("asm_Beng", "ভাল হয়৷¦ বেয়া নহয়।"),
        ("ell_Grek", "Πού είναι;¦ Εδώ, π.χ. στο σπίτι.¦ Καλά."),
        ("hye_Armn", "Այո՛։¦ Ո՞վ է։¦ Նա եկավ:¦ Էդ. Ստարոստովը գնաց։"),
        ("hin_Deva", "वह आया।¦ डॉ. शर्मा गए।¦ कहाँ है?¦ वहाँ है.¦ ठीक|¦ अब चलो।"),
        ("tam_Taml", "தி.மு.க. அரசு வந்தது.¦ டாக்டர் எம். ராமன் போனார்."),
        ("arb_Arab", "من أنت؟¦ أنا هنا.¦ قال د. أحمد نعم، ثم ذهب."),
        ("urd_Arab", "وہ آیا۔¦ کیوں؟¦ پتہ نہیں۔"),
        ("amh_Ethi", "ሰላም ነው።¦ ማን ነው?¦ እኔ፡፡¦ እሺ።"),
        ("khm_Khmr", "ខ្ញុំទៅ។¦ គាត់មក៕¦ ចប់។"),
        ("mya_Mymr", "သူ၊ ငါ လာသည်။¦ သွားသည်။"),
        ("bod_Tibt", "བོད་དང་། རྒྱ་ནག་ཡིན།¦ དེ་རེད།"),
        ("cmn_Hans", "他说：“你好。”¦然后走了！¦真的吗？¦3.5元。¦「好。」¦是"),
        ("jpn_Jpan", "そうだ。¦うん!¦え?¦「はい。」¦終わり"),
        ("lao_Laoo", "ປະເທດລາວຕັ້ງຢູ່ອາຊີຕາເວັນອອກສຽງໃຕ້ ປະຊາຊົນລາວເວົ້າພາສາລາວ.¦ ຈົບ."),
    ],
)
def test_a_text_is_cut_where_a_reader_cuts_it(variety, marked):
    expected = tuple(part.strip() for part in marked.split(CUT))
    assert sentences(marked.replace(CUT, ""), variety) == expected


def test_thai_without_marks_is_cut_between_long_runs_of_letters_only():
    first = "ประเทศไทยเป็นประเทศที่ตั้งอยู่ในภูมิภาคเอเชียตะวันออกเฉียงใต้"
    second = "กรุงเทพมหานครเป็นเมืองหลวงของประเทศ"
    assert sentences(f"{first} {second}", "tha_Thai") == (first, second)
    for joined in (f"{first} และ{second}", f"{first} 25 {second}", f"{first}ๆ {second}", f"เมื่อก่อน {second}"):
        assert sentences(joined, "tha_Thai") == (joined,)


@given(
    st.text(alphabet="aBc 1.?!…\"')(।。།๏กขい:;,-–\n\u2028\u00a0\u0301\u200dДж"),
    st.sampled_from(["eng_Latn", "tha_Thai", "bod_Tibt", "hin_Deva", "jpn_Jpan", "hye_Armn", "deu_Latn"]),
)
def test_no_character_is_lost_but_white_space_and_no_sentence_is_empty(text, variety):
    found = sentences(text, variety)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(sentence and sentence == sentence.strip() for sentence in found)


@given(st.lists(st.sampled_from(["Aa bb.", "Cc!", "Dd ee?", '"Ff."', "(Gg hh.)", "¿Ii?", "Jj…!"])))
def test_plain_sentences_are_cut_as_icu_cuts_them(parts):
    breakers = pytest.importorskip("icu4py.breakers")
    text = " ".join(parts)
    icu = tuple(piece.strip() for piece in breakers.SentenceBreaker(text, "en"))
    assert sentences(text, "xxx_Latn") == icu


def test_on_sentences_of_109_varieties_it_is_better_than_plain_uax_29(data_dir):
    breakers = pytest.importorskip("icu4py.breakers")
    ours, plain, wanted = 0, 0, 0
    for path in sorted(data_dir.glob("tasks/sib200/*/dev.tsv.xz")):
        variety = path.parent.name
        with lzma.open(path, "rt", encoding="utf-8") as stream:
            rows = [line.rstrip("\n").split("\t")[2].strip() for line in stream][1:21]
        text, ends = " ".join(rows), _ends(rows)
        ours += len(ends & _ends(sentences(text, variety)))
        plain += len(ends & _ends(breakers.SentenceBreaker(text, "en")))
        wanted += len(ends)
    assert wanted > 2000
    assert ours / wanted > 0.95
    assert ours > plain


def _ends(parts):
    reached, ends = 0, set()
    for part in parts:
        reached += len("".join(part.split()))
        ends.add(reached)
    return ends - {reached}


@pytest.mark.parametrize(
    "unit",
    [". ", "p. ", "(", '"', "! ", "U.S. ", "-", "། ", " ", "? a", "(p. a ", "。「", "\u0301", ".\u200b"],
)
def test_a_hostile_line_is_cut_without_loss(unit):
    # Were the work to grow with the square of the length, this would not end within an hour.
    text = "-" * 200_000 + unit * 200_000
    assert "".join("".join(sentences(text, "eng_Latn")).split()) == "".join(text.split())
