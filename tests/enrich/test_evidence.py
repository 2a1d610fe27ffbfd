"""Whatever the text, mentions quote it exactly and tagging does not fail."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ratssearch.enrich import load_gazetteer
from ratssearch.models import ExtractedPage, MentionKind, Tags

NAMES = [
    *("Kazakhstan", "the Kyrgyz Republic", "U.S.", "UN", "SCO RATS", "Russian", "Россия", "российско-китайский", "ШОС"),
    *("中国", "Côte d’Ivoire", "Democratic\u00a0Republic of the\u2009Congo", "Kygryz", "NATO", "Georgia", "Mr. Jordan"),
    *("WASHINGTON, D.C.", "İstanbul", "ﬁn", "МВД Казахстана", "Ministry of Foreign Affairs of Uzbekistan", "安理会"),
    *("Niger", "Ministry of Digital Affairs", "Director Jumakhon Giyosov", ", ", ". ", "-", "'s ", "\n", "\t"),
    *("\u00ad", "e\u0301", "\u200b", "и\u0306"),
]
PIECES = st.one_of(st.sampled_from(NAMES), st.text(max_size=12), st.sampled_from([" ", "  "]))
TEXTS = st.lists(PIECES, max_size=25).map("".join)


def pages() -> st.SearchStrategy[ExtractedPage]:
    return st.builds(
        lambda title, paragraphs, dateline: ExtractedPage(title, tuple(paragraphs), "en", None, dateline=dateline),
        TEXTS,
        st.lists(TEXTS, max_size=4),
        TEXTS,
    )


@settings(max_examples=250, deadline=None)
@given(pages(), st.sampled_from(["", "US", "KZ"]))
def test_every_mention_quotes_its_field(page: ExtractedPage, country: str) -> None:
    """Offsets are of the original text; facts are exactly the entities of the mentions, with their counts."""
    tags = load_gazetteer().tag(page, country=country)
    fields = {"title": page.title, "dateline": page.dateline, "body": page.body}
    for mention in tags.mentions:
        assert mention.words == fields[mention.field][mention.start : mention.end] != ""
        assert 0 < mention.confidence <= 1
    check_facts(tags)


def check_facts(tags: Tags) -> None:
    counts: dict[tuple[MentionKind, str], int] = {}
    for mention in tags.mentions:
        counts[mention.kind, mention.entity] = counts.get((mention.kind, mention.entity), 0) + 1
    assert {(fact.kind, fact.entity): fact.count for fact in tags.entities} == counts


@given(TEXTS)
def test_tagging_is_a_function_of_the_page(text: str) -> None:
    """The same page gives the same tags."""
    page = ExtractedPage(text, (text,), "en", None)
    assert load_gazetteer().tag(page) == load_gazetteer().tag(page)


def test_words_across_spaces_of_every_kind() -> None:
    """White space is normalised for matching only: the evidence keeps the no-break spaces."""
    body = "In the Democratic\u00a0Republic of the\u2009Congo"
    (mention,) = load_gazetteer().tag(ExtractedPage("", (body,), "en", None)).mentions
    assert (mention.entity, mention.words) == ("CD", "Democratic\u00a0Republic of the\u2009Congo")


def test_offsets_in_a_later_paragraph() -> None:
    """Offsets count in the body, where paragraphs are joined by a blank line."""
    page = ExtractedPage("", ("First of all.", "Then Tajikistan."), "en", None)
    (mention,) = load_gazetteer().tag(page).mentions
    assert page.body[mention.start : mention.end] == "Tajikistan"


def test_nothing_in_nothing() -> None:
    """An empty page has no tags but a version."""
    tags = load_gazetteer().tag(ExtractedPage("", (), "und", None))
    assert (tags.mentions, tags.entities) == ((), ())
    assert tags.version
