"""A release page: head, title, day, text, boxes and furniture, put together in the order of the site's layout."""

from __future__ import annotations

import json
import random
from html import escape

from benchmarks.quality.layout_sites.axes import Layout
from benchmarks.quality.layout_sites.furniture import Furniture
from benchmarks.quality.layout_sites.markup import Markup, link
from benchmarks.quality.layout_sites.prose import inline, write_prose
from benchmarks.quality.layout_sites.releases import Kind, Release
from benchmarks.quality.layout_sites.teasers import Boxes
from benchmarks.quality.layout_sites.wording import Words

_LOOSE = {"td", "none"}  # containers that are no element of their own around the article


class PageWriter:
    """Writes the release pages of one site."""

    def __init__(
        self, rng: random.Random, layout: Layout, words: Words, markup: Markup, furniture: Furniture, boxes: Boxes,
        notation: str,
    ) -> None:  # fmt: skip
        self._layout, self._words, self._markup = layout, words, markup
        self._furniture, self._boxes, self._notation = furniture, boxes, notation
        self._day_label = rng.choice(words.day_labels())
        self._label = rng.choice(words.furniture("label"))
        self._departments = words.furniture("department")
        self._after = ["date", "tags", "share", "tools", "views", "contact", "pager", "box", "comments"]
        rng.shuffle(self._after)
        self._side_with_box_only = rng.random() < 0.5

    def write(self, own: Release, rng: random.Random) -> tuple[str, list[str]]:
        """The page's HTML, and the lines that a reading may have or not beside those of the release."""
        layout, furniture, boxes = self._layout, self._furniture, self._boxes
        head, text, optional = self._head_block(own, rng), *self._text(own, rng)
        if layout["title_place"] == "inside":
            article = self._container(head + text, own)
        else:
            article = head + self._container(text, own)
        before = furniture.breadcrumbs(own) + furniture.previous_next("above", own)
        after = boxes.box("after_outside", own, rng) + furniture.comments("outside", own, rng) + furniture.newsletter()
        side = boxes.box("side", own, rng)
        middle = before + self._markup.nested(article, int(layout["depth"])) + after
        body = furniture.cookie("top") + furniture.top() + self._columns(middle, side) + furniture.footer()
        body += furniture.cookie("bottom")
        page_class = self._page_class(own) if layout["page_classes"] == "body" else ""
        opened = f'<body class="{page_class}">' if page_class else "<body>"
        language = f' lang="{self._words.language}"' if layout["names"] != "none" else ""
        html = f"<!DOCTYPE html><html{language}>{self._head(own)}{opened}{body}</body></html>"
        kicker = [self._kicker(own)] if layout["kicker"] == "yes" else []
        return self._markup.laid_out(html), kicker + optional

    # ------------------------------------------------------------ head

    def _head(self, own: Release) -> str:
        layout, words = self._layout, self._words
        encoding = encoding_of(layout)
        parts = [f'<meta charset="{encoding}">']
        title = self._declared(layout["title_element"], own)
        parts += [f"<title>{escape(title)}</title>"] if title else []
        shown = self._declared(layout["og_title"], own)
        parts += [f'<meta property="og:title" content="{escape(shown)}">'] if shown else []
        if words.site and layout["og_title"] != "absent":
            parts.append(f'<meta property="og:site_name" content="{escape(words.site)}">')
        if own.day is not None and (layout["date"] == "meta" or layout["date_beside"] == "meta"):
            parts.append(f'<meta property="article:published_time" content="{own.day}T09:30:00+00:00">')
        if own.day is not None and (layout["date"] == "jsonld" or layout["date_beside"] == "jsonld"):
            data = {"@context": "https://schema.org", "@type": "NewsArticle", "datePublished": own.day.isoformat()}
            parts.append(f'<script type="application/ld+json">{json.dumps(data)}</script>')
        return f"<head>{''.join(parts)}</head>"

    def _declared(self, mode: str, own: Release) -> str:
        site, title = self._words.site, own.title
        cut = title[: max(6, len(title) * 2 // 3)].rstrip() + "…"
        return {
            "full": title,
            "suffix": f"{title} | {site}",
            "prefix": f"{site} - {title}",
            "site": site,
            "cut": cut,
            "doubled": f"{title} - {title}",
            "absent": "",
        }[mode]

    # ------------------------------------------------------------ title and what stands around it

    def _head_block(self, own: Release, rng: random.Random) -> str:
        layout, furniture = self._layout, self._furniture
        parts = [self._boxes.box("before_title", own, rng), self._label_at("above_title", own, rng)]
        if layout["kicker"] == "yes":
            parts.append(self._markup.el("div", "kicker", escape(self._kicker(own))))
        parts.append(self._day("above", own, rng))
        parts.append(self._title(own))
        parts.append(self._label_at("under_title", own, rng))
        parts.append(self._lede("above_date", own))
        parts.append(self._day("under", own, rng) + self._day("byline", own, rng))
        parts.append(furniture.views("above", rng) + furniture.share("above") + furniture.tools("above"))
        parts.append(self._lede("under_date", own))
        return "".join(parts)

    def _title(self, own: Release) -> str:
        el, text, mode = self._markup.el, escape(own.title), self._layout["title"]
        if mode in ("h1", "h2", "h3", "div"):
            return el(mode, "title", text)
        if mode == "bold":
            return el("p", "title", f"<b>{text}</b>")
        if mode == "font":
            return f'<div align="center"><font size="5" color="#003366"><b>{text}</b></font></div>'
        if mode in ("header", "hgroup"):
            return el(mode, "header", el("h1", "title", text))
        return ""

    def _kicker(self, own: Release) -> str:
        return self._departments[own.number % len(self._departments)]

    def _label_at(self, place: str, own: Release, rng: random.Random) -> str:
        layout, words = self._layout, self._words
        if layout["label"] == "block" and place == "under_title":
            day = f": {self._words.written(own.day, self._notation)}" if layout["date"] == "block" and own.day else ""
            lines = [self._label + day, f"{words.furniture('published_by')[0]} {self._departments[own.number % 3]}"]
            lines += [words.fill(rng, words.furniture("contact")[0])]
            return self._markup.el("div", "label", "<br>".join(map(escape, lines)))
        if layout["label"] == "department" and place == "under_title":
            return self._markup.el("div", "label", link(self._departments[own.number % 3], "/departments/4"))
        if layout["label"] != place:
            return ""
        bold = self._layout["text"] in ("br", "td", "word")
        text = escape(self._label)
        return self._markup.el("p", "label", f"<b>{text}</b>" if bold else text)

    def _day(self, place: str, own: Release, rng: random.Random) -> str:
        layout = self._layout
        if layout["date"] != place or own.day is None:
            return ""
        text = self._day_label + self._words.written(own.day, self._notation)
        if place == "byline":
            text = f"{self._words.fill(rng, '{person}')} | {self._words.written(own.day, self._notation)}"
        if layout["date_beside"] == "views" and place != "byline":
            text += f" | {self._furniture.views_line(rng)}"
        if layout["date_element"] == "time":
            inner = f'<time datetime="{own.day}">{escape(text)}</time>'
            return self._markup.el("div", "date", inner)
        if layout["date_element"] == "span":
            return f"<div>{self._markup.el('span', 'date', escape(text))}</div>"
        return self._markup.el(layout["date_element"], "date", escape(text))

    def _lede(self, place: str, own: Release) -> str:
        if self._layout["lede"] != place:
            return ""
        tag = {"h1": "h2", "div": "div"}.get(self._layout["title"], "p")
        return self._markup.el(tag, "lede", escape(own.paragraphs[0].text, quote=False))

    # ------------------------------------------------------------ text

    def _text(self, own: Release, rng: random.Random) -> tuple[str, list[str]]:
        layout, furniture, boxes = self._layout, self._furniture, self._boxes
        paragraphs, lead = list(own.paragraphs), ""
        if paragraphs[0].kind is Kind.LEDE:
            first = paragraphs.pop(0)
            if layout["lede"] == "in_text":
                lead = self._markup.el("p", "lede", f"<em>{inline(first)}</em>")
        photo, optional = furniture.photo(rng)
        in_middle = photo if layout["photo_place"] == "middle" else ""
        at_top = "" if in_middle else photo
        prose = write_prose(paragraphs, layout["text"], self._markup, rng, in_middle + boxes.box("middle", own, rng))
        sign_off, signed = furniture.sign_off(own)
        about, told = furniture.about()
        text = self._label_at("in_text", own, rng) + boxes.box("before_text", own, rng) + at_top + lead + prose
        text += sign_off + furniture.end_mark() + about
        tail = {
            "date": self._day("after", own, rng),
            "tags": furniture.tags(rng),
            "share": furniture.share("below"),
            "tools": furniture.tools("below"),
            "views": furniture.views("below", rng),
            "contact": furniture.contact(rng),
            "pager": furniture.previous_next("below", own),
            "box": boxes.box("after_inside", own, rng),
            "comments": furniture.comments("inside", own, rng),
        }
        if layout["title_place"] == "inside" and layout["container"] not in _LOOSE and layout["names"] != "none":
            text = self._markup.el("div", "body", text)
        return text + "".join(tail[name] for name in self._after), optional + signed + told

    def _container(self, inner: str, own: Release) -> str:
        layout, tag = self._layout, self._layout["container"]
        inner = self._markup.comment(random.Random(own.number)) + inner
        if tag not in _LOOSE:
            page_class = self._page_class(own) if layout["page_classes"] == "container" else ""
            inner = self._markup.el(tag, "container", inner, page_class)
        if layout["misleading"] != "none":
            inner = f'<div class="{layout["misleading"]}">{inner}</div>'
        return inner

    def _page_class(self, own: Release) -> str:
        kind = ("standard", "gallery", "video", "aside")[own.number % 4]
        return f"post-{own.number} type-post format-{kind} category-c{own.number % 5} tag-t{own.number % 7}"

    def _columns(self, middle: str, side: str) -> str:
        """The main column and the side bar: cells of a table where the site is laid out so, else elements."""
        first = self._layout["side_order"] == "before"
        if self._layout["container"] == "td":
            cells = [f'<td valign="top" width="70%">{middle}</td>']
            cells.insert(0 if first else 1, f'<td valign="top" width="30%">{side}</td>' if side else "")
            return f'<table width="100%" cellpadding="4"><tr>{"".join(cells)}</tr></table>'
        parts = side + middle if first else middle + side
        return parts if self._layout["container"] == "none" else self._markup.el("div", "page", parts)


def encoding_of(layout: Layout) -> str:
    """The encoding of a site's pages: UTF-8, or the older one of its language."""
    if layout["encoding"] == "utf-8":
        return "utf-8"
    return {"ru": "windows-1251", "zh": "gb18030"}.get(layout["language"], "windows-1252")
