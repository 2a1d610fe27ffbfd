"""Bytes to text: declared, undeclared and wrongly declared encodings."""

from __future__ import annotations

import pytest

from ratssearch.charset import decode, known_encoding
from ratssearch.errors import ExtractionError
from ratssearch.extract.html.sniff import MAX_BYTES, refuse_garbage, refuse_non_pages

RUSSIAN = (
    "Вымышленный центр сообщает, что участники встречи обсудили вопросы обмена сведениями о пропавших зонтах и "
    "договорились о следующей встрече в мае. Директор центра поблагодарил всех, кто приехал издалека."
)
CHINESE = "虚构中心举行了专家会议，讨论雨伞信息交换问题。各方代表出席了会议并作了发言，与会者同意继续开展这项工作。"
FRENCH = "Le conseil imaginaire a décidé, après délibération, d’étendre l’accès aux stations météorologiques à l’été."


def page(text: str, charset: str = "") -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}<title>x</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "iso-8859-5", "cp866"])
def test_russian_single_bytes_undeclared(encoding: str) -> None:
    """Letter frequencies tell the Cyrillic encodings apart."""
    assert RUSSIAN in decode(page(RUSSIAN).encode(encoding)).text


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "koi8-r", "no-such-charset"])
def test_a_wrong_declaration_is_not_believed(declared: str) -> None:
    """A windows-1251 page whose server and head both say something else reads right."""
    body = page(RUSSIAN, declared).encode("cp1251")
    assert RUSSIAN in decode(body, f"text/html; charset={declared}").text


def test_utf8_stands_above_declarations() -> None:
    """Valid UTF-8 that is declared as windows-1251 is UTF-8."""
    found = decode(page(RUSSIAN, "windows-1251").encode(), "text/html; charset=windows-1251")
    assert RUSSIAN in found.text
    assert found.basis == "utf-8"


@pytest.mark.parametrize("declared", ["gb2312", "gbk", "gb18030", ""])
def test_chinese(declared: str) -> None:
    """All names of the GB family mean gb18030; undeclared bytes are detected."""
    found = decode(page(CHINESE * 3, declared).encode("gb18030"), f"text/html; charset={declared}" if declared else "")
    assert CHINESE in found.text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
def test_wide_and_marked_encodings(encoding: str) -> None:
    """A byte order mark decides; UTF-16 without one is seen by its NULs."""
    text = page("Plain words in wide letters, without any mark at all.")
    assert decode(text.encode(encoding)).text == text


def test_western_declared_as_latin1() -> None:
    """iso-8859-1 means windows-1252, as browsers read it: curly quotes survive."""
    body = page(FRENCH, "iso-8859-1").encode("cp1252")
    assert FRENCH in decode(body).text


def test_a_cut_character_does_not_change_the_encoding() -> None:
    """UTF-8 with one broken place stays UTF-8."""
    body = page(RUSSIAN).encode()[:-60] + b"\xd0</p>"
    assert decode(body).basis == "utf-8"


@pytest.mark.parametrize("name", ["rot13", "utf-7", "idna", "unicode_escape", "base64", "zip", "../etc", ""])
def test_codecs_that_are_no_charsets_are_refused(name: str) -> None:
    """A page cannot name any codec of Python's."""
    assert known_encoding(name) == ""


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"%PDF-1.7\n1 0 obj", "pdf"),
        (b"\n%PDF-1.4", "pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "binary"),
        (b"PK\x03\x04" + bytes(100), "binary"),
        (b"\x1f\x8b\x08\x00" + bytes(100), "binary"),
        (b"<p>" + b"a" * MAX_BYTES + b"</p>", "too_large"),
    ],
)
def test_what_is_no_page_has_a_name(body: bytes, outcome: str) -> None:
    """Each kind of body that cannot be a page is counted under its own name."""
    with pytest.raises(ExtractionError) as caught:
        refuse_non_pages(body)
    assert caught.value.outcome == outcome


def test_noise_is_binary() -> None:
    """Random bytes are no text, whatever encoding makes characters of them."""
    with pytest.raises(ExtractionError) as caught:
        refuse_garbage(decode(bytes(range(256)) * 40).text)
    assert caught.value.outcome == "binary"
