"""Where the links of a page lead: each address is worked out once, however often the page names it."""

from __future__ import annotations

from lxml import html

from ratssearch.urls import Scope, canonical


class Targets:
    """Canonical addresses of a page's links, as its source spells them.

    base: what the page's relative links are relative to. scope: which addresses belong to the source.
    """

    def __init__(self, base: str, scope: Scope) -> None:
        self._base = base
        self._scope = scope
        self._addresses: dict[str, str] = {}
        self._releases: dict[str, bool] = {}

    def of(self, link: html.HtmlElement) -> str:
        """The canonical address that a link leads to; empty where it is none."""
        href = link.get("href") or ""
        if href not in self._addresses:
            self._addresses[href] = self._scope.spelled(canonical(href, self._base))
        return self._addresses[href]

    def is_release(self, address: str) -> bool:
        """Whether an address from of() is a release's."""
        if address not in self._releases:
            self._releases[address] = self._scope.is_release(address)
        return self._releases[address]
