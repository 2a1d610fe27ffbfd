"""Chinese names of persons after an office: 秘书长张明."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ratssearch.enrich.discovery.persons import Person

HAN = re.compile("[\u4e00-\u9fff]")


class HanFinder:
    """Finds persons by the offices, surnames and following words of data/discovery.toml."""

    def __init__(self, lists: Mapping[str, list[str]]) -> None:
        offices = "|".join(sorted(lists["zh_offices"], key=len, reverse=True))
        after = "|".join(lists["zh_after"])
        surnames = lists["zh_surnames"][0]
        name = rf"[{surnames}][\u4e00-\u9fff]{{1,2}}?"
        foreign = r"[\u4e00-\u9fff]{1,6}(?:[·•][\u4e00-\u9fff]{1,8}?)+?"
        self.pattern = re.compile(rf"({offices})({foreign}|{name})(?={after}|[^\u4e00-\u9fff·•]|$)")

    def persons(self, text: str) -> Iterator[Person]:
        for match in self.pattern.finditer(text):
            yield Person(*match.span(2), "office", match.span(1))
