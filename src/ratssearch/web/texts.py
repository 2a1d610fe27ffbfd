"""Every word of the interface, in one place, for translation. `one|other` holds the two forms of a counted text.

Values are put in with str.format and are escaped by the template, never here.
"""

from __future__ import annotations

from collections.abc import Mapping

from ratssearch.errors import RatssearchError

ENGLISH: Mapping[str, str] = {
    # frame
    "skip.results": "Skip to the results",
    "skip.content": "Skip to the content",
    "nav.label": "Site",
    "nav.search": "Search",
    "nav.status": "Sources",
    "nav.api": "API",
    "nav.help": "How to search",
    "foot.newest": "Newest release {day}",
    "foot.crawled": "last crawl {time}",
    "foot.never": "never crawled",
    "foot.healthy": "{healthy} of {n} source healthy|{healthy} of {n} sources healthy",
    "foot.snapshot": "snapshot {generation}",
    "foot.software": "Software under Apache-2.0; the releases belong to their publishers.",
    # search box
    "box.label": "Search the releases",
    "box.placeholder": "Words or “a phrase”",
    "box.go": "Search",
    # what was asked
    "search.title": "{query} · {site}",
    "search.title.all": "All releases · {site}",
    "search.heading": "Releases",
    "search.count": "{n:,} release|{n:,} releases",
    "search.years": "{first}–{last}",
    "search.took": "in {seconds:.3f} s",
    "search.of": "of {n:,} collected",
    "search.described": "Read as: {description}",
    "search.chips": "Filters in use",
    "chip.exclude": "not {label}",
    "chip.remove": "Remove this filter",
    "chip.within": "{day}",
    "chip.from": "from {day}",
    "chip.to": "until {day}",
    "chip.any": "any of the words",
    "chip.about": "about, not just mentioned",
    "chip.find": "{facet} named “{text}”",
    "chip.clear": "Clear all",
    "search.suggestion": "Did you mean",
    "search.filters": "Filters",
    "search.filters.set": "Filters ({n} in use)",
    "search.sort": "Order",
    "sort.relevance": "Relevance",
    "sort.-date": "Newest first",
    "sort.date": "Oldest first",
    "search.per_page": "On a page",
    "search.as": "This search as",
    "search.feed": "Atom feed",
    "search.results": "Results",
    "search.beyond": "There is no page {page}: the results end on page {last}.",
    "search.beyond.go": "Go to page {last}",
    "search.pages": "Pages of results",
    "pages.of": "{first:,}–{last:,} of {n:,}",
    "pages.window": "Numbered pages end here; narrow the search to reach the rest, or follow the API’s cursor.",
    "pages.previous": "Previous",
    "pages.next": "Next",
    # a result
    "hit.more": "+ {n} more",
    "hit.untitled": "Untitled release",
    "date.none": "no date",
    "basis.stated": "date stated by the page’s data",
    "basis.read": "date read in the text",
    "basis.around": "date taken from the address or the listing",
    "basis.unknown": "date not known",
    "legend.dates": "Dates",
    # facets
    "facets.label": "Filters",
    "facets.close": "Close filters",
    "facets.apply": "Apply",
    "facet.country": "Country",
    "facet.organisation": "Organisation",
    "facet.source": "Source",
    "facet.language": "Language",
    "facet.year": "Year",
    "facet.releases": "release|releases",
    "facet.exclude": "Exclude",
    "facet.exclude.value": "Exclude {label}",
    "facet.excluded": "excluded",
    "facet.find": "Find in {facet}",
    "facet.find.placeholder": "Find…",
    "facet.more": "+ {n} more",
    "facet.more.of": "{n} more values of {facet}",
    "facet.fewer": "Show fewer",
    "facet.none": "Nothing of that name among these releases.",
    "facet.about": "Only what a release is about",
    "facet.match": "Any of the words will do",
    "facet.options": "Options",
    "dates.heading": "Published",
    "dates.from": "From",
    "dates.to": "To",
    "dates.hint": "2019, 2019-03 or 2019-03-21",
    # timeline
    "chart.title": "Results over time",
    "chart.desc": "{n} bar from {first} to {last}; the highest has {most}.|"
    "{n} bars from {first} to {last}; the highest has {most}.",
    "chart.caption": "Bars: results, at most {most:,}. Band behind: all that is collected, at most {collected:,}.",
    "chart.gaps": "Hatched: nothing collected.",
    "chart.bar": "{name}: {count:,} of {total:,}",
    "chart.gap": "{name}: nothing collected",
    "chart.table": "Show as a table",
    "chart.span": "Time",
    "chart.hits": "Results",
    "chart.collected": "Collected",
    "chart.up": "Wider: {name}",
    "chart.up.all": "All years",
    # nothing found
    "empty.corpus": "Nothing has been collected yet",
    "empty.corpus.what": "Run “ratssearch crawl” to fetch the sources, or “ratssearch demo” to look around in a "
    "made-up collection.",
    "none.heading": "No release matches",
    "none.asked": "You asked for {description}.",
    "none.removal": "Without {what}",
    "none.removal.words": "the words “{text}”",
    "none.removal.date": "the dates",
    "none.removal.any": "If any of the words will do",
    "none.removal.all": "Without any filter",
    "none.count": "{n:,} release|{n:,} releases",
    "none.advice": "What would help",
    "none.nothing": "No single filter is in the way. Try fewer or other words.",
    # release page
    "release.title": "{title} · {site}",
    "release.original": "Original at {host}",
    "release.no_link": "The address is no web address and is not linked: {url}",
    "release.captured": "seen {first}",
    "release.captured.again": "seen {first}, last on {last}",
    "release.absent": "No longer at its address since {day}. This is the text as it last stood there.",
    "release.published": "Published",
    "release.modified": "Modified",
    "release.source": "Source",
    "release.language": "Language",
    "release.dateline": "Dateline",
    "release.signature": "Signed",
    "release.evidence": "“{words}”",
    "release.no_date": "The page gives no date that could be read.",
    "release.no_text": "No text was found on this page.",
    "release.about": "About this release",
    "basis.meta": "from the page’s metadata",
    "basis.jsonld": "from the page’s structured data",
    "basis.time": "from a marked-up time on the page",
    "basis.text": "read in the text",
    "basis.listing": "from the listing that links to it",
    "basis.url": "from its address",
    "basis.dateline": "from its dateline",
    "precision.month": "to the month",
    "precision.year": "to the year",
    "cite.heading": "Cite",
    "cite.as": "Download",
    "mentions.heading": "Mentions",
    "mentions.country": "Countries",
    "mentions.organisation": "Organisations",
    "mentions.date": "Dates in the text",
    "mentions.none": "No country or organisation was recognised.",
    "mentions.about": "subject",
    "mentions.place": "{words}, place {n}",
    "mentions.probable": "probable",
    "mentions.search": "All releases that name {label}",
    "mentions.key": "In the text",
    "editions.heading": "Editions",
    "editions.number": "Edition {n}",
    "editions.span": "{first} to {last}",
    "languages.heading": "Other languages",
    "related.heading": "Related",
    "removed.heading": "What was removed",
    "removed.none": "Nothing was cut from the page’s text.",
    "removed.intro": "{n} block stood on the page and is not part of the release.|"
    "{n} blocks stood on the page and are not part of the release.",
    "removed.summary": "Removed here: {n} word|Removed here: {n} words",
    "removed.rule": "rule {rule}",
    "release.data": "This release as",
    # status
    "status.title": "Sources · {site}",
    "status.heading": "Sources",
    "status.summary": "{n:,} release|{n:,} releases",
    "status.newest.release": "newest release {day}",
    "status.none": "No source is set up. Add a [[source]] to ratssearch.toml.",
    "status.source": "Source",
    "status.releases": "Releases",
    "status.newest": "Newest",
    "status.last": "Last crawl",
    "status.state": "State",
    "status.healthy": "healthy",
    "status.never": "never crawled",
    "status.outcomes": "What became of each address",
    "status.outcome": "Outcome",
    "status.count": "Count",
    "status.corpus": "Collected by year",
    "status.index": "Index",
    "status.index.missing": "There is no index yet: {why}",
    "status.generation": "Snapshot",
    # API page
    "api.title": "API · {site}",
    "api.heading": "JSON API",
    "api.intro": "Everything the pages show is there for programs too, without a key. The description that tools read "
    "is at ",
    "api.parameter": "Parameter",
    "api.type": "Values",
    "api.meaning": "Meaning",
    "api.repeated": "may be repeated",
    "api.default": "default {value}",
    "api.errors": "A parameter that is unknown or out of range is refused with status 400 and an "
    "application/problem+json body that names it.",
    "api.example": "Try it",
    # help
    "help.title": "How to search · {site}",
    "help.heading": "How to search",
    "help.intro": "Each line shows what to write and what it finds. Bare words mean all of them, in any of their "
    "forms; filters on the search page narrow what the words find.",
    # errors
    "error.title": "{status} · {site}",
    "error.400": "That cannot be searched for",
    "error.404": "There is nothing at this address",
    "error.405": "This address cannot be asked that way",
    "error.410": "This list of results has expired",
    "error.500": "Something went wrong here",
    "error.503": "There is nothing to search yet",
    "error.without": "Search without that",
    "error.home": "Go to the search page",
    "error.sorry": "It was recorded. Try again, and tell the operator if it stays.",
}

QUERY_EXAMPLES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("small arms",), "Releases with both words, in any form of theirs."),
    (('"small arms"',), "The two words as written, next to each other."),
    (('"arms trade"~3',), "The words in this order, with at most three others between."),
    (("border OR frontier",), "Either word. AND, OR, NOT and brackets combine."),
    (("border -drugs", "+border drugs"), "A word without another; a word that must be there."),
    (("title:agreement",), "The word in the title."),
    (("country:KZ", "country:Kazakhstan"), "Releases that name Kazakhstan."),
    (("org:UNODC", 'org:"World Health Organization"'), "Releases that name an organisation, by acronym, id or name."),
    (("date:2020", "date:[2019-03 to 2020]"), "By day, month or year of publication, or a range."),
    (("event:2020-02",), "By a day that the text speaks of."),
    (("train*", "*ship"), "Beginnings and ends of words."),
    (("kyrgyz~",), "Words spelt nearly so."),
)


class UnknownText(RatssearchError):
    """A template asks for a text that the catalogue does not hold."""


def say(key: str, /, *, n: int | None = None, **values: object) -> str:
    """The text called `key` with its values; `n` picks between the two forms of a counted text."""
    if key not in ENGLISH:
        raise UnknownText(f"There is no interface text {key!r}.")
    one, _, other = ENGLISH[key].partition("|")
    text = other if other and n != 1 else one
    return text.format(n=n, **values)


def has(key: str) -> bool:
    """Whether the catalogue holds a text; for keys made from data."""
    return key in ENGLISH
