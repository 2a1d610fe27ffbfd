"""The peer of the crawl figures: a Scrapy spider over the made-up site that keeps every raw body in SQLite.

    python -m benchmarks.crawl_scrapy CONCURRENCY BASE_URL[,BASE_URL...] FOLDER

CONCURRENCY is for each host. Politeness off, no cookies, no retries, no log. Prints one JSON object: pages, seconds,
processor seconds, peak memory in MiB.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess

from benchmarks.processes import peak


class ReleaseSpider(scrapy.Spider):  # type: ignore[misc]  # no types
    name = "releases"

    def __init__(self, bases: list[str], path: str, **more: Any) -> None:
        super().__init__(**more)
        self.start_urls = [f"{base}/news" for base in bases]
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("CREATE TABLE body (url TEXT PRIMARY KEY, body BLOB)")

    def parse(self, response: Any) -> Iterator[Any]:
        """Keep the page; follow a listing's releases and its next page."""
        self._database.execute("INSERT INTO body VALUES (?, ?)", (response.url, response.body))
        if "/news/" not in response.url:
            for link in response.css("li a::attr(href)").getall():
                yield response.follow(link, self.parse)
            following = response.css("a[rel=next]::attr(href)").get()
            if following:
                yield response.follow(following, self.parse)


def main() -> None:
    concurrency, bases, folder = int(sys.argv[1]), sys.argv[2].split(","), Path(sys.argv[3])
    settings = {
        "ROBOTSTXT_OBEY": False,
        "CONCURRENT_REQUESTS": concurrency * len(bases),
        "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency,
        "DOWNLOAD_DELAY": 0,
        "AUTOTHROTTLE_ENABLED": False,
        "COOKIES_ENABLED": False,
        "RETRY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": False,
    }
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(ReleaseSpider)
    begun = resource.getrusage(resource.RUSAGE_SELF)
    start, used = time.perf_counter(), begun.ru_utime + begun.ru_stime
    process.crawl(crawler, bases=bases, path=str(folder / "bodies.sqlite"))
    process.start()
    seconds = time.perf_counter() - start
    usage = resource.getrusage(resource.RUSAGE_SELF)
    processor = usage.ru_utime + usage.ru_stime - used
    pages = crawler.stats.get_value("response_received_count")
    print(json.dumps({"pages": pages, "seconds": seconds, "processor": processor, "memory": peak()}))


if __name__ == "__main__":
    main()
