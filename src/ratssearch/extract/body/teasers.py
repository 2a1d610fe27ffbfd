"""What belongs to another release is not this one's: links to other releases of the source, with what stands by them.

A block that is little else than a link to another release's address is a teaser, wherever it stands and whether or not
a heading stands over it; a link inside a sentence is not. The card of a teaser is the largest element around it that
holds nothing but teasers and what belongs to them: days, leads, labels, "read more".
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from ratssearch.extract.body.boilerplate import is_date_line, says_more, tail_rule
from ratssearch.extract.body.region import width
from ratssearch.extract.html.blocks import Block
from ratssearch.extract.title import same_title, title_key
from ratssearch.models import Snapshot, Source
from ratssearch.text import collapse, ends_sentence
from ratssearch.urls import MAX_LENGTH, Scope, canonical, release_id

_LINKED = 0.5  # share of a block's text that stands in links, from which it is a link and not a sentence
_LEAD = 60  # width from which unlinked text says something by itself
_CLAUSE_END = re.compile(r"[.!?…:;。！？：；][\"'»”)\]]*$")
_STOPS = (".", ";", "。", "；")  # ends of sentences and of no titles
_WORDS = 5  # width of words before a link that are no sign or number
_ANCHORS = 50  # links of an element, looked at for where they stand in a line
_MOST = 0.5  # share of the page's running text that one card may hold
_ROW = 2  # teasers in a row that show how its entries are made
_CARD = 2  # blocks of an entry that shows it alone
_LINES = 4  # short lines (day, place, label) for each teaser of a card
_MORE = 30  # characters of a link that says "read more"
_HEADING = 80  # width of a heading over teasers
_LISTS = frozenset(("ul", "ol", "dl", "table"))
_ENTRIES = frozenset(("ul", "ol", "dl"))
_ROOTS = frozenset(("html", "body"))
_DOCUMENT = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|zip|csv|epub)$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_PLAIN_NAME = r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*"
# A path that no rule of spelling changes, from the root or from the page's folder; what follows it names a place there.
_PLAIN_PATH = re.compile(rf"/?{_PLAIN_NAME}(?:/{_PLAIN_NAME})*/?(?=#|\Z)")


class Addresses:
    """Which links of a page lead to another release of its source."""

    def __init__(self, source: Source, snapshot: Snapshot, base: str) -> None:
        self._scope = Scope.of(source)
        self._source = source.id
        self._base = base
        self._root = canonical("/", base)[:-1]
        self._folder = canonical(".", base) if ";" not in base else ""  # no session's
        self._own = {canonical(url) for url in (snapshot.url, snapshot.final_url) if url}
        self._like = _shape(snapshot.url)
        self._known: dict[str, str] = {}

    def other(self, target: str) -> str:
        """The canonical address of the other release that a link points at, or an empty string."""
        if target not in self._known:
            self._known[target] = self._find(target)
        return self._known[target]

    def leads_away(self, target: str) -> bool:
        """Whether a link leads to another site or to a document: a reference, where a text has it."""
        url = self._canonical(target)
        return bool(url) and (not self._scope.at_home(url) or bool(_DOCUMENT.search(urlsplit(url).path)))

    def resolved(self, target: str) -> str:
        """The canonical address that a link points at; as it is written, where that is none."""
        return self._canonical(target) or target

    def name(self, address: str) -> str:
        """The id of the release at an address."""
        return release_id(self._source, address)

    def _canonical(self, target: str) -> str:
        """canonical() of a link of the page; most links are plain paths on its own host."""
        start = self._root if target[:1] == "/" else self._folder
        plain = _PLAIN_PATH.match(target) if start else None
        if plain is None or len(start) + len(target) > MAX_LENGTH:
            return canonical(target, self._base)
        return start + plain[0]

    def _find(self, target: str) -> str:
        if not target or target.startswith("#"):
            return ""
        url = self._scope.spelled(self._canonical(target))
        if not url or url in self._own:
            return ""
        if self._scope.patterns:
            return url if self._scope.is_release(url) else ""
        return url if self._like and self._is_like(url) else ""

    def _is_like(self, url: str) -> bool:
        """Whether a canonical address has the page's shape: most others are told by host, first folder or slashes."""
        host, first = url.split("/", 4)[2:4]
        like = self._like
        if host != like[0] or url.count("/") <= len(like):
            return False
        if len(like) > 2 and first not in ("", like[1]) and "0" not in like[1]:
            return False
        return _shape(url) == like


def _shape(url: str) -> tuple[str, ...]:
    """What addresses of one kind share, where no profile says it: host and folder, numbers aside; empty where the page
    stands in no folder, so that its address says nothing of its kind."""
    parts = urlsplit(url)
    folders = _DIGITS.sub("0", parts.path).strip("/").split("/")
    if len(folders) < 2 and not parts.query:
        return ()
    last = "" if not parts.query else _DIGITS.sub("0", f"{folders[-1]}?{parts.query}")
    return (parts.netloc, *folders[:-1], last)


@dataclass(frozen=True, slots=True)
class Others:
    """What is known of the source's other releases: title_key() of a title, or lead_key() of a lead -> release id."""

    titles: Mapping[str, str]
    leads: Mapping[str, str]

    def __bool__(self) -> bool:
        return bool(self.titles or self.leads)


NOTHING_KNOWN = Others({}, {})
_NO_FORMULA = 160  # width of a text that two releases hardly share by chance
_LEAD_KEY = 60  # width of a lead by which it is known again; a teaser may cut it there


def lead_key(text: str) -> str:
    """What a lead and its cut form in a teaser share; empty for a text too short to be told from others."""
    key = title_key(text)
    widths = accumulate(map(width, key[:_LEAD_KEY]))
    return next((key[:end] for end, size in enumerate(widths, 1) if size >= _LEAD_KEY), "")


def find_teasers(
    blocks: Sequence[Block], title: str, addresses: Addresses, others: Others = NOTHING_KNOWN
) -> dict[int, str]:
    """Number of each block that belongs to another release -> that release's id."""
    return _Finder(blocks, title, addresses, others).find()


class _Finder:
    def __init__(self, blocks: Sequence[Block], title: str, addresses: Addresses, others: Others) -> None:
        self._blocks = blocks
        self._addresses = addresses
        self._title = title
        self._others = others
        self._names: dict[int, str] = {}  # link blocks -> release
        for block in blocks:
            if name := self._link(block, addresses):
                self._names[block.index] = name
        self._saying: list[bool] = []
        self._running = 0
        self._spans: dict[HtmlElement, tuple[int, int]] = {}
        self._own_title: set[int] = set()
        if self._names or others:
            self._saying = [block.index not in self._names and _says(block) for block in blocks]
            self._running = sum(width(block.text) for block, says in zip(blocks, self._saying, strict=True) if says)
            self._spans = _spans(blocks)
            self._own_title = {block.index for block in blocks if self._is_title(block)}

    def find(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for index in self._names:
            if index not in found:
                first, last = self._card(self._blocks[index])
                found.update((within, self._belongs_to(within, first, last)) for within in range(first, last + 1))
        found.update(self._neighbours(found))
        found.update(self._flat_leads(found))
        found.update(self._headings(found))
        return found

    def _link(self, block: Block, addresses: Addresses) -> str:
        """The release that a block which is little else than a link to one leads to, or an empty string."""
        if not block.targets:
            return ""
        by_title = self._others.titles.get(title_key(block.text), "") if self._others.titles else ""
        if by_title:
            return by_title
        if block.link_density <= _LINKED and not _ends_with_more(block):
            return ""
        address = next(filter(None, map(addresses.other, block.targets)), "")
        if not address or (title_key(block.text) == title_key(self._title) and self._title):
            return ""
        if _is_in_sentence(block):
            return ""
        # A whole sentence in a link may be one of the text; a title ends without a full stop.
        linked = block.link_density > _LINKED and not block.heading
        if linked and width(block.text) >= _LEAD and ends_sentence(block.text):
            return ""
        return by_title or addresses.name(address)

    def _is_title(self, block: Block) -> bool:
        return block.index not in self._names and bool(self._title) and same_title(block.text, self._title)

    # ------------------------------------------------------------ cards

    def _card(self, block: Block) -> tuple[int, int]:
        """First and last block of the largest element around a link that holds teasers alone."""
        best = (block.index, block.index)
        for element in reversed(block.inside):
            if element.tag in _ROOTS:
                break
            span = self._spans[element]
            if span == best:
                continue
            if not self._is_card(*span):
                break
            best = span
        return best

    def _is_card(self, first: int, last: int) -> bool:
        within = range(first, last + 1)
        if not self._own_title.isdisjoint(within):
            return False
        links = sum(index in self._names for index in within)
        saying = [index for index in within if self._saying[index]]
        if len(within) - links - len(saying) > _LINES * links or len(saying) > links:
            return False
        named = {self._names[index] for index in within if index in self._names}
        if saying and 2 * len(saying) < len(named):
            return False  # a text behind a list of links is no lead of the last
        said = sum(width(self._blocks[index].text) for index in saying)
        return said <= _MOST * self._running and self._leads_follow(within)

    def _leads_follow(self, within: range) -> bool:
        """Whether every text in a card stands behind a link of its own, not behind a list that holds the link alone;
        before it only where cards stand in a row."""
        link = -1
        for index in within:
            if index in self._names:
                link = index
            elif self._saying[index]:
                if link < 0:
                    return len(within) <= _LINES + 2 and self._stands_in_a_row(within)
                if self._is_behind_list(index, link):
                    return False
                link = -1
        return True

    def _is_behind_list(self, index: int, link: int) -> bool:
        beside = set(self._blocks[link].inside).difference(self._blocks[index].inside)
        return any(element.tag in _ENTRIES for element in beside)

    def _stands_in_a_row(self, within: range) -> bool:
        """Whether the element that holds just these blocks has a neighbour made alike that holds a teaser too."""
        holder = next((e for e in self._blocks[within[0]].inside if self._spans[e] == (within[0], within[-1])), None)
        parent = None if holder is None else holder.getparent()
        if holder is None or parent is None:
            return False
        alike = [e for e in parent if e is not holder and e.tag == holder.tag and e.get("class") == holder.get("class")]
        spans = (self._spans.get(element) for element in alike)
        return any(span and any(index in self._names for index in range(span[0], span[1] + 1)) for span in spans)

    def _belongs_to(self, index: int, first: int, last: int) -> str:
        """The release whose link stands nearest before a block of a card, else behind it."""
        before = next((self._names[near] for near in range(index, first - 1, -1) if near in self._names), "")
        return before or next(self._names[near] for near in range(index, last + 1) if near in self._names)

    # ------------------------------------------------------------ without an element of their own

    def _neighbours(self, found: Mapping[int, str]) -> dict[int, str]:
        """What stands in a row with teasers and is made like them: links to events or pages among those to releases."""
        first_title = min(self._own_title, default=-1)  # where it comes again it is one of the row
        rows: Counter[tuple[HtmlElement, str, str]] = Counter()
        made: defaultdict[tuple[HtmlElement, str, str], set[tuple[str, ...]]] = defaultdict(set)
        for index in self._names:
            for row, form in dict(self._rows(self._blocks[index], found)).items():
                rows[row] += 1
                made[row].add(form)
        more: dict[int, str] = {}
        for row, number in rows.items():
            parent, tag, names = row
            alike = (e for e in parent if e.tag == tag and (e.get("class") or "") == names)
            for span in filter(None, map(self._spans.get, alike)):
                form = self._form(span)
                if number < _ROW and (len(form) < _CARD or form not in made[row]):
                    continue
                within = [index for index in range(span[0], span[1] + 1) if index not in found]
                links = (i for i in within if self._blocks[i].link_density > _LINKED and self._blocks[i].targets)
                linked = next(links, None)
                if linked is not None and first_title not in within and len(within) <= _LINES:
                    target = self._addresses.resolved(self._blocks[linked].targets[0])
                    more.update(dict.fromkeys(within, target))
        return more

    def _rows(
        self, block: Block, found: Mapping[int, str]
    ) -> Iterator[tuple[tuple[HtmlElement, str, str], tuple[str, ...]]]:
        """Each element around a teaser that holds nothing else: its parent, tag and class, and what it is made of."""
        for element in reversed(block.inside):
            span, parent = self._spans[element], element.getparent()
            if parent is None or any(index not in found for index in range(span[0], span[1] + 1)):
                return
            yield (parent, str(element.tag), element.get("class") or ""), self._form(span)

    def _form(self, span: tuple[int, int]) -> tuple[str, ...]:
        """What an element is made of: the tags of its blocks, and which of them are links."""
        within = (self._blocks[index] for index in range(span[0], span[1] + 1))
        return tuple(f"{block.tag}{'>a' if block.link_density > _LINKED else ''}" for block in within)

    def _flat_leads(self, found: Mapping[int, str]) -> dict[int, str]:
        """Leads that are known to be another release's, behind a teaser; long ones wherever they stand, for a short one
        may be a formula with which that release begins."""
        leads = self._others.leads
        return {
            block.index: leads[key]
            for block in self._blocks
            if leads and block.index not in found and (key := lead_key(block.text)) and key in leads
            if width(block.text) >= _NO_FORMULA or not found.keys().isdisjoint((block.index - 1, block.index - 2))
        }

    def _headings(self, found: Mapping[int, str]) -> dict[int, str]:
        """Headings over teasers: they have nothing else under them."""
        over: dict[int, str] = {}
        for index in found:
            above = index - 1
            if above >= 0 and above not in found and self._is_heading(self._blocks[above], found):
                over[above] = found[index]
        return over

    def _is_heading(self, block: Block, found: Mapping[int, str]) -> bool:
        """Whether a block is a heading with nothing but teasers under it."""
        if block.index in self._own_title or width(block.text) > _HEADING or is_date_line(block.text):
            return False
        if tail_rule(block, ()):
            return True
        if block.text.endswith((":", "：")):
            return False  # what it announces comes behind the teasers
        if not (block.heading or block.strong) or ends_sentence(block.text):
            return False
        beside = block.element.getnext()
        if beside is not None and beside.tag in _LISTS:
            return True  # a list right under it; a box of its own may stand behind a heading of the text
        holder = next((e for e in reversed(block.inside) if self._spans[e] != (block.index, block.index)), None)
        last = block.index if holder is None else self._spans[holder][1]
        after = next((index for index in range(block.index + 1, last + 1) if index not in found), None)
        return after is None or not self._saying[after]


def _ends_with_more(block: Block) -> bool:
    """Whether a text ends with a link that says "read more": the lead of what it leads to."""
    return 0 < block.links <= _MORE and says_more(block.text[-block.links :])


def _is_in_sentence(block: Block) -> bool:
    """Whether the links of a block stand in a sentence: words before them that are no label or day, and its end behind
    or, where no title ends so, within."""
    if not _CLAUSE_END.search(block.text):
        return False
    said = (collapse("".join(link.itertext())) for link in islice(block.element.iter("a"), _ANCHORS))
    places = [(block.text.find(words), len(words)) for words in said if words]
    starts = [(start, start + size) for start, size in places if start >= 0]
    before = block.text[: min(starts)[0]].strip() if starts else ""
    if not before or before.endswith((":", "：")) or is_date_line(before):
        return False
    behind = block.text[max(end for _, end in starts) :]
    announces = block.text.endswith((":", "："))
    return bool(behind) or announces or (width(before) >= _WORDS and block.text.endswith(_STOPS))


def _says(block: Block) -> bool:
    """Whether a block is text that says something by itself: no link, heading or label."""
    size = width(block.text)
    if block.link_density > _LINKED or block.heading:
        return False
    if block.text.endswith((":", "：")) and not tail_rule(block, ()):
        return True  # it announces what comes next
    return size >= _LEAD or (size >= _LEAD // 2 and ends_sentence(block.text))


def _spans(blocks: Sequence[Block]) -> dict[HtmlElement, tuple[int, int]]:
    """First and last block of each element; the blocks of an element stand in a row."""
    spans: dict[HtmlElement, tuple[int, int]] = {}
    for block in blocks:
        for element in block.inside:
            spans[element] = (spans[element][0] if element in spans else block.index, block.index)
    return spans
