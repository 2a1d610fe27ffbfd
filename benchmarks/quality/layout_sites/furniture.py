"""What stands on a page beside the release: menus, share bars, counters, contacts, comments, footers and their like."""

from __future__ import annotations

import random
from html import escape

from benchmarks.quality.layout_sites.axes import Layout
from benchmarks.quality.layout_sites.markup import Markup, link
from benchmarks.quality.layout_sites.releases import Release
from benchmarks.quality.layout_sites.wording import Words


class Furniture:
    """The parts that the pages of one site share, or fill each in its own way."""

    def __init__(
        self, rng: random.Random, layout: Layout, words: Words, markup: Markup, releases: list[Release]
    ) -> None:
        self._layout, self._words, self._markup = layout, words, markup
        self._releases = releases
        # What a site says once and for all.
        self._line = {
            name: rng.choice(words.furniture(name))
            for name in ("views", "contact_heading", "about_heading", "previous", "next", "comments", "more")
        }
        self._share_line = rng.random() < 0.4
        self._contact = [words.fill(rng, line) for line in words.furniture("contact")]
        self._about = words.fill(rng, words.furniture("about")[0])
        self._sign_off = words.fill(rng, rng.choice(words.furniture("sign_off")))
        self.banner_line = words.fill(rng, rng.choice(words.furniture("banner")))
        self._tag_links = rng.random() < 0.7

    def has(self, axis: str, *values: str) -> bool:
        return self._layout[axis] in values

    # ------------------------------------------------------------ around the page

    def top(self) -> str:
        """Header of every page: name of the site, menu, at times a banner."""
        el, words, layout = self._markup.el, self._words, self._layout
        name = el("div", "banner", link(words.site, "/"))
        if layout["banner"] == "h1":
            name = el("h1", "banner", escape(self.banner_line))
        elif layout["banner"] == "text":
            name = el("div", "banner", f"<strong>{escape(self.banner_line)}</strong>")
        hidden = ""
        if layout["hidden_menu"] == "yes":
            hidden = f'<div style="display:none">{self._menu("submenu")}</div>'
        return el("header" if layout["names"] == "semantic" else "div", "top", name + self._menu("menu") + hidden)

    def _menu(self, name: str) -> str:
        el, words = self._markup.el, self._words
        entries = [link(text, "/news" if text == words.news else f"/{name}/{n}") for n, text in
                   enumerate(words.furniture(name))]  # fmt: skip
        if self._layout["menu"] == "table":
            return "<table><tr>" + "".join(f"<td>{entry}</td>" for entry in entries) + "</tr></table>"
        if self._layout["menu"] == "divs":
            return el("div", "menu", "".join(f"<div>{entry}</div>" for entry in entries))
        return el("nav" if self._layout["names"] == "semantic" else "div", "menu",
                  "<ul>" + "".join(f"<li>{entry}</li>" for entry in entries) + "</ul>")  # fmt: skip

    def cookie(self, place: str) -> str:
        if self._layout["cookie"] != place:
            return ""
        return self._markup.el("div", "cookie", escape(self._words.furniture("cookie")[0]))

    def newsletter(self) -> str:
        if self._layout["newsletter"] != "yes":
            return ""
        heading, text = self._words.furniture("newsletter")
        form = f'<form action="/subscribe"><input type="email" name="e"><button>{escape(heading)}</button></form>'
        return self._markup.el("div", "newsletter", f"<h3>{escape(heading)}</h3><p>{escape(text)}</p>{form}")

    def footer(self) -> str:
        lines = [line.replace("{site}", self._words.site) for line in self._words.furniture("footer")]
        tag = "footer" if self._layout["names"] == "semantic" else "div"
        return self._markup.el(tag, "footer", "".join(f"<div>{escape(line)}</div>" for line in lines))

    def breadcrumbs(self, own: Release) -> str:
        mode, words = self._layout["breadcrumbs"], self._words
        if mode == "none":
            return ""
        trail = [link(words.furniture("menu")[0], "/"), link(words.news, "/news")]
        if mode == "title":
            trail.append(escape(own.title))
        return self._markup.el("div", "breadcrumbs", " » ".join(trail))

    # ------------------------------------------------------------ beside the text

    def share(self, place: str) -> str:
        if not self.has("share", place, "both"):
            return ""
        if self._share_line:
            texts = self._words.furniture("share_line")
            inner = " ".join(f'<a href="#">{escape(text)}</a>' for text in texts[1:])
            return self._markup.el("div", "share", f"<span>{escape(texts[0])}</span> {inner}")
        links = "".join(f'<li><a href="https://share.example/{n}">{escape(text)}</a></li>' for n, text in
                        enumerate(self._words.furniture("share")))  # fmt: skip
        return self._markup.el("div", "share", f"<ul>{links}</ul>")

    def tools(self, place: str) -> str:
        if self._layout["tools"] != place:
            return ""
        links = (f'<a href="javascript:void(0)">{escape(text)}</a>' for text in self._words.furniture("tools"))
        return self._markup.el("div", "tools", " | ".join(links))

    def views_line(self, rng: random.Random) -> str:
        return self._words.fill(rng, self._line["views"])

    def views(self, place: str, rng: random.Random) -> str:
        if self._layout["views"] != place:
            return ""
        return self._markup.el("div", "views", escape(self.views_line(rng)))

    def tags(self, rng: random.Random) -> str:
        if self._layout["tags"] != "yes":
            return ""
        names = [self._words.fill(rng, "{topic}") for _ in range(rng.randint(1, 4))]
        shown = [link(name, f"/tag/{n}") if self._tag_links else escape(name) for n, name in enumerate(names)]
        return self._markup.el("div", "tags", f"{self._words.furniture('tags')[0]} " + ", ".join(shown))

    def contact(self, rng: random.Random) -> str:
        """A box of the press office: the same on all pages, with another person on each, or without a heading."""
        mode, el = self._layout["contact"], self._markup.el
        if mode == "none":
            return ""
        lines = self._contact
        if mode == "varying":
            lines = [self._words.fill(rng, line) for line in self._words.furniture("contact")]
        heading = "" if mode == "bare" else el("h4", "box_title", escape(self._line["contact_heading"]))
        return el("div", "contact", heading + "".join(f"<p>{escape(line)}</p>" for line in lines))

    def comments(self, place: str, own: Release, rng: random.Random) -> str:
        if self._layout["comments"] != place:
            return ""
        el, words = self._markup.el, self._words
        written = []
        for _ in range(rng.randint(1, 3)):
            who = f"<b>{escape(words.fill(rng, '{person}'))}</b>, {words.fill(rng, '{day}', own.date)}"
            said = escape(words.one(rng, "comment"))
            written.append(el("div", "comment", f"<div>{who}</div><p>{said}</p>"))
        heading = f"<h3>{escape(self._line['comments'])}</h3>"
        return self._markup.el("div", "comments", heading + "".join(written))

    def previous_next(self, place: str, own: Release) -> str:
        """Links to the release before and the one after, by their titles or by words alone."""
        mode = self._layout["previous_next"]
        if mode == "none" or (place == "above") != (mode == "above"):
            return ""
        at = self._releases.index(own)
        pairs = []
        for step, word in ((1, self._line["previous"]), (-1, self._line["next"])):
            if 0 <= at + step < len(self._releases):
                other = self._releases[at + step]
                titled = f"<span>{escape(word)}</span> {link(other.title, other.path)}"
                pairs.append(f"<div>{link(word, other.path) if mode == 'words' else titled}</div>")
        return self._markup.el("div", "pager", "".join(pairs))

    # ------------------------------------------------------------ what may count as text

    def sign_off(self, own: Release) -> tuple[str, list[str]]:
        """HTML and lines of the sign-off."""
        mode = self._layout["sign_off"]
        if mode == "none":
            return "", []
        lines = [self._sign_off]
        if mode == "dated" and own.day is not None:
            lines.append(self._words.inline_day(own.day))
        return self._markup.el("p", "signoff", "<br>".join(map(escape, lines)), style="text-align:right"), [
            " ".join(lines)
        ]

    def about(self) -> tuple[str, list[str]]:
        """HTML and lines of the paragraph about the publisher."""
        mode, el = self._layout["about"], self._markup.el
        if mode == "none":
            return "", []
        text = f"<p>{escape(self._about, quote=False)}</p>"
        if mode == "bare":
            return text, [self._about]
        heading = self._line["about_heading"].replace("{site}", self._words.site)
        return el("div", "about", f"<h4>{escape(heading)}</h4>{text}"), [heading, self._about]

    def end_mark(self) -> str:
        return {"none": "", "hashes": "<p>###</p>", "stars": '<p align="center">* * *</p>'}[self._layout["end_mark"]]

    def photo(self, rng: random.Random) -> tuple[str, list[str]]:
        """HTML of a picture with its caption and credit; the lines of it that nothing marks as a caption."""
        mode, el = self._layout["photo"], self._markup.el
        if mode == "none":
            return "", []
        caption = self._words.one(rng, "caption")
        credit = self._words.fill(rng, self._words.furniture("credit")[0])
        image = '<img src="/img/photo.jpg" alt="" width="600">'
        if mode == "figure":
            return (
                f"<figure>{image}<figcaption>{escape(caption)} <span>{escape(credit)}</span></figcaption></figure>",
                [],
            )
        if mode == "div":
            # Without a class that says so, only the picture above a line makes a caption of it.
            unmarked = [] if self._layout["names"] == "semantic" else [f"{caption} {credit}"]
            return el("div", "photo", image + el("div", "caption", f"{escape(caption)}. {escape(credit)}")), unmarked
        if mode == "small":
            return f"<p>{image}<br><small><i>{escape(caption)}. {escape(credit)}</i></small></p>", [
                f"{caption} {credit}"
            ]
        return f"<p>{image}</p><p>{escape(caption)}. {escape(credit)}</p>", [f"{caption} {credit}"]
