"""What is known of a source's releases, so that a page's teasers of others are told from its own text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from ratssearch.extract import Others, lead_key, title_key
from ratssearch.models import ExtractedPage

NEWEST = 20_000  # releases of a source whose titles and leads are held in memory
_SHORTEST = 12  # letters of a title that is told from other words
_LONGEST = 300  # characters of a paragraph that may be a title
_STEM = 160  # letters of a lead that are compared: texts of one publisher may begin with its name
_TEASED = 2  # paragraphs of a page that one other release may have; what has more is a copy of it


class OtherReleases:
    """Titles and leads of a source's releases. One that two releases share is neither's."""

    def __init__(self, heads: Iterable[tuple[str, str, str]] = ()) -> None:
        self._titles: dict[str, str] = {}
        self._leads: dict[str, tuple[str, str]] = {}  # lead_key() -> release id, more of the lead
        for release_id, title, lead in heads:
            self.add(release_id, title, lead)

    def add(self, release_id: str, title: str, lead: str) -> None:
        """Know a release by its title and the beginning of its text."""
        key = title_key(title)
        if len(key) >= _SHORTEST and self._titles.setdefault(key, release_id) != release_id:
            self._titles[key] = ""
        key, known = lead_key(lead), (release_id, title_key(lead)[:_STEM])
        if key and self._leads.setdefault(key, known)[0] != release_id:
            self._leads[key] = ("", "")

    def beside(self, page: ExtractedPage, own: Collection[str]) -> Others:
        """Which paragraphs of a page are the title or lead of a release that is none of `own`."""
        titles: dict[str, str] = {}
        leads: dict[str, str] = {}
        for number, text in enumerate(page.paragraphs):
            key = title_key(text) if len(text) <= _LONGEST else ""
            if (other := self._titles.get(key, "")) and other not in own:
                titles[key] = other
            key = lead_key(text) if number else ""  # a text's own beginning may be a formula that another has too
            other, stem = self._leads.get(key, ("", ""))
            if other and other not in own and _goes_on(title_key(text)[:_STEM], stem):
                leads[key] = other
        counts = Counter([*titles.values(), *leads.values()])
        copied = {release_id for release_id, count in counts.items() if count > _TEASED}
        return Others(
            {key: other for key, other in titles.items() if other not in copied},
            {key: other for key, other in leads.items() if other not in copied},
        )


def _goes_on(one: str, other: str) -> bool:
    """Whether one text is the other, or its beginning."""
    return one.startswith(other) or other.startswith(one)
