import math
from collections import Counter

import pytest

from accounts.one_time_passwords import (
    ALPHABET,
    LENGTH,
    format_one_time_password,
    normalise_one_time_password,
    one_time_passwords,
)
from accounts.rude import STEMS


@pytest.mark.requirement("A4")
def test_nobody_confuses_two_signs():
    assert len(set(ALPHABET)) == 31
    assert not set(ALPHABET) & set("0Oo1lIi")


@pytest.mark.requirement("A4")
def test_a_guess_has_one_chance_in_more_than_two_to_the_forty():
    assert LENGTH * math.log2(len(set(ALPHABET))) >= 40


@pytest.mark.requirement("A4")
def test_a_thousand_are_all_different_and_well_formed():
    made = one_time_passwords(1000)
    assert len(set(made)) == 1000
    assert {len(password) for password in made} == {LENGTH}
    assert set("".join(made)) == set(ALPHABET)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_exactly_as_many_as_asked_for(count):
    assert len(one_time_passwords(count)) == count


@pytest.mark.requirement("A4")
def test_none_has_a_rude_word_in_it():
    made = "\n".join(one_time_passwords(50_000))
    assert not [stem for stem in STEMS if stem in made]


@pytest.mark.requirement("A4")
def test_shown_in_groups_and_read_back_however_it_is_typed():
    shown = format_one_time_password("abcdefghj")
    assert shown == "abc-def-ghj"
    for typed in (shown, "ABC-DEF-GHJ", " abcdefghj ", "abc def ghj", "Abc–def—ghj"):
        assert normalise_one_time_password(typed) == "abcdefghj"


@pytest.mark.long
@pytest.mark.requirement("A4")
def test_every_sign_is_equally_likely_in_every_place():
    """Chi-square of 100,000: 30 degrees of freedom stay under 80 in all but two of a million."""
    made = one_time_passwords(100_000)
    expected = len(made) / len(ALPHABET)
    for place in range(LENGTH):
        counts = Counter(password[place] for password in made)
        assert sum((counts[sign] - expected) ** 2 / expected for sign in ALPHABET) < 80
