"""The one spelling of an address, and which addresses belong to a source."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

import idna

from ratssearch.models import Source
from ratssearch.page_numbers import PageKey, is_surely_page, page_key

_ID_CHARACTERS = 12
MAX_LENGTH = 2048  # characters of an address

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?")
_NUMBER = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)$")  # a last label like this makes a host an IPv4 address
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|%")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_UNSAFE = re.compile(r"[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]+")
_QUERY_UNSAFE = re.compile(r"[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]+")
_NO_HOST = re.compile(r"https?:(?!//[^/])", re.IGNORECASE)
_SEGMENT = r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*"
_PLAIN = re.compile(
    r"https?://(?:[a-z0-9][a-z0-9.-]{0,200}\.)?[a-z]{1,50}(?!:80/|:443/)(?::[1-9]\d{0,3})?/"
    rf"(?:{_SEGMENT}/)*(?:{_SEGMENT})?"
)
_PLAIN_PATH = re.compile(rf"/?(?:{_SEGMENT}/)*(?:{_SEGMENT})?")
_PLAIN_QUERY = re.compile(r"(?:[A-Za-z0-9._~-]+=[A-Za-z0-9._~/:,-]*)(?:&[A-Za-z0-9._~-]+=[A-Za-z0-9._~/:,-]*)*")
_LINE_BREAKS = str.maketrans("", "", "\t\r\n")
_EDGES = "".join(map(chr, range(0x21)))  # white space and control characters, as browsers strip them

# Parameters that only say where a visitor came from, or who the visitor is: never what the page says.
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|yclid|ysclid|msclkid|twclid|igsh(?:id)?|mc_cid|mc_eid|mkt_tok"
    r"|_hsenc|_hsmi|_openstat|_ga|_gl|vero_id|oly_anon_id|oly_enc_id|spm",
    re.IGNORECASE,
)
_SESSION = re.compile(r"phpsessid|jsessionid|aspsessionid\w*|cfid|cftoken|sessionid|session_id|zenid", re.IGNORECASE)
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)


def release_id(source_id: str, url: str) -> str:
    """SOURCE- and 12 lower-case base32 characters (60 bits) of the SHA-256 of a release's first canonical URL."""
    digest = hashlib.sha256(url.encode()).digest()
    return f"{source_id}-{base64.b32encode(digest).decode('ascii')[:_ID_CHARACTERS].lower()}"


def canonical(url: str, base: str = "") -> str:
    """The canonical form of url (absolute, or relative to base); empty when it is nothing we could fetch.

    On top of normal(): tracking parameters and session ids go, since they never change what a page says.
    """
    plain = _plainly_joined(url, base)
    if plain:
        return plain  # most addresses of a large sitemap or listing
    spelled = normal(url, base)
    if not spelled:
        return ""
    parts = urlsplit(spelled)
    kept = [pair for pair in parts.query.split("&") if not _is_noise(pair)] if parts.query else []
    path = _PATH_SESSION.sub("", parts.path) or "/"
    return urlunsplit((parts.scheme, parts.netloc, path, "&".join(kept), ""))


def _plainly_joined(url: str, base: str) -> str:
    """The canonical form where nothing but joining, a fragment and noise stand between url and it, else empty."""
    path, _, query = url.partition("#")[0].partition("?")
    if not _PLAIN.fullmatch(path):
        if not path or not _PLAIN_PATH.fullmatch(path):
            return ""
        root, folder = _plain_base(base)
        if not root:
            return ""
        path = root + path if path[0] == "/" else folder + path
    if query:
        if not _PLAIN_QUERY.fullmatch(query):
            return ""
        kept = "&".join(pair for pair in query.split("&") if not _is_noise(pair))
        path = f"{path}?{kept}" if kept else path
    return path if len(path) <= MAX_LENGTH else ""


@lru_cache(maxsize=16)
def _plain_base(base: str) -> tuple[str, str]:
    """Where paths below a page begin: without and with its folders. Empty where its address is not plain."""
    page = base.partition("#")[0].partition("?")[0]
    if not _PLAIN.fullmatch(page):
        return "", ""
    return page[: page.find("/", page.find("//") + 2)], page[: page.rfind("/") + 1]


def normal(url: str, base: str = "") -> str:
    """The syntax of an address normalised by RFC 3986 without changing what it names; empty when not fetchable.

    Scheme and host in lower case, internationalised names in ASCII, no default port, no fragment, dot segments
    resolved, escapes in capitals where they are needed and gone where they are not.
    """
    text = _slashed(url.strip(_EDGES).translate(_LINE_BREAKS))
    if _NO_HOST.match(text):
        return ""  # some parsers would take the base's host, others the first segment
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        port = parts.port
        host = _host(parts.hostname or "")
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not host or parts.username is not None or port == 0:
        return ""
    netloc = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    path = _without_dots(_escaped(parts.path.replace("\\", "/"), _PATH_UNSAFE)) or "/"
    spelled = urlunsplit((parts.scheme, netloc, path, _escaped(parts.query, _QUERY_UNSAFE), ""))
    return spelled if len(spelled) <= MAX_LENGTH else ""


def _slashed(text: str) -> str:
    """Backslashes before the query as the slashes that browsers take them for."""
    end = next((place for place, char in enumerate(text) if char in "?#"), len(text))
    return text[:end].replace("\\", "/") + text[end:] if "\\" in text[:end] else text


def origin(url: str) -> tuple[str, int]:
    """(host, port) that a fetch of a normal address dials."""
    end = url.find("/", url.find("//") + 2)
    return _origin(url if end < 0 else url[:end])


@lru_cache(maxsize=256)
def _origin(root: str) -> tuple[str, int]:
    """root: an address up to its path. One page names few hosts, each many times."""
    parts = urlsplit(root)
    return parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)


def _is_noise(pair: str) -> bool:
    name = unquote(pair.split("=", 1)[0])
    return not pair or bool(_TRACKING.fullmatch(name) or _SESSION.fullmatch(name))


def _host(name: str) -> str:
    """name as it goes on the wire; raises ValueError (idna's and ipaddress's errors are ValueErrors too)."""
    name = name.rstrip(".")
    if ":" in name:
        return f"[{ipaddress.IPv6Address(name).compressed}]"
    if not name.isascii():
        name = idna.encode(name, uts46=True).decode("ascii")
    name = name.lower()
    if _NUMBER.search(name):
        return str(ipaddress.IPv4Address(name))  # 127.1, 0x7f000001 and 0177.0.0.1 are nobody's honest spelling
    return name if _HOST.fullmatch(name) else ""


def _escaped(text: str, unsafe: re.Pattern[str]) -> str:
    text = _ESCAPE.sub(_normal_escape, text)
    return unsafe.sub(lambda run: "".join(f"%{byte:02X}" for byte in run[0].encode("utf-8", "replace")), text)


def _normal_escape(escape: re.Match[str]) -> str:
    if escape[1] is None:
        return "%25"  # a bare percent sign
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape[0].upper()


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which addresses belong to a source: releases stand on base_url's host alone."""

    home: frozenset[tuple[str, int]]  # origins of base_url
    named: frozenset[tuple[str, int]]  # and of the addresses that the profile names itself
    patterns: tuple[re.Pattern[str], ...]
    scheme: str  # base_url's
    listings: frozenset[PageKey] = frozenset()  # what the pages of the profile's listings have in common

    @classmethod
    def of(cls, source: Source) -> Scope:
        home = _origins(source.base_url)
        profile = (*source.listings, *source.sitemaps, *source.feeds)
        scheme = urlsplit(normal(source.base_url)).scheme
        named = home.union(*(_origins(url) for url in profile))
        patterns = tuple(re.compile(pattern) for pattern in source.releases)
        listings = frozenset(page_key(target)[0] for url in source.listings if (target := canonical(url)))
        return cls(home, named, patterns, scheme, listings)

    def spelled(self, url: str) -> str:
        """url (canonical) with base_url's scheme where it stands at home: old pages link http, new ones https."""
        scheme, colon, rest = url.partition(":")
        return f"{self.scheme}:{rest}" if colon and scheme != self.scheme and self._is_usual_home(url) else url

    def _is_usual_home(self, url: str) -> bool:
        return self.at_home(url) and urlsplit(url).port is None

    def at_home(self, url: str) -> bool:
        """Whether url (normal form) stands on the source's own host."""
        return origin(url) in self.home

    def fetchable(self, url: str) -> bool:
        """Whether url may be asked for at all: the source's host, or one that the profile names."""
        return origin(url) in self.named

    def is_release(self, url: str) -> bool:
        """Whether url is a release's address. Patterns see the path as escaped and as read by people.

        The profile's listings and their numbered pages are none, even where a wide pattern fits them.
        """
        path = urlsplit(url).path
        readable = unquote(path)
        fits = any(pattern.fullmatch(path) or pattern.fullmatch(readable) for pattern in self.patterns)
        return fits and self.at_home(url) and not is_surely_page(url, self.listings)


def _origins(url: str) -> frozenset[tuple[str, int]]:
    """Origins that count as url's own: http and https of one host are one site when both ports are the usual."""
    host, port = origin(normal(url))
    ports = set(_PORTS.values()) if port in _PORTS.values() else {port}
    return frozenset((host, each) for each in ports)
