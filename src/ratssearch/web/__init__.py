"""The search page, the release page, the status page and the JSON API."""

from __future__ import annotations

from ratssearch.web.app import create_app

__all__ = ["create_app"]
