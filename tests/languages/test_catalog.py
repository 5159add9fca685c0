from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langcodes import data_dicts

from lexiboost.artifacts.errors import InputError, UnknownLanguageError
from lexiboost.languages import Catalog, load_catalog
from lexiboost.languages.catalog import TABLE


def words(text: str) -> list[str]:
    return text.split()


MASSIVE = words("""
af-ZA am-ET ar-SA az-AZ bn-BD cy-GB da-DK de-DE el-GR en-US es-ES fa-IR fi-FI fr-FR he-IL hi-IN hu-HU hy-AM
id-ID is-IS it-IT ja-JP jv-ID ka-GE km-KH kn-IN ko-KR lv-LV ml-IN mn-MN ms-MY my-MM nb-NO nl-NL pl-PL pt-PT
ro-RO ru-RU sl-SL sq-AL sv-SE sw-KE ta-IN te-IN th-TH tl-PH tr-TR ur-PK vi-VN zh-CN zh-TW
""")
FLORES = words("""
ace_Arab ace_Latn acm_Arab acq_Arab aeb_Arab afr_Latn ajp_Arab aka_Latn amh_Ethi apc_Arab arb_Arab arb_Latn
ars_Arab ary_Arab arz_Arab asm_Beng ast_Latn awa_Deva ayr_Latn azb_Arab azj_Latn bak_Cyrl bam_Latn ban_Latn
bel_Cyrl bem_Latn ben_Beng bho_Deva bjn_Arab bjn_Latn bod_Tibt bos_Latn bug_Latn bul_Cyrl cat_Latn ceb_Latn
ces_Latn cjk_Latn ckb_Arab crh_Latn cym_Latn dan_Latn deu_Latn dik_Latn dyu_Latn dzo_Tibt ell_Grek eng_Latn
epo_Latn est_Latn eus_Latn ewe_Latn fao_Latn fij_Latn fin_Latn fon_Latn fra_Latn fur_Latn fuv_Latn gla_Latn
gle_Latn glg_Latn grn_Latn guj_Gujr hat_Latn hau_Latn heb_Hebr hin_Deva hne_Deva hrv_Latn hun_Latn hye_Armn
ibo_Latn ilo_Latn ind_Latn isl_Latn ita_Latn jav_Latn jpn_Jpan kab_Latn kac_Latn kam_Latn kan_Knda kas_Arab
kas_Deva kat_Geor kaz_Cyrl kbp_Latn kea_Latn khk_Cyrl khm_Khmr kik_Latn kin_Latn kir_Cyrl kmb_Latn kmr_Latn
knc_Arab knc_Latn kon_Latn kor_Hang lao_Laoo lij_Latn lim_Latn lin_Latn lit_Latn lmo_Latn ltg_Latn ltz_Latn
lua_Latn lug_Latn luo_Latn lus_Latn lvs_Latn mag_Deva mai_Deva mal_Mlym mar_Deva min_Arab min_Latn mkd_Cyrl
mlt_Latn mni_Beng mos_Latn mri_Latn mya_Mymr nld_Latn nno_Latn nob_Latn npi_Deva nqo_Nkoo nso_Latn nus_Latn
nya_Latn oci_Latn ory_Orya pag_Latn pan_Guru pap_Latn pbt_Arab pes_Arab plt_Latn pol_Latn por_Latn prs_Arab
quy_Latn ron_Latn run_Latn rus_Cyrl sag_Latn san_Deva sat_Olck scn_Latn shn_Mymr sin_Sinh slk_Latn slv_Latn
smo_Latn sna_Latn snd_Arab som_Latn sot_Latn spa_Latn srd_Latn srp_Cyrl ssw_Latn sun_Latn swe_Latn swh_Latn
szl_Latn tam_Taml taq_Latn taq_Tfng tat_Cyrl tel_Telu tgk_Cyrl tgl_Latn tha_Thai tir_Ethi tpi_Latn tsn_Latn
tso_Latn tuk_Latn tum_Latn tur_Latn twi_Latn tzm_Tfng uig_Arab ukr_Cyrl umb_Latn urd_Arab uzn_Latn vec_Latn
vie_Latn war_Latn wol_Latn xho_Latn ydd_Hebr yor_Latn yue_Hant zho_Hans zho_Hant zsm_Latn zul_Latn
""")
MASAKHANE = words("amh bam bbj ewe fon hau ibo kin lug luo mos nya pcm sna swa tsn twi wol xho yor zul")
SAME_LANGUAGE = [
    "zho cmn zh chi",
    "msa zsm ms may",
    "swa swh sw",
    "ara arb ar",
    "nor nob no nb",
    "aka twi ak tw",
    "aze azj az",
    "fas pes fa per",
    "lav lvs lv",
    "est ekk et",
    "uzb uzn uz",
    "sqi als sq alb",
    "orm gaz om",
    "kur kmr ku",
    "mlg plt mg",
    "mon khk mn",
    "nep npi ne",
    "ori ory or",
    "pus pbt ps",
    "yid ydd yi ji",
    "kon kng kg",
    "kok gom",
    "grn gug gn",
    "aym ayr ay",
    "bik bcl",
    "chm mhr",
    "kom kpv kv",
    "bua bxr",
    "que quy qu",
    "din dik",
    "ful fuv ff",
    "kau knc kr",
    "iku ike iu",
    "zza diq",
    "tgl fil tl",
    "jpn jap ja",
    "mri mao mi",
    "ron mol rum mo ro",
    "heb iw he",
    "ind in id",
    "jav jw jv",
    "srp scc sr",
    "hrv scr hr",
    "deu ger de",
    "ell gre el",
    "eus baq eu",
]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


# Places to within 4 degrees, as an atlas shows them.
@pytest.mark.parametrize(
    ("variety", "name", "family", "genus", "macroarea", "latitude", "longitude"),
    [
        ("tur_Latn", "Turkish", "Altaic", "Turkic", "Eurasia", 39, 33),
        ("kaz_Cyrl", "Kazakh", "Altaic", "Turkic", "Eurasia", 48, 68),
        ("hin_Deva", "Hindi", "Indo-European", "Indic", "Eurasia", 26, 78),
        ("urd_Arab", "Urdu", "Indo-European", "Indic", "Eurasia", 27, 68),
        ("fin_Latn", "Finnish", "Uralic", "Finnic", "Eurasia", 62, 25),
        ("swa_Latn", "Swahili", "Niger-Congo", "Bantu", "Africa", -6, 37),
        ("hun_Latn", "Hungarian", "Uralic", "Ugric", "Eurasia", 47, 20),
        ("amh_Ethi", "Amharic", "Afro-Asiatic", "Semitic", "Africa", 10, 38),
        ("quy_Latn", "Quechua", "Quechuan", "Quechuan", "South America", -13, -74),
        ("nav_Latn", "Navajo", "Na-Dene", "Athapaskan", "North America", 36, -109),
        ("mri_Latn", "Maori", "Austronesian", "Oceanic", "Papunesia", -38, 176),
    ],
)
def test_hand_checked_facts(
    catalog: Catalog,
    variety: str,
    name: str,
    family: str,
    genus: str,
    macroarea: str,
    latitude: float,
    longitude: float,
) -> None:
    language = catalog.resolve(variety)
    assert (language.name, language.family, language.genus, language.macroarea) == (
        name,
        family,
        genus,
        macroarea,
    )
    assert language.genus_source == "wals"
    assert language.latitude == pytest.approx(latitude, abs=4)
    assert language.longitude == pytest.approx(longitude, abs=4)


@pytest.mark.parametrize(
    ("code", "genus"),
    [
        ("szl", "Slavic"),
        ("vec", "Romance"),
        ("smn", "Saami"),
        ("xcl", "Armenian"),
        ("pcm", "Creoles and Pidgins"),
        ("nno", "Germanic"),
        ("grc", "Greek"),
        ("skr", "Indic"),
        ("vro", "Finnic"),
        ("kea", "Creoles and Pidgins"),
    ],
)
def test_genus_of_languages_beside_wals(catalog: Catalog, code: str, genus: str) -> None:
    assert catalog.resolve(code).genus == genus


@pytest.mark.parametrize("code", ["epo", "hit", "xum"])
def test_no_genus_is_invented_for_a_language_without_relatives(catalog: Catalog, code: str) -> None:
    language = catalog.resolve(code)
    assert (language.genus, language.genus_source) == (language.family, "glottolog")


@pytest.mark.parametrize(
    "code",
    words("tur tr TUR tur_Latn tur-Latn tr-TR tr_TR tr-Latn-TR nucl1301 wals:tur UD_Turkish-BOUN UD_Turkish")
    + words("tr_boun Turkish tur_latn"),
)
def test_every_kind_of_code_means_turkish(catalog: Catalog, code: str) -> None:
    assert catalog.resolve(code).variety == "tur_Latn"


@pytest.mark.parametrize("codes", SAME_LANGUAGE)
def test_macrolanguage_usual_member_and_retired_codes_are_one_language(catalog: Catalog, codes: str) -> None:
    assert len({catalog.resolve(code) for code in codes.split()}) == 1


def test_iso_639_1_and_2_codes_agree_with_langcodes(catalog: Catalog) -> None:
    collective = {"bh", "sr-Latn", "sw-CD"}
    pairs = {**data_dicts.LANGUAGE_ALPHA3_BIBLIOGRAPHIC, **data_dicts.LANGUAGE_ALPHA3}
    assert len(pairs) > 180
    for short, long in pairs.items():
        if short not in collective:
            assert catalog.resolve(short) == catalog.resolve(long), short
    for short, long in data_dicts.LANGUAGE_ALPHA3_BIBLIOGRAPHIC.items():
        assert catalog.resolve(short) == catalog.resolve(long), short


def test_codes_that_langcodes_calls_replaced_resolve(catalog: Catalog) -> None:
    replaced = [code for code in data_dicts.LANGUAGE_REPLACEMENTS if len(code) == 3 and code.isalpha()]
    unknown = [code for code in replaced if code not in catalog]
    assert len(replaced) > 300
    assert not unknown


@pytest.mark.parametrize("code", words("swa ara aka est lav aze uzb sqi fas cmn zsm nob kmr"))
def test_the_code_in_use_is_the_one_that_tables_use(catalog: Catalog, code: str) -> None:
    assert catalog.resolve(code).iso639_3 == code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("nob", "nno"),
        ("fas", "prs"),
        ("est", "vro"),
        ("lav", "ltg"),
        ("ara", "arz"),
        ("swa", "swc"),
        ("cmn", "yue"),
        ("kmr", "ckb"),
    ],
)
def test_other_members_of_a_macrolanguage_stay_apart(catalog: Catalog, one: str, other: str) -> None:
    assert catalog.resolve(one).iso639_3 != catalog.resolve(other).iso639_3


def test_the_51_massive_locales_are_51_varieties_of_28_genera_and_14_families(catalog: Catalog) -> None:
    # FitzGerald et al. 2023 count 29 genera, as WALS then split Dravidian in two, and 14 families, as it then
    # had Turkic and Mongolic apart.
    languages = [catalog.resolve(locale) for locale in MASSIVE]
    assert len({language.variety for language in languages}) == len(MASSIVE) == 51
    assert len({language.genus for language in languages}) == 28
    split = {language.genus if language.family == "Altaic" else language.family for language in languages}
    assert len(split) == 14
    assert {language.genus_source for language in languages} == {"wals"}


@pytest.mark.parametrize("variety", FLORES)
def test_flores_and_sib_varieties_keep_their_script(catalog: Catalog, variety: str) -> None:
    assert catalog.resolve(variety).script == variety.partition("_")[2]


@pytest.mark.parametrize("code", MASAKHANE)
def test_masakhane_languages_are_african_and_in_latin_or_ethiopic(catalog: Catalog, code: str) -> None:
    language = catalog.resolve(code)
    assert language.macroarea == "Africa"
    assert language.script == ("Ethi" if code == "amh" else "Latn")


@pytest.mark.parametrize(
    ("code", "variety"),
    [
        ("ks", "kas_Arab"),
        ("ks-Deva", "kas_Deva"),
        ("sr", "srp_Cyrl"),
        ("sr-Latn", "srp_Latn"),
        ("sr-ME", "srp_Latn"),
        ("zh-CN", "cmn_Hans"),
        ("zh-TW", "cmn_Hant"),
        ("zho-TW", "cmn_Hant"),
        ("zh-Hans-TW", "cmn_Hans"),
        ("zh-yue", "yue_Hant"),
        ("uz-AF", "uzb_Arab"),
        ("uz-Cyrl", "uzb_Cyrl"),
        ("fa-AF", "prs_Arab"),
        ("ar-MA", "ary_Arab"),
        ("ber", "zgh_Tfng"),
        ("ber-Latn", "zgh_Latn"),
        ("kaz-CN", "kaz_Arab"),
        ("en-US-x-twain", "eng_Latn"),
        ("ca-valencia", "cat_Latn"),
        ("bm_crb", "bam_Latn"),
        ("ar_pud", "ara_Arab"),
        ("UD_Serbian-SET", "srp_Latn"),
        ("UD_Chinese-GSD", "cmn_Hant"),
        ("UD_Chinese-GSDSimp", "cmn_Hans"),
        ("UD_Norwegian-Bokmaal", "nob_Latn"),
        ("UD_Norwegian-Nynorsk", "nno_Latn"),
        ("UD_Old_Church_Slavonic-PROIEL", "chu_Cyrl"),
        ("ase", "ase_Zxxx"),
    ],
)
def test_scripts_and_regions(catalog: Catalog, code: str, variety: str) -> None:
    assert catalog.resolve(code).variety == variety


def test_scripts_lists_the_usual_one_first(catalog: Catalog) -> None:
    assert catalog.scripts("srp")[0] == "Cyrl" and "Latn" in catalog.scripts("srp")
    assert catalog.scripts("zho")[:2] == ("Hans", "Hant")
    assert {"Latn", "Arab"} <= set(catalog.scripts("hau"))


def test_codes_names_the_files_of_a_language(catalog: Catalog) -> None:
    assert catalog.codes("jpn_Jpan")[0] == "jpn"
    assert {"jap", "ja"} <= set(catalog.codes("jpn"))
    assert {"swa", "swh", "sw"} == set(catalog.codes("swh"))


def test_iso_639_goes_before_wals_and_the_prefix_decides(catalog: Catalog) -> None:
    assert catalog.resolve("mnd").name == "Mondé"
    assert catalog.resolve("wals:mnd").iso639_3 == "cmn"
    assert catalog.resolve("ger").iso639_3 == "deu"


def test_every_wals_code_names_the_language_with_that_code_or_a_dialect_of_it(catalog: Catalog) -> None:
    for language in catalog:
        if language.wals_code:
            assert catalog.resolve(f"wals:{language.wals_code}").iso639_3 == language.iso639_3
            assert language.genus_source == "wals"


@pytest.mark.parametrize(
    ("code", "suggestion"),
    [
        ("Turkihs", "tur (Turkish)"),
        ("UD_Finish-TDT", "fin (Finnish)"),
        ("tur_Xatn", "tur_Latn"),
        ("kaza1249", "kaz"),
    ],
)
def test_unknown_code_suggests_the_nearest(catalog: Catalog, code: str, suggestion: str) -> None:
    with pytest.raises(UnknownLanguageError) as caught:
        catalog.resolve(code)
    message = str(caught.value)
    assert code in message and suggestion in message and "\n" not in message
    assert code not in catalog


@pytest.mark.parametrize(
    "code", ["", " ", "-", "_", "xqz", "tr-", "tur_", "wals:", "UD_", "tr-TR-zz", "tur Latn", "42"]
)
def test_malformed_codes_are_unknown(catalog: Catalog, code: str) -> None:
    with pytest.raises(UnknownLanguageError):
        catalog.resolve(code)


@given(st.text(max_size=12))
def test_any_text_resolves_to_a_stable_variety_or_is_unknown(text: str) -> None:
    catalog = load_catalog()
    if text in catalog:
        language = catalog.resolve(text)
        assert catalog.resolve(language.variety) == language


def test_every_language_is_found_by_its_own_codes(catalog: Catalog) -> None:
    assert len(catalog) > 7000
    for language in catalog:
        assert catalog.resolve(language.variety) == language
        assert catalog.resolve(language.iso639_3) == language
        if language.glottocode:
            assert catalog.resolve(language.glottocode) == language
        assert language.name and language.family and language.genus
        assert (language.latitude is None) == (language.longitude is None)


@pytest.mark.parametrize("code", ["tur_Lat", "tr_BOUN_x", "tur_Ltan"])
def test_a_mistyped_script_is_not_taken_for_a_treebank(catalog: Catalog, code: str) -> None:
    with pytest.raises(UnknownLanguageError, match="nearest known: tur_Latn"):
        catalog.resolve(code)


def test_table_names_its_releases() -> None:
    header = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    for source in ("WALS Online", "Glottolog 5", "LinguaMeta", "GATITOS"):
        assert any(source in line for line in header)


def test_damaged_table_is_an_error_that_names_the_line(tmp_path: Path) -> None:
    table = tmp_path / "catalog.tsv"
    table.write_text("# note\niso639_3\tscripts\tcodes\tnames\twals_codes\tglottocode\tname\nabc\tLatn\n")
    with pytest.raises(InputError, match=r"catalog\.tsv:3: 2 cells where 7 belong"):
        Catalog(table)
    table.write_text("iso639_3\tname\n")
    with pytest.raises(InputError, match="lacks the columns"):
        Catalog(table)


def test_import_needs_neither_jax_nor_pandas() -> None:
    code = (
        "import sys; from lexiboost.languages import load_catalog; load_catalog(); "
        "sys.exit(bool({'jax', 'pandas', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
