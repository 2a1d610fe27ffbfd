"""Attachments and images of a release, listed beside its text: addresses, labels and captions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from ratssearch.extract.body.labelled import Labelled
from ratssearch.extract.html.blocks import Block
from ratssearch.extract.html.page_parts import part_of
from ratssearch.models import Attachment, Image
from ratssearch.text import collapse

MAX_ATTACHMENTS = 100
MAX_IMAGES = 50
_MAX_WORDS = 500  # characters of a label or a caption

_DOCUMENT = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|zip|rar|7z|csv|epub|mp3|mp4)$", re.IGNORECASE)
_OURS = ("", "tail:related", "tail:contacts", "tail:after-sign-off", "links:", "line:", "head:", "veto:")
_ORNAMENT = re.compile(r"icon|logo|sprite|spacer|pixel|blank|avatar|button|1x1|counter", re.IGNORECASE)
_SMALL = 60  # pixels: what is no wider or higher is an ornament
_CAPTIONS = ("part:caption", "veto:line", "line:photo-credit")


def attachments_of(page: Labelled, base: str) -> tuple[Attachment, ...]:
    """Documents that the release links to, from its text or from a list under it; base: the page's address."""
    found: dict[str, Attachment] = {}
    for link in _links(page):
        url = absolute(link.get("href") or "", base)
        kind = _DOCUMENT.search(unquote(urlsplit(url).path)) if url else None
        if kind and url not in found and len(found) < MAX_ATTACHMENTS:
            label = collapse("".join(link.itertext())) or collapse(link.get("title") or "")
            found[url] = Attachment(url, label[:_MAX_WORDS], kind[1].lower())
    return tuple(found.values())


def _links(page: Labelled) -> Iterator[HtmlElement]:
    seen: set[HtmlElement] = set()
    for block, label in zip(page.blocks, page.labels, strict=True):
        if not block.anchors or block.element in seen or not (label in _OURS or label.startswith(_OURS[4:])):
            continue
        if label and page.fit is not None and page.fit.pages_of(block) > 1:
            continue  # the same on other pages: not this release's
        seen.add(block.element)
        yield from block.element.iter("a")


def images_of(page: Labelled, base: str) -> tuple[Image, ...]:
    """Pictures inside the element that holds the text, without ornaments, with their captions."""
    kept = page.kept()
    area = _area(kept)
    if area is None:
        return ()
    captions = _captions(page)
    found: dict[str, Image] = {}
    for element in area.iter("img"):
        url = absolute(element.get("data-src") or element.get("src") or "", base)
        if not url or url in found or _is_ornament(element, url) or _stands_apart(element, area):
            continue
        found[url] = Image(url, collapse(element.get("alt") or "")[:_MAX_WORDS], _caption(element, area, captions))
        if len(found) >= MAX_IMAGES:
            break
    return tuple(found.values())


def _area(kept: Sequence[Block]) -> HtmlElement | None:
    """The innermost element that holds the first and the last paragraph."""
    if not kept:
        return None
    first, last = kept[0].inside, kept[-1].inside
    common = [one for one, other in zip(first, last, strict=False) if one is other]
    blocks = [element for element in common if element.tag not in ("p", "html", "li")]
    return blocks[-1] if blocks else None


def _is_ornament(element: HtmlElement, url: str) -> bool:
    sizes = [size for name in ("width", "height") if (size := (element.get(name) or "").removesuffix("px")).isdigit()]
    name = f"{urlsplit(url).path.rsplit('/', 1)[-1]} {element.get('class') or ''}"
    return any(int(size[:6]) <= _SMALL for size in sizes) or bool(_ORNAMENT.search(name))


def _stands_apart(element: HtmlElement, area: HtmlElement) -> bool:
    """Whether a picture belongs to a share bar, a list of other news or the like inside the text's element."""
    for outer in element.iterancestors():
        if outer is area:
            return False
        if part_of(outer) not in ("", "caption"):
            return True
    return False


def _captions(page: Labelled) -> dict[HtmlElement, str]:
    """Text of each caption by the elements that it stands in."""
    found: dict[HtmlElement, str] = {}
    for block, label in zip(page.blocks, page.labels, strict=True):
        if label in _CAPTIONS:
            for element in block.inside[-3:]:
                found.setdefault(element, block.text)
            for element in block.inside[-10:]:
                if element.tag == "figure":
                    found.setdefault(element, block.text)
    return found


def _caption(element: HtmlElement, area: HtmlElement, captions: dict[HtmlElement, str]) -> str:
    for distance, outer in enumerate(element.iterancestors()):
        if outer in captions and (distance <= 3 or outer.tag == "figure"):
            return captions[outer][:_MAX_WORDS]
        if outer is area:
            return ""
    return ""


def absolute(link: str, base: str) -> str:
    """A link as an http address, or an empty string: never javascript:, never data:."""
    try:
        url = urljoin(base, link.strip())
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""
