import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.usernames import (
    BASE_LETTERS,
    FALLBACK,
    MAX_LENGTH,
    RESERVED,
    base_for,
    clean_typed,
    looks_issued,
    numbered,
)

HARD_NAMES = [  # first name, last name, the username its bearer would expect
    # apostrophes, hyphens, full stops, slashes and particles are joined up
    ("Sinéad", "O'Connor", "soconnor"),
    ("Brian", "Oʼneill", "boneill"),
    ("Gerard", "'t Hooft", "gthooft"),
    ("N'Golo", "Kanté", "nkante"),
    ("Barack", "Hoʻopiʻi", "bhoopii"),
    ("Grace", "Ng’ang’a", "gnganga"),
    ("Cathal", "Ó Searcaigh", "cosearcaigh"),
    ("Pádraig", "Mac Giolla Phádraig", "pmacgiollaphadra"),
    ("JUAN", "DE LA CRUZ", "jdelacruz"),
    ("Ursula", "von der Leyen", "uvonderleyen"),
    ("Robin", "van Persie", "rvanpersie"),
    ("Mahathir", "bin Mohamad", "mbinmohamad"),
    ("Priya", "D/O Raman", "pdoraman"),
    ("Jill", "St. John", "jstjohn"),
    ("Mary-Kate", "Olsen", "molsen"),
    ("A.P.J. Abdul", "Kalam", "akalam"),
    ("Leslie", "Müller‑Lüdenscheidt", "lmullerludensche"),
    ("Mario", "Vargas Llosa", "mvargasllosa"),
    # longer than the cut, shorter than a word
    ("Hubert", "Wolfeschlegelsteinhausenbergerdorff", "hwolfeschlegelst"),
    ("O", "Kim", "okim"),
    ("U", "Nu", "unu"),
    ("Å", "Ø", "ao"),
    # one part, placeholders, figures: what there is
    ("Sukarno", "", "sukarno"),
    ("Teller", "-", "teller"),
    ("", "Thant", "thant"),
    ("May", "1", "may"),
    ("1069", "Dengler", "dengler"),
    ("Number 16", "Bus Shelter", "nbusshelter"),
    ("", "", "student"),
    ("...", "42", "student"),
    ("👩‍🎓", "🎉", "student"),
    ("FNU", "Rahman", "frahman"),
    # marks and letters of Latin alphabets
    ("Zoë", "MÜLLER", "zmuller"),
    ("JÜRGEN", "GROẞ", "jgross"),
    ("Søren", "Kjærgård", "skjaergard"),
    ("Işıl", "Yıldırım", "iyildirim"),
    ("İLKER", "ÇAĞLAYAN", "icaglayan"),
    ("Łukasz", "Żółć", "lzolc"),
    ("Ðorđe", "Đoković", "ddokovic"),
    ("Þóra", "Guðmundsdóttir", "tgudmundsdottir"),
    ("Ştefan", "Ţîrlea", "stirlea"),
    ("Gaël", "Œuvrard", "goeuvrard"),
    ("Mª del Carmen", "Fdez. de Córdoba", "mfdezdecordoba"),
    ("Ａｎｎａ", "Ｔａｎａｋａ", "atanaka"),
    ("Ọláńrewájú", "Adébáyọ̀", "oadebayo"),
    ("Nguyễn", "Thị Ánh", "nthianh"),
    ("Nǃxau", "ǂToma", "ntoma"),
    # what cannot be seen is not there
    ("Ana\u200b", "Ló\u00adpez", "alopez"),
    ("\u00a0Ana María ", " López\u200f", "alopez"),
    ("Naтalia", "Ivaнova", "nivanova"),  # two letters of each are Cyrillic
    # other scripts
    ("Юрий", "Щёголев", "yshchegolev"),
    ("Ὀδυσσεύς", "Ἰθακήσιος", "oithakisios"),
    ("გიორგი", "მჭედლიშვილი", "gmchedlishvili"),
    ("Հռիփսիմե", "Տեր-Ղազարյան", "hterghazaryan"),
    ("欧阳", "娜娜", "onana"),
    ("민준", "박", "mbag"),
    ("محمد", "آل سعود", "malsawd"),
    ("علّام", "حسين", "ahsyn"),
    ("נועה", "בן-גוריון", "nbngvryvn"),
    ("হৈমন্তী", "হোসাইন", "hhosain"),
    ("รำแพน", "โสเขียว", "rsokheiyw"),
    ("ልዑል", "ተስፋዬ", "ltesfaye"),
    # rude only because we join them: a second letter; a family's name is what it is
    ("Steve", "Hitchens", "sthitchens"),
    ("Farid", "Attar", "faattar"),
    ("Pía", "Uta", "piuta"),
    ("F.", "Ucker", "ucker"),
    ("Fan", "Ny", "fny"),
    ("Mia", "Scunthorpe", "mscunthorpe"),
    ("Dick", "Johnson", "djohnson"),
    ("Phuc", "Do", "pdo"),
    ("", "Dick", "dick"),
    # the portal's own words
    ("Ima", "Admin", "iadmin"),
    ("Adam", "Min", "amin"),
    ("Sal", "Upport", "saupport"),
    ("", "Аdmin", "student"),  # the first letter is Cyrillic
    ("ROOT", "", "student"),
]


@pytest.mark.requirement("A3")
@pytest.mark.parametrize(("first", "last", "expected"), HARD_NAMES)
def test_hard_names_become_what_their_bearers_expect(first, last, expected):
    assert base_for(first, last) == expected


def check_rule(first, last):
    base = base_for(first, last)
    assert re.fullmatch(r"[a-z]{1,16}", base)
    assert base not in RESERVED
    for same_first, same_last in (
        (first.upper(), last.lower()),
        (unicodedata.normalize("NFC", first), unicodedata.normalize("NFD", last)),
        (unicodedata.normalize("NFD", first), unicodedata.normalize("NFC", last)),
        (f" {first}\u200b", f"\u00a0{last}-"),
    ):
        assert base_for(same_first, same_last) == base
    for held in (0, 1, 999, 1000, 123456):
        name = numbered(base, held)
        assert re.fullmatch(r"[a-z]+(\d{3,})?", name)
        assert len(name) <= MAX_LENGTH
        assert clean_typed(f" {name.upper()} ") == name


names = st.text(max_size=40)


@pytest.mark.requirement("A3")
@settings(max_examples=300, deadline=None)
@given(names, names)
@example("İ", "ß")
@example("ŉ", "ΐ")
def test_any_name_gives_a_name_of_the_rule(first, last):
    check_rule(first, last)


@pytest.mark.long
@pytest.mark.requirement("A3")
@settings(max_examples=20_000, deadline=None)
@given(names, names)
def test_twenty_thousand_names_give_names_of_the_rule(first, last):
    check_rule(first, last)


@pytest.mark.requirement("A3")
def test_the_next_holders_count_from_001():
    assert [numbered("mgarcia", held) for held in (0, 1, 2, 12, 999, 1000)] == [
        "mgarcia",
        "mgarcia001",
        "mgarcia002",
        "mgarcia012",
        "mgarcia999",
        "mgarcia1000",
    ]


def test_a_very_common_long_name_still_fits():
    assert numbered("a" * BASE_LETTERS, 10_000) == "a" * 15 + "10000"


def test_nobody_gets_the_word_of_a_role():
    assert {base_for("", word.title()) for word in RESERVED} == {FALLBACK}
    assert not RESERVED & {base_for(word[0], word[1:]) for word in RESERVED}


@pytest.mark.parametrize(
    ("name", "issued"),
    [
        ("mgarcia001", True),
        ("mgarcia1000", True),
        ("mgarcia", False),
        ("mgarcia12", False),
        ("m.garcia001", False),
    ],
)
def test_names_that_look_issued(name, issued):
    assert looks_issued(name) is issued


@pytest.mark.parametrize(
    "typed", ["MGarcia001", "  mgarcia001\n", "ｍｇａｒｃｉａ００１", "mgarcia001\u00a0"]
)
def test_sign_in_ignores_case_width_and_outer_spaces(typed):
    assert clean_typed(typed) == "mgarcia001"


def test_look_alikes_stay_apart():
    assert len({clean_typed(typed) for typed in ("Admin", "ADMIN", "аdmin")}) == 2  # the third is Cyrillic
