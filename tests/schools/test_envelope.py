import pytest

from schools.envelope import Unsealable, digest, seal, unseal

OLD, NEW = b"1" * 32, b"2" * 32


@pytest.fixture(autouse=True)
def keys(settings):
    settings.PORTAL_KEYS = [OLD]


def test_what_is_sealed_opens_in_its_place():
    sealed = seal(b"abcdefghj", bound_to="otp:1:7")
    assert unseal(sealed, bound_to="otp:1:7") == b"abcdefghj"
    assert unseal(memoryview(sealed), bound_to="otp:1:7") == b"abcdefghj"


def test_the_text_is_not_in_it_and_no_two_are_alike():
    first, second = (seal(b"abcdefghj", bound_to="otp:1:7") for _ in range(2))
    assert b"abcdefghj" not in first
    assert first != second


@pytest.mark.parametrize("place", ["otp:1:8", "otp:2:7", "upload:1:7", ""])
def test_copied_to_another_row_it_stays_shut(place):
    with pytest.raises(Unsealable, match="altered, or sealed for another place"):
        unseal(seal(b"abcdefghj", bound_to="otp:1:7"), bound_to=place)


def test_any_altered_byte_keeps_it_shut():
    sealed = seal(b"abcdefghj", bound_to="otp:1:7")
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(Unsealable):
            unseal(bytes(altered), bound_to="otp:1:7")


def test_anything_cut_off_stays_shut():
    sealed = seal(b"abcdefghj", bound_to="otp:1:7")
    for length in range(len(sealed)):
        with pytest.raises(Unsealable):
            unseal(sealed[:length], bound_to="otp:1:7")


def test_after_a_rotation_old_values_open_and_new_ones_use_the_new_key(settings):
    old = seal(b"abcdefghj", bound_to="otp:1:7")
    settings.PORTAL_KEYS = [NEW, OLD]
    new = seal(b"abcdefghj", bound_to="otp:1:7")
    assert unseal(old, bound_to="otp:1:7") == unseal(new, bound_to="otp:1:7") == b"abcdefghj"
    settings.PORTAL_KEYS = [NEW]
    assert unseal(new, bound_to="otp:1:7") == b"abcdefghj"
    with pytest.raises(Unsealable, match="a key that PORTAL_KEYS does not hold"):
        unseal(old, bound_to="otp:1:7")


def test_a_digest_serves_one_purpose_and_one_secret(settings):
    known = digest("mgarcia", purpose="typed-name")
    assert known == digest("mgarcia", purpose="typed-name")
    assert len(known) == 64
    assert known != digest("mgarcia", purpose="access-code")
    assert known != digest("mgarcib", purpose="typed-name")
    settings.SECRET_KEY = "another secret"
    assert known != digest("mgarcia", purpose="typed-name")
