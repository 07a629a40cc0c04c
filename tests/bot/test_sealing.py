"""The secret: what it seals is opened by it alone and in its place alone; its digests and signatures are its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.petitions.sealing import Keys, UnsealError, is_signed

SECRET = "một văn bản bí mật dài hơn ba mươi hai ký tự"
KEYS = Keys.of(SECRET)
OTHER = Keys.of(SECRET + ".")
PLACE = "petition:17"


@given(st.text(), st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_is_opened_again_in_its_place(text: str, place: str) -> None:
    sealed = KEYS.seal(text, place)
    assert sealed.isascii()
    assert KEYS.unseal(sealed, place) == Keys.of(SECRET).unseal(sealed, place) == text


def test_a_sealed_text_shows_nothing_and_is_never_the_same_twice() -> None:
    one, other = KEYS.seal("0912 345 678", PLACE), KEYS.seal("0912 345 678", PLACE)
    assert one != other
    assert "0912" not in one


def test_a_text_moved_to_another_place_is_not_opened() -> None:
    sealed = KEYS.seal("Nguyễn Văn A", PLACE)
    with pytest.raises(UnsealError, match="another place") as refused:
        KEYS.unseal(sealed, "petition:1")
    assert not refused.value.other_secret


def test_another_secret_opens_nothing_and_it_is_said_that_the_secret_is_missing() -> None:
    with pytest.raises(UnsealError, match="another secret") as refused:
        OTHER.unseal(KEYS.seal("Nguyễn Văn A", PLACE), PLACE)
    assert refused.value.other_secret


@given(st.data())
def test_an_altered_text_is_not_opened(data: st.DataObject) -> None:
    sealed = KEYS.seal("Nguyễn Văn A, xóm 5", PLACE)
    place = data.draw(st.integers(0, len(sealed) - 1))
    letter = data.draw(st.characters(codec="ascii").filter(lambda one: one != sealed[place]))
    try:
        # The last letters of base64 may carry bits that mean nothing.
        assert KEYS.unseal(sealed[:place] + letter + sealed[place + 1 :], PLACE) == "Nguyễn Văn A, xóm 5"
    except UnsealError:
        return
    assert place >= len(sealed) - 3


@given(st.text())
def test_what_was_never_sealed_is_not_opened(text: str) -> None:
    with pytest.raises(UnsealError):
        KEYS.unseal(text, PLACE)


@given(st.text())
def test_a_sealed_beginning_with_nonsense_after_it_is_not_opened(text: str) -> None:
    with pytest.raises(UnsealError):
        KEYS.unseal(f"1.{KEYS.name}.{text}", PLACE)


@given(st.text(), st.text())
def test_a_digest_is_the_same_for_the_same_alone(name: str, value: str) -> None:
    digest = KEYS.digest(name, value)
    assert len(digest) == 64
    assert digest == Keys.of(SECRET).digest(name, value)
    assert digest not in {OTHER.digest(name, value), KEYS.digest(name, value + "."), KEYS.digest(name + ".", value)}
    assert KEYS.is_digest(digest, name, value)
    assert not KEYS.is_digest(digest, name, value + ".")
    assert not KEYS.is_digest(value, name, value)


def test_a_name_and_a_value_do_not_run_into_each_other() -> None:
    assert KEYS.digest("ab", "c") != KEYS.digest("a", "bc")


def test_a_signature_holds_for_its_text_and_its_secret_alone() -> None:
    signature = KEYS.sign("gốc")
    assert KEYS.verify("gốc", signature)
    assert not KEYS.verify("gộc", signature)
    assert not OTHER.verify("gốc", signature)
    assert not KEYS.verify("gốc", OTHER.sign("gốc"))


def test_the_public_key_is_enough_to_check_a_signature() -> None:
    signature = KEYS.sign("gốc")
    assert is_signed("gốc", signature, KEYS.public_key)
    assert not is_signed("gốc", signature, OTHER.public_key)


@pytest.mark.parametrize("nonsense", ["", "gốc", "00", "0" * 128])
def test_what_is_no_signature_or_no_key_signs_nothing(nonsense: str) -> None:
    assert not is_signed("gốc", nonsense, KEYS.public_key)
    assert not is_signed("gốc", KEYS.sign("gốc"), nonsense)


def test_keys_are_named_and_not_shown() -> None:
    assert repr(KEYS) == f"Keys({KEYS.name})"
    assert KEYS.name == Keys.of(SECRET).name != OTHER.name


def test_each_use_has_a_key_of_its_own() -> None:
    assert KEYS._digests.hex() not in {KEYS.public_key, KEYS._signing.private_bytes_raw().hex()}
