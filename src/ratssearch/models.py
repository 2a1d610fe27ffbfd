"""The frozen values that the stages exchange. No behaviour beyond small derived properties; no dicts.

    Source --crawler--> FetchedPage --archive--> Snapshot --extract--> ExtractedPage --enrich--> Mention
                                                                  \\--archive--> Release --index--> Hit, Results

Times are aware datetimes in UTC; days are datetime.date in the source's time zone; offsets count
characters (code points) from 0, end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

# ---------------------------------------------------------------- sources


@dataclass(frozen=True, slots=True)
class Selectors:
    """CSS selectors of a profile; an empty one leaves that fact to generic extraction."""

    title: str = ""
    body: str = ""
    date: str = ""
    remove: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()  # removal rules that do not apply to this source, and selectors of what is text


@dataclass(frozen=True, slots=True)
class Source:
    """One publisher's site: where its releases are listed and how their addresses look."""

    id: str  # [a-z0-9][a-z0-9_]{0,31}; the first half of every release id (the second follows a hyphen)
    organisation: str  # gazetteer id where there is one, else the plain name
    name: str  # shown to people
    base_url: str
    listings: tuple[str, ...] = ()  # absolute URLs
    sitemaps: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()  # regular expressions, each matched against the whole path (re.fullmatch)
    selectors: Selectors = Selectors()
    languages: tuple[str, ...] = ()  # ISO 639-1; the first is the default
    country: str = ""  # ISO 3166 alpha-2 of the publisher, or empty for an international body
    timezone: str = "UTC"  # IANA name
    delay: float = 2.0  # seconds between requests to this host
    allow_private: bool = False  # loopback and private addresses may be dialled
    max_pages: int = 50  # pages of one listing that are followed
    note: str = ""


# ---------------------------------------------------------------- crawling


class Role(StrEnum):
    """What a page was fetched as."""

    ROBOTS = "robots"
    SITEMAP = "sitemap"
    FEED = "feed"
    LISTING = "listing"
    RELEASE = "release"


class Outcome(StrEnum):
    """How a fetch ended. Every URL ends in exactly one; each is a counter of `ratssearch status`."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"  # 304, or the same bytes again
    REDIRECTED = "redirected"  # out of the source's scope; in-scope redirects are followed
    ROBOTS = "refused_by_robots"
    GONE = "gone"  # 410
    MISSING = "missing"  # 404
    BLOCKED = "blocked"  # 401, 403, 429 that lasted, or a bot-check page
    SERVER_ERROR = "server_error"  # 5xx that lasted
    HTTP_ERROR = "http_error"  # any other status
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"  # DNS, connection, TLS
    FORBIDDEN_ADDRESS = "forbidden_address"  # private, loopback or link-local, and the profile does not allow it
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    BROKEN = "broken"  # the body could not be read or decompressed
    INTERNAL_ERROR = "internal_error"  # a mistake of ours; its type and place stand in the detail and in the log


@dataclass(frozen=True, slots=True)
class Discovered:
    """A URL that some page pointed at, and how."""

    url: str  # canonical form (ratssearch.urls.canonical)
    role: Role
    via: str  # "listing", "sitemap", "feed", "pagination", "profile", "archive"
    found_on: str  # URL of the page that named it; empty for the profile itself
    listing_date: str = ""  # the raw text beside the link that looks like a date, or <lastmod>/<pubDate>
    listing_title: str = ""  # the link's words


@dataclass(frozen=True, slots=True)
class Validators:
    """What the archive knows of a URL's last good fetch: for conditional requests and comparison."""

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""  # SHA-256 hex of the decoded (decompressed) body
    fetched_at: datetime | None = None
    body_read_at: datetime | None = None  # when a body last came over the wire; after long, we stop trusting the ETag


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """One request and its end, whatever the end was."""

    url: str  # as asked, canonical
    role: Role
    outcome: Outcome
    fetched_at: datetime
    final_url: str = ""  # after in-scope redirects
    status: int = 0  # HTTP status, 0 if there was no answer
    headers: tuple[tuple[str, str], ...] = ()  # lower-case names, in order
    body: bytes = b""  # decompressed; empty unless FETCHED
    body_hash: str = ""  # SHA-256 hex of body
    elapsed: float = 0.0  # seconds
    detail: str = ""  # one sentence for people when the outcome is not FETCHED or UNCHANGED
    robots_agent: str = ""
    attempts: int = 1

    def header(self, name: str) -> str:
        """The first value of the header called name (any case), or an empty string."""
        name = name.lower()
        return next((value for key, value in self.headers if key == name), "")


@dataclass(frozen=True, slots=True)
class Misread:
    """A page that was fetched and kept, and that a mistake of ours kept from being read for links."""

    url: str
    role: Role
    detail: str  # the mistake's type, place and words


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A stored raw body with what is needed to extract it again offline."""

    url: str
    final_url: str
    source_id: str
    fetched_at: datetime
    content_type: str  # the HTTP header's value, or empty
    body: bytes
    body_hash: str
    listing_date: str = ""
    listing_title: str = ""


# ---------------------------------------------------------------- extraction


class DateBasis(StrEnum):
    """How a publication date is known."""

    META = "meta"
    JSONLD = "jsonld"
    TIME = "time"
    TEXT = "text"
    LISTING = "listing"
    URL = "url"
    DATELINE = "dateline"
    UNKNOWN = "unknown"


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class DateFact:
    """A date with how it is known. `first` and `last` bound it: equal for a day, wide for a month or a year."""

    first: date
    last: date
    precision: Precision
    basis: DateBasis
    evidence: str  # the exact characters that say it, at most 200
    confidence: float = 1.0  # 0..1


@dataclass(frozen=True, slots=True)
class EventDate:
    """A day or span that the text speaks of."""

    first: date
    last: date
    precision: Precision
    evidence: str
    start: int  # offsets into ExtractedPage.body
    end: int


@dataclass(frozen=True, slots=True)
class RemovedBlock:
    """Text that stood on the page and is not part of the release."""

    text: str
    rule: str  # name of the rule that removed it, e.g. "tail:in-other-news"
    paragraph: int  # it stood before body paragraph number `paragraph` (0-based; len = after the last)
    pages: int = 0  # pages of the site's learnt template that share it; 0 where none was learnt


@dataclass(frozen=True, slots=True)
class Repeat:
    """A block that several pages of one site share, by the digest of its folded text."""

    key: str
    pages: int


@dataclass(frozen=True, slots=True)
class Furniture:
    """A part of a page (menu, footer, list of links) that several pages of one site share word for word."""

    path: str  # of the element (extract.html.element_paths)
    key: str  # digest of its folded text
    pages: int


@dataclass(frozen=True, slots=True)
class Template:
    """What the pages of one layout of a site have in common, learnt from them, with the evidence for it."""

    region: str  # path of the element that holds the text (extract.html.element_paths)
    learnt_from: tuple[str, ...]  # addresses of the pages
    varying: float  # mean share of the pages' running text, as read alone, that the region holds, 0..1
    agreement: float  # mean F1 of the region's text with that of the pages read alone, 0..1
    repeats: tuple[Repeat, ...] = ()  # most shared first
    furniture: tuple[Furniture, ...] = ()
    asides: tuple[str, ...] = ()  # paths inside the region of what is no text: dates, labels, boxes
    habits: tuple[str, ...] = ()  # removal rules that fired inside the region on a good part of the pages
    varying_names: tuple[str, ...] = ()  # class names around the text that differ from page to page: no part of paths
    labels: tuple[str, ...] = ()  # what lines at the region's edges are known by that are no text
    names: tuple[str, ...] = ()  # of the site and its sections, folded to letters and digits: no titles
    leads: tuple[str, ...] = ()  # digests of texts that stand behind a teaser on more than one page
    version: str = ""  # of the extractor that learnt it


@dataclass(frozen=True, slots=True)
class SiteTemplates:
    """All that was learnt of one source, from its newest pages."""

    revision: int = 0  # goes up with each learning; 0: nothing was learnt yet
    releases: int = 0  # of the source, when it was learnt
    templates: tuple[Template, ...] = ()
    version: str = ""  # of the extractor


class PartKind(StrEnum):
    """What a paragraph of a body is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    QUOTATION = "quotation"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph of a body as its page sets it. Offsets are into ExtractedPage.body."""

    kind: PartKind
    start: int
    end: int
    level: int = 0  # of a heading, 1 to 6; how deep a list item is nested, from 1
    group: int = 0  # items of one list, rows of one table, paragraphs of one quotation share a number above 0
    ordered: bool = False  # an item of a numbered list
    header: bool = False  # a row of headings
    cells: tuple[tuple[int, int], ...] = ()  # of a row


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that a release links to."""

    url: str
    label: str
    kind: str  # ending of its name, such as "pdf"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that stands in a release."""

    url: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """What one page says, as a function of its bytes alone. `body` is paragraphs joined by a blank line."""

    title: str
    paragraphs: tuple[str, ...]  # white space collapsed to single spaces inside each
    language: str  # ISO 639-1, or "und"
    published: DateFact | None
    modified: DateFact | None = None
    events: tuple[EventDate, ...] = ()
    signature: str = ""
    dateline: str = ""
    removed: tuple[RemovedBlock, ...] = ()
    canonical_url: str = ""  # what the page itself claims; never trusted to leave the source's scope
    rung: str = ""  # which step of the body ladder answered
    version: str = ""  # extractor version
    alternates: tuple[tuple[str, str], ...] = ()  # (language, URL) of the same release elsewhere
    structure: tuple[Part, ...] = ()  # one for each paragraph; empty in what older versions read
    attachments: tuple[Attachment, ...] = ()
    images: tuple[Image, ...] = ()
    serial_number: str = ""  # the publisher's own
    place: str = ""  # of the dateline

    @property
    def body(self) -> str:
        return "\n\n".join(self.paragraphs)


# ---------------------------------------------------------------- enrichment


class MentionKind(StrEnum):
    """What is named. Countries and organisations are of the gazetteer; the others are discovered by form alone."""

    COUNTRY = "country"
    ORGANISATION = "organisation"
    UNLISTED = "unlisted"  # a body that the gazetteer lacks
    PERSON = "person"

    @property
    def discovered(self) -> bool:
        """Whether names of this kind are found by their form, so that a name of one may be mistaken."""
        return self in (MentionKind.UNLISTED, MentionKind.PERSON)


@dataclass(frozen=True, slots=True)
class Mention:
    """The exact words that stand for a country, an organisation or a person, and where they stand."""

    kind: MentionKind
    entity: str  # ISO alpha-2 (or ISO 3166-3) code, gazetteer id, or the key of a discovered name's spellings
    words: str
    field: str  # "title", "dateline" or "body"
    start: int  # offsets into that field
    end: int
    rule: str  # "name", "official", "demonym", "capital", "acronym", "misspelling", ...
    confidence: float = 1.0
    distance: int = 0  # edit distance; above 0 is shown as "probable"
    office: str = ""  # a person's, as the page words it beside this mention


@dataclass(frozen=True, slots=True)
class EntityFact:
    """An entity of a release: mentioned always, `about` when it stands in title, dateline or lead, or often."""

    kind: MentionKind
    entity: str
    about: bool
    count: int
    label: str = ""  # the name of a discovered one, as this release writes it


@dataclass(frozen=True, slots=True)
class Tags:
    """All that enrichment says of one release."""

    mentions: tuple[Mention, ...] = ()
    entities: tuple[EntityFact, ...] = ()  # most salient first
    version: str = ""

    def values(self, kind: MentionKind) -> tuple[str, ...]:
        """Entities of one kind, most salient first."""
        return tuple(fact.entity for fact in self.entities if fact.kind is kind)


# ---------------------------------------------------------------- releases


@dataclass(frozen=True, slots=True)
class Edition:
    """One distinct content of a release; `number` counts from 1."""

    number: int
    content_hash: str  # of title and body text, not of bytes
    first_seen: datetime
    last_seen: datetime
    body_hash: str  # the raw bytes it was extracted from
    page: ExtractedPage
    tags: Tags


@dataclass(frozen=True, slots=True)
class Release:
    """A release as the archive keeps it: its current edition and its history in brief."""

    id: str  # SOURCE- + 12 base32 characters of the SHA-256 of the first canonical URL; stored once
    source_id: str
    url: str
    addresses: tuple[str, ...]  # every URL it was seen at, first first
    first_seen: datetime
    last_seen: datetime
    absent_since: datetime | None  # first look that found the page gone (docs/decisions/0019), since last_seen
    failed_looks: int  # since last_seen
    edition_count: int
    page: ExtractedPage
    tags: Tags


class RelationKind(StrEnum):
    SIBLING = "sibling"  # the same release in another language
    COPY = "copy"  # nearly the same text at another source, or at another time


@dataclass(frozen=True, slots=True)
class Relation:
    """What another release has to do with one, and how that is known."""

    other: str  # release id
    kind: RelationKind
    how: str  # "hreflang", "address" or "facts" for siblings, "text" for copies
    evidence: str  # in words: the address, the facts shared, the share of text
    score: float  # 0..1


# ---------------------------------------------------------------- searching


class Match(StrEnum):
    ALL = "all"
    ANY = "any"


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "-date"
    OLDEST = "date"


class Granularity(StrEnum):
    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class FacetFilter:
    """Values of one facet: any of `include` (if there are some) and none of `exclude`."""

    facet: str  # a facet name of index.fields: country, organisation, source, language, year
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetRequest:
    facet: str
    size: int = 12
    only: tuple[str, ...] | None = None  # search within a facet: only these values (None: all)


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as every engine understands it. `text` is the query language, not yet parsed."""

    text: str = ""
    match: Match = Match.ALL
    filters: tuple[FacetFilter, ...] = ()
    date_from: date | None = None  # inclusive; a partial date matches by overlap
    date_to: date | None = None
    sort: Sort | None = None  # None: relevance if the text has words, else newest first
    offset: int = 0
    limit: int = 20
    cursor: str = ""
    facets: tuple[FacetRequest, ...] = ()
    histogram: Granularity | None = None
    highlight: bool = True
    about_only: bool = False  # country and organisation filters narrow to what a release is about
    fields: tuple[str, ...] = ()  # the parts of a hit that are wanted beside its id and score (none: all)
    span: bool = True  # whether the first and last day of all hits are wanted


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of a release; `marks` are (start, end) offsets into text, not HTML."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    leading: bool = False  # text was cut before it
    trailing: bool = False


class Hit(NamedTuple):
    """One release in an answer; a named tuple, as the next, because answers are made of dozens of them."""

    id: str
    score: float
    url: str
    title: str
    date: date | None  # first day of the published date
    date_precision: Precision | None
    date_basis: DateBasis
    language: str
    source: str
    countries: tuple[str, ...]
    organisations: tuple[str, ...]
    title_marks: tuple[tuple[int, int], ...] = ()
    snippets: tuple[Snippet, ...] = ()
    first_seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion while typing: a release title, or a value of a facet."""

    kind: str  # "title" or a facet name
    text: str
    value: str  # release id or facet value
    count: int = 0


class FacetValue(NamedTuple):
    value: str
    count: int  # type: ignore[assignment]  # the count is what it is about; tuple.count is not missed
    selected: bool = False
    excluded: bool = False


class Facet(NamedTuple):
    """Counts of one facet over all hits, its own selection left out. Selected values come first."""

    name: str
    values: tuple[FacetValue, ...]
    truncated: bool = False  # more values exist than asked for
    other: int = 0  # how many more values exist


@dataclass(frozen=True, slots=True)
class HistogramBar:
    label: str  # "2020", "2020-02" or "2020-02-20"
    count: int  # hits
    total: int  # releases of the whole corpus in the same span


@dataclass(frozen=True, slots=True)
class Results:
    total: int  # exact
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...] = ()
    histogram: tuple[HistogramBar, ...] = ()
    generation: str = ""  # the index generation that answered
    corpus: int = 0  # releases in that generation
    suggestion: str = ""  # a spelling that would find more, never substituted in silence
    next_cursor: str = ""
    took_ms: float = 0.0
    first_date: date | None = None  # of the hits
    last_date: date | None = None
