"""Profiles of the demo sites, as an operator would write them in ratssearch.toml."""

from __future__ import annotations

from ratssearch.demo.bodies import HARROWMERE, TOLQUN, VERESK, BaseUrls
from ratssearch.models import Source

_NOTE = "A made-up body that comes with ratssearch for demonstration."


def demo_sources(base_urls: BaseUrls) -> tuple[Source, ...]:
    """One profile for each of the three sites at `base_urls` (body id -> scheme, host and port)."""
    tolqun, veresk, harrowmere = (base_urls[body.id] for body in (TOLQUN, VERESK, HARROWMERE))
    return (
        Source(
            id=TOLQUN.id,
            organisation=TOLQUN.names["en"],
            name=TOLQUN.names["en"] + " (made up)",
            base_url=tolqun + "/",
            listings=(tolqun + "/en/news/",),
            sitemaps=(tolqun + "/sitemap.xml",),
            releases=(r"/(en|ru|zh)/(news|briefings)/\d+",),
            languages=("en", "ru", "zh"),
            timezone=TOLQUN.timezone,
            delay=0.0,
            allow_private=True,
            note=_NOTE,
        ),
        Source(
            id=VERESK.id,
            organisation=VERESK.names["en"],
            name=VERESK.names["en"] + " (made up)",
            base_url=veresk + "/",
            listings=(veresk + "/news/", veresk + "/eng/news/"),
            releases=(r"/(eng/)?news/\d+\.html",),
            languages=("ru", "en"),
            timezone=VERESK.timezone,
            delay=0.0,
            allow_private=True,
            note=_NOTE,
        ),
        Source(
            id=HARROWMERE.id,
            organisation=HARROWMERE.names["en"],
            name=HARROWMERE.names["en"] + " (made up)",
            base_url=harrowmere + "/",
            listings=(harrowmere + "/press/",),
            feeds=(harrowmere + "/press/feed/",),
            releases=(r"/press/\d{4}/\d{2}/\d{2}/[^/]+/",),
            languages=("en",),
            timezone=HARROWMERE.timezone,
            delay=0.0,
            allow_private=True,
            note=_NOTE,
        ),
    )
