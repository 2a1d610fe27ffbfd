"""Sitemaps: URL sets, indexes, feeds, gzip and plain text. Hostile XML stays inert: no entities, no DTD, no network."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from ratssearch.crawler.decode import DecodeError, gunzip, is_gzip
from ratssearch.crawler.feeds import read_feed
from ratssearch.crawler.listing import Link
from ratssearch.crawler.xml_text import as_utf8, readable_xml, without_prelude
from ratssearch.text import collapse
from ratssearch.urls import canonical

# (parent, element) -> what it says; pictures and videos have a <loc> and a <title> of their own.
_FIELDS = {
    ("url", "loc"): "loc",
    ("sitemap", "loc"): "loc",
    ("url", "lastmod"): "date",
    ("news", "publication_date"): "date",
    ("news", "title"): "title",
}
_MAX_FIELD = 4096  # characters


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap file names: pages, or further sitemaps. `problem` is a clause when it could not be read whole."""

    pages: tuple[Link, ...] = ()
    sitemaps: tuple[str, ...] = ()
    problem: str = ""


def read_sitemap(body: bytes, url: str, limit: int) -> Sitemap:
    """Read the file at url; limit is the size in bytes it may have when decompressed."""
    if is_gzip(body):
        try:
            body = gunzip(body, limit)
        except DecodeError as error:
            return Sitemap(problem=str(error))
    body = without_prelude(as_utf8(body))
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _read_text(body, url)
    found = _read_xml(readable_xml(body), url)
    if found.problem and not (found.pages or found.sitemaps):  # RSS and Atom are sitemaps too, by the protocol
        feed = read_feed(body, "application/xml", url)
        return Sitemap(feed.pages) if feed.pages else found
    return found


def _read_text(body: bytes, url: str) -> Sitemap:
    """One absolute address a line."""
    lines = body.decode("utf-8-sig", "replace").splitlines()
    pages = tuple(Link(target) for line in lines if (target := canonical(line)))
    return Sitemap(pages=pages, problem="" if pages else f"{url} is neither XML nor a list of addresses")


def _read_xml(body: bytes, url: str) -> Sitemap:
    pages: list[Link] = []
    sitemaps: list[str] = []
    entry: dict[str, str] = {}
    root = ""
    reader = etree.iterparse(
        BytesIO(body),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        recover=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for event, element in reader:
            name = _local(element.tag)
            if event == "start":
                root = root or name
                continue
            parent = element.getparent()
            field = _FIELDS.get((_local(parent.tag), name)) if parent is not None else None
            if field and element.text and len(element) == 0:  # else an entity cuts it short
                entry.setdefault(field, collapse(element.text[:_MAX_FIELD]))
            elif name in ("url", "sitemap"):
                target = canonical(entry["loc"], url) if entry.get("loc") else ""
                if target and name == "url":
                    pages.append(Link(target, entry.get("title", ""), entry.get("date", "")))
                elif target:
                    sitemaps.append(target)
                entry = {}
                _forget(element)
    except etree.XMLSyntaxError as error:
        return Sitemap(tuple(pages), tuple(sitemaps), f"the XML breaks off: {error.msg}")
    problem = ""
    if root not in ("urlset", "sitemapindex"):
        problem = f"its root element is {root or 'missing'}, not urlset or sitemapindex"
    elif reader.error_log:
        problem = f"its XML is damaged: {collapse(reader.error_log[0].message)}"
    return Sitemap(tuple(pages), tuple(sitemaps), problem)


def _local(tag: object) -> str:
    return tag.rsplit("}", 1)[-1].lower() if isinstance(tag, str) else ""


def _forget(element: etree._Element) -> None:
    """Free what was read: a sitemap of 50,000 addresses must not stand in memory as a tree."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
