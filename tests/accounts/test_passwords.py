import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password

from accounts.hashers import PortalArgon2Hasher
from accounts.passwords import FLOORS, weaknesses


def found(password, account_type="student", username="mgarcia001"):
    return weaknesses(password, floor=FLOORS[account_type], username=username)


@pytest.mark.parametrize(("account_type", "floor"), [("student", 8), ("parent", 12), ("staff", 15)])
def test_each_type_of_account_has_its_floor(account_type, floor):
    long_enough = "quokka-tide-lantern"[:floor]
    assert found(long_enough, account_type) == []
    assert found(long_enough[:-1], account_type) == [f"Use at least {floor} characters."]


@pytest.mark.parametrize(
    "password", ["password1", "PASSWORD1", "welcome123", "Welcome-2026!", "changeme", "iloveyou1"]
)
def test_common_passwords_are_refused(password):
    assert found(password) == ["Many people use this password, so it is guessed first. Choose another."]


@pytest.mark.parametrize(
    "password", ["mgarcia001", "MGarcia001", "mgarcia-2026!", "2026mgarcia", "mgarciamgarcia"]
)
def test_the_username_is_refused(password):
    assert found(password) == ["Your username is no secret. Choose something else."]


@pytest.mark.parametrize("password", [" " * 8, "\u00a0" * 8, "\u200b" * 8, "z" * 12, "zqzqzqzqzq"])
def test_what_leaves_no_ink_or_hardly_any_is_no_password(password):
    assert "Use more different letters and figures." in found(password)


def test_an_account_without_username_may_use_digits():
    assert weaknesses("70319265", floor=8, username="") == []


@pytest.mark.requirement("A5")
@pytest.mark.parametrize("password", ["abcdefghj", "abc-def-ghj", "ABC DEF GHJ"])
def test_the_one_time_password_is_refused_however_it_is_typed(password):
    found = weaknesses(password, floor=8, username="mgarcia", one_time_password="abcdefghj")
    assert found == ["That is the password from the paper. Choose one of your own."]


def test_every_weakness_is_named_at_once():
    assert len(found("mgarcia", "staff")) == 2


def test_phrases_in_any_script_and_up_to_256_characters_are_welcome():
    assert found("дождь и чай") == []
    assert found("four roses in the garden", username="rose") == []
    assert found(("seven quiet otters " * 14)[:256]) == []
    assert found("seven quiet otters " * 14) == ["Use at most 256 characters."]


def test_the_hasher_is_argon2id_with_the_parameters_we_measured():
    hasher = PortalArgon2Hasher()
    encoded = hasher.encode("quokka-tide", hasher.salt())
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert hasher.verify("quokka-tide", encoded)
    assert not hasher.must_update(encoded)


def test_it_is_the_hasher_that_makes_new_hashes():
    encoded = make_password("quokka-tide")
    assert isinstance(identify_hasher(encoded), PortalArgon2Hasher)
    assert check_password("quokka-tide", encoded)
