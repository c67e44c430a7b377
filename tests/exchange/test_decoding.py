import pytest

from permtrack.errors import RequestRefused
from permtrack.exchange.decoding import decode

TEXT = "ref,note\r\n0001,Zoë\u2019s\r\n"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_marked_file_needs_no_encoding(codec: str) -> None:
    assert decode(TEXT.encode(codec), None, "a.csv") == TEXT


def test_a_mark_is_believed_before_an_encoding_that_was_named() -> None:
    assert decode(TEXT.encode("utf-8-sig"), "cp1252", "a.csv") == TEXT


@pytest.mark.parametrize("codec", ["cp1252", "CP1252", "utf-16-le", "utf_16_be"])
def test_a_named_encoding_is_used(codec: str) -> None:
    assert decode(TEXT.encode(codec), codec, "a.csv") == TEXT


def test_an_encoding_is_never_guessed() -> None:
    with pytest.raises(RequestRefused, match=r"a\.csv: line 2 is not utf-8; .* --encoding cp1252"):
        decode(TEXT.encode("cp1252"), None, "a.csv")


@pytest.mark.parametrize("codec", ["klingon", "base64", "rot13", "", "a\0b", "é"])
def test_what_is_no_encoding_of_texts_is_refused(codec: str) -> None:
    with pytest.raises(RequestRefused, match="there is no encoding"):
        decode(b"ref", codec, "a.csv")


def test_utf_16_without_its_mark_is_refused() -> None:
    with pytest.raises(RequestRefused, match="UTF-16 without its mark"):
        decode("ref".encode("utf-16-le"), None, "a.csv")
