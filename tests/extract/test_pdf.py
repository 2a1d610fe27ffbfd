"""PDF documents: named where the extra is absent, read where it is there, never a stumbling block."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime

import pytest

from ratssearch.errors import ExtractionError
from ratssearch.extract import extract
from ratssearch.extract.html import pdf
from ratssearch.models import Snapshot, Source

SOURCE = Source("made_up", "", "made up", "https://made-up.example/", languages=("en",))
LINES = (
    "Umbrella council meets by the river",
    "",
    "The umbrella council met by the river on 3 March 2021 and counted the umbrellas that",
    "had been found there since the last of its meetings in the town.",
    "",
    "Its members agreed that all of them are to be given back before the rain sets in, and",
    "thanked everybody who had helped to dry them.",
)
needs_extra = pytest.mark.skipif(importlib.util.find_spec("pypdf") is None, reason="the extra `pdf` is not installed")


def document(lines: tuple[str, ...]) -> bytes:
    """A small PDF of one page, written by hand."""
    text = "BT /F1 11 Tf 50 780 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
    ]
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    return f"{body}xref\n0 5\n0000000000 65535 f \n{table}{trailer}".encode()


def snapshot(body: bytes) -> Snapshot:
    seen = datetime(2026, 1, 1, tzinfo=UTC)
    return Snapshot("https://made-up.example/1.pdf", "", "made_up", seen, "application/pdf", body, "")


def test_without_the_extra_a_pdf_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The outcome says what it is, and the hint how to read such documents."""
    monkeypatch.setattr(pdf, "can_read", lambda: False)
    with pytest.raises(ExtractionError) as refusal:
        extract(snapshot(document(LINES)), SOURCE)
    assert refusal.value.outcome == "pdf"
    assert "ratssearch[pdf]" in refusal.value.hint


def test_lines_become_paragraphs() -> None:
    """Lines are joined up to an empty one, or to one that is not full; split words are whole again."""
    text = "A heading\n\nA first line of some length that goes on to an-\nother one which ends.\nA second paragraph."
    assert pdf.paragraphs_of(text) == [
        "A heading",
        "A first line of some length that goes on to another one which ends.",
        "A second paragraph.",
    ]


@needs_extra
def test_with_the_extra_its_text_is_read() -> None:
    page = extract(snapshot(document(LINES)), SOURCE)
    assert (page.title, page.rung, page.language) == (LINES[0], "pdf", "en")
    assert page.paragraphs[0].startswith("The umbrella council met")
    assert page.paragraphs[-1].endswith("helped to dry them.")


@needs_extra
@pytest.mark.parametrize("body", [b"%PDF-1.7\n", document(LINES)[:300], document(("",)), b"%PDF-" + b"[" * 10_000])
def test_a_broken_or_empty_pdf_is_named(body: bytes) -> None:
    with pytest.raises(ExtractionError) as refusal:
        extract(snapshot(body), SOURCE)
    assert refusal.value.outcome == "pdf"
