"""English names of bodies that no table knows: capitalised names whose head noun says what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ratssearch.enrich.discovery.hints import automaton

Span = tuple[int, int]


class Body(NamedTuple):
    start: int
    end: int
    rule: str  # "head", "company", "defined"
    acronym: str = ""  # that the text gives it in brackets


_TITLES = "Mr|Mrs|Ms|Dr|St|Prof|Gen|Sen|Rep|Gov|Lt|Col|Inc|Corp|Ltd|Co|Jr|Sr|No"
_CAPITAL = rf"(?:(?:[A-Z]\.)+(?=\W)|(?:{_TITLES})\.|[A-Z][\w&'/-]*(?:\.\w+)*)"
_LINK = r"(?:of|for|on|in|to|at|against|under|de|du|la|des)(?: the| all)? "
_GLUE = r"(?:,? (?:and )?(?:the )?| & )"
# Two capitals or more. The look behind comes second, so that the search skips from capital to capital.
_RUN = re.compile(
    rf"[A-Z](?<![\w'-].)(?:(?:\.[A-Z])*\.(?=\W)|t\.(?= )|[\w&'/-]*(?:\.\w+)*)(?:{_GLUE}(?:{_LINK})?{_CAPITAL})+"
)
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th) $")
_PIECE = re.compile(r"(, and (?:the )?|, (?:the )?| and (?:the )?| & |(?<=\w)'s (?=[A-Z]))")
_LINKED = re.compile(r" (?:of|for|on|in|to|at|against|under)(?: the| all)? ")
_FIRST_LINK = re.compile(rf" {_LINK}")
_ACRONYM = re.compile(r" ?\((?:the |hereinafter )?[\"']?([A-Z][A-Za-z&-]{1,9})[\"']?\)")
_TAIL = re.compile(r"(?:North|South|East|West|Central|International|[IVX]+|\d+)$")
_WORDS_AT_MOST = 14


class BodyFinder:
    """Finds bodies by the word lists of data/discovery.toml."""

    def __init__(self, lists: Mapping[str, list[str]]) -> None:
        self.heads = frozenset(lists["en_heads"])
        self.companies = frozenset(word.rstrip(".") for word in lists["en_companies"])
        self.no_bodies = frozenset(lists["en_no_bodies"])
        self.not_first = frozenset(lists["en_not_first"])
        self._hints = automaton({*self.heads, *self.companies})
        self.offices = frozenset(phrase.split(" ")[0] for phrase in lists["en_offices"])

    def find(self, text: str, known: list[Span]) -> Iterator[Body]:
        """Bodies in one paragraph (folded, in its own case); `known` are the names that the tables know there."""
        if next(self._hints.iter(text), None) is None and ("(" not in text or _ACRONYM.search(text) is None):
            return
        for match in _RUN.finditer(text):
            ordinal = _ORDINAL.search(text, max(0, match.start() - 6), match.start())
            start = ordinal.start() if ordinal else match.start()
            for first, last in self._pieces(text, start, match.end(), known):
                yield from self._body(text, first, last)

    def _pieces(self, text: str, start: int, end: int, known: list[Span]) -> Iterator[Span]:
        """A run of capitals cut where one name ends and another begins: at commas, "and" and "'s"."""
        parts = _PIECE.split(text[start:end])
        if len(parts) == 1:
            yield start, end
            return
        first, last = start, start + len(parts[0])
        listed = last  # end of the name before a list such as "Committee on Trade, Science and Labour"
        for number in range(1, len(parts), 2):
            glue, piece = parts[number], parts[number + 1]
            begin = last_seen = listed + len(glue)
            end_here = begin + len(piece)
            left = text[first:last]
            joined = self._joins(glue, left, piece, (first, last) in known)
            if joined == "list":
                listed = end_here
                continue
            if joined == "yes":
                last = listed = end_here
                continue
            if joined == "no":
                yield first, last
            first, last = last_seen, end_here
            listed = last
        yield first, last

    def _joins(self, glue: str, left: str, right: str, known: bool) -> str:
        """Whether two pieces are one name: "yes", "no", "drop" (the left says nothing) or "list" (not known yet)."""
        if glue == "'s ":
            return "no" if self.is_body(left) else "drop" if known else "yes"
        opened = _LINKED.search(left) is not None
        whole = self.is_body(right)
        if "and" in glue or "&" in glue:
            short = " " not in left and not known and glue in (" and ", " & ")
            if whole and not short:
                return "no"
            return "yes" if opened or short or glue == " & " else "no"
        topic = right.count(" ") < 3 and not any(word in self.offices for word in right.split(" "))
        return "list" if opened and topic and not whole and self.is_body(left) else "no"

    def is_body(self, words: str) -> bool:
        return any(self._rule(name) for _, name in self._names(0, words))

    def _names(self, begin: int, words: str) -> Iterator[tuple[int, str]]:
        """The words without what goes before a body's own name: "Highlights of the", "Candidate for the"."""
        while True:
            first, _, rest = words.partition(" ")
            if not rest or (first.rstrip(".,") not in self.not_first and not first[0].islower()):
                break
            begin, words = begin + len(first) + 1, rest
        yield begin, words
        parts = words.split(" ")
        for place in range(2, len(parts)):  # "World Council President Mary Poe"
            if parts[place] in self.offices and parts[place - 1] in self.heads:
                yield begin, " ".join(parts[:place])
        for link in _LINKED.finditer(words):
            yield begin + link.end(), words[link.end() :]

    def _body(self, text: str, start: int, end: int) -> Iterator[Body]:
        defined = _ACRONYM.match(text, end)
        acronym = defined.group(1) if defined is not None else ""
        for begin, name in self._names(start, text[start:end]):
            rule = self._rule(name)
            stop = begin + len(name)
            if rule == "head" and re.match(r" [\dIVX]", text[stop : stop + 2]) and name.endswith(("Section", "Group")):
                continue
            fits = bool(acronym) and initials_match(name, acronym)
            if not rule and fits and len(acronym) > 2 and self._may_be_defined(name):
                rule = "defined"
            if rule:
                yield Body(begin, stop, rule, acronym if fits else "")
                return

    def before(self, text: str, body: Body, known: list[Span]) -> Body | None:
        """The body itself, or the part of its name before a known one; None where a known name leaves nothing of it."""
        inside = [span for span in known if span[0] < body.end and body.start < span[1]]
        if not inside:
            return body
        own = re.sub(rf" {_LINK}$", "", text[body.start : min(inside)[0]]) if min(inside)[0] > body.start else ""
        if not own or own.endswith(" ") or not self._rule(own):
            return None
        return Body(body.start, body.start + len(own), body.rule)

    def _may_be_defined(self, name: str) -> bool:
        return " " in name and not any(word in self.no_bodies for word in name.split(" "))

    def _rule(self, name: str) -> str:
        """ "head" or "company" where the words are the name of a body, else empty."""
        words = name.split(" ")
        capitals = [word for word in words if word[:1].isupper()]
        if len(capitals) < 2 or len(words) > _WORDS_AT_MOST or name == "Task Force":
            return ""
        link = _FIRST_LINK.search(name)
        lead = (name[: link.start()] if link else name).split(" ")
        if len(lead) > 1 and _TAIL.match(lead[-1]):
            lead = lead[:-1]
        head = lead[-1].removesuffix("'")
        if head in self.heads:
            return "" if link is not None and head == "Staff" else "head"  # the Air Staff, but staff of the ...
        if head.removesuffix("'s") in self.heads and link is None:
            return "head"
        return "company" if capitals[-1].rstrip(".") in self.companies else ""


def initials_match(words: str, acronym: str) -> bool:
    """Whether most letters of an acronym begin words of the name, in order."""
    initials = iter([part[0].upper() for part in re.findall(r"[^\W_]+", words)])
    letters = [char for char in acronym.upper() if char.isalpha()]
    return sum(any(initial == letter for initial in initials) for letter in letters) >= 0.6 * len(letters)
