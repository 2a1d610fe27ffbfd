"""English names of persons beside an office or a form of address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from ratssearch.enrich.discovery.hints import automaton
from ratssearch.enrich.discovery.name_facts import FACTS
from ratssearch.enrich.discovery.name_runs import POSSESSIVE, TOKEN, NameReader, Names, Run, Token

Span = tuple[int, int]


class Person(NamedTuple):
    start: int
    end: int
    rule: str  # "office", "address", or "again" for a name met elsewhere in the release
    office: Span | None = None  # where the page words it


class _Office(NamedTuple):
    start: int
    end: int
    plural: bool


_ADDRESS = re.compile(
    r"(?<!\w)(?:(?:Mr|Mrs|Ms|Dr|Prof|Messrs|H\.E|HE|Sir|Dame|Hon|Honou?rable|Madam|Rev|Reverend|Pastor|Coach)\.?"
    r"|(?:Excellency|Majesty|Highness|Holiness),?) ?$"
)
_BEHIND = re.compile(r"(?: (?:of|for|to|at)(?: the)?| and| to the|,| &)? $")
# What may stand between a name and the office that follows it.
_START = re.compile(
    r"(?:, (?:of (?:the )?[A-Z][\w. ]{2,30}, )?(?:who (?:is|was) |to be |is |was |as |the |a )?"
    r"| (?:is|was|serves as|served as|who is|to be|as) | \()(?:the |a |an |his |her |its |their |our )?"
)
_ONE_WORD = re.compile(r"(?!(?:and|or|said|says|told|who|which|that|met|with|by|in|on)\b)[\w'-]+ ")
# What goes before an office and belongs to it.
_RANK = re.compile(
    r"(?<![\w-])(?:(?:First|Deputy|Vice|Acting|Former|Assistant|Associate|Senior|Special|Permanent|Executive)[ -])+$"
)
_LISTED = re.compile(r", and |, | and ")
_CALLED = re.compile(r"([A-Z][A-Z.'’ -]{3,60}):")
_CONTEXT = 90  # characters in which an office and what it is of may go before a name
_HONOUR = ("Emerita", "Emeritus", "Elect", "Designate", "elect", "designate")  # after an office
# Ordinary words too: in small letters no office.
_SINGLE = ("head", "general", "major", "chief", "agent", "attorney", "leader", "private", "coach", "dean")
_VAGUE = frozenset(word + ending for word in _SINGLE for ending in ("", "s"))


def address_before(text: str, start: int) -> str:
    """The form of address right before a name, in small letters without its full stop; empty if there is none."""
    found = _ADDRESS.search(text, max(0, start - 14), start)
    return found.group().strip(" ,.").lower() if found is not None else ""


_PARTIAL = frozenset({"chief", "head", "agent", "private", "attorney", "economist", "scientist"})  # "Chief Usher"


class PersonFinder:
    """Finds persons by the word lists of data/discovery.toml."""

    def __init__(self, lists: Mapping[str, list[str]], given: frozenset[str] = frozenset()) -> None:
        """`given` are usual given names in small letters: some are words too, such as Bill and April."""
        named = [*lists["en_offices"], *FACTS.offices]
        offices = {word.lower() for word in named}
        singles = {word for word in offices if " " not in word}
        self.plural = {_plural(word) for word in singles}
        self.by_last: dict[str, list[str]] = {}
        for phrase in offices | self.plural:
            self.by_last.setdefault(re.split(r"[ ]", phrase)[-1], []).append(phrase)
        for phrases in self.by_last.values():
            phrases.sort(key=len, reverse=True)
        words = {word for phrase in named for word in re.split(r"[ -]", phrase)} | set(named)
        words |= {word.capitalize() for word in (*self.plural, *FACTS.forms)}
        self.topics = frozenset(lists["en_topics"])
        self.no_names = frozenset(
            words.union(
                FACTS.no_names,
                *(lists[name] for name in ("en_heads", "en_topics", "en_no_names", "en_not_first", "en_no_bodies")),
            )
        )
        alternatives = "|".join(sorted(map(re.escape, offices - {"general", "major", "head"}), key=len, reverse=True))
        self._reader = NameReader(self.no_names, frozenset(self.by_last), given)
        self.read = self._reader.read
        self._hints = automaton(
            {
                *offices,
                *self.plural,
                "mr",
                "ms.",
                "dr",
                "prof",
                "h.e",
                "sir ",
                "dame ",
                "excellenc",
                "majest",
                "highness",
                "eminence",
                "holiness",
            }
        )
        self.after = re.compile(rf"(?i:(?:{alternatives}|head)(?![\w-]))")

    def hinted(self, lower: str) -> bool:
        """Whether a text, in small letters, may hold an office or a form of address. Quick; most texts do not."""
        return next(self._hints.iter(lower), None) is not None

    def find(self, names: Names, small: Callable[[], frozenset[str]] = frozenset) -> Iterator[Person]:
        """The names beside an office or a form of address. `small` gives the words that the release has in small
        letters: where little else says that a person is meant, these are no names."""
        text, tokens, runs = names
        if (speaker := self.speaker(text)) is not None:
            yield speaker
        reached = 0
        for number, found in enumerate(runs):
            if found.start < reached:
                continue
            run = self._without_firm(text, tokens, found)
            if run.words == 1 and text[run.start : run.end].lower() in FACTS.single:
                continue
            office = self._office_before(text, tokens, run)
            if office is not None and self._is_ordinary(names, run, office, small):
                continue
            if office is not None:
                span = (office.start, office.end)
                yield Person(run.start, run.end, "office", span)
                if office.plural:
                    for other in _listed(text, runs[number:]):
                        yield Person(other.start, other.end, "office", span)
                        reached = other.end
            elif (after := self._office_after(text, run)) is not None:
                if not self._is_ordinary(names, run, None, small):
                    yield Person(run.start, run.end, "office", after)
            elif _ADDRESS.search(text[max(0, run.start - 14) : run.start]):
                yield Person(run.start, run.end, "address")

    def _without_firm(self, text: str, tokens: list[Token], run: Run) -> Run:
        """The run without the firm that the office before is of: "Mary Poe, CEO, Agrestia Otto Poe, Chairman"."""
        before = tokens[run.first - 1] if run.first else None
        if run.words < 3 or before is None or not self._reader.is_office(before.word):
            return run
        first, second = tokens[run.first : run.first + 2]
        if text[before.end : run.start] != ", " or self._reader.is_given(first.word) or first.word.endswith("."):
            return run
        given = self._reader.is_given(second.word)
        return Run(second.start, run.end, run.first + 1, run.words - 1) if given else run

    def speaker(self, text: str) -> Person | None:
        """Who speaks, in a transcript's capitals: "PRESIDENT POE: ..."."""
        called = _CALLED.match(text)
        words = called.group(1).split(" ") if called is not None else []
        for count in (3, 2, 1):
            office, name = " ".join(words[:count]), " ".join(words[count:])
            if name and office.lower() in self.by_last.get(office.lower().split(" ")[-1], ()):
                good = len(words) - count < 4 and not any(word.capitalize() in self.no_names for word in words[count:])
                return (
                    Person(len(office) + 1, len(office) + 1 + len(name), "office", (0, len(office))) if good else None
                )
        return None

    def _is_ordinary(self, names: Names, run: Run, office: _Office | None, small: Callable[[], frozenset[str]]) -> bool:
        """Whether only their place says that words are a name, and they are ordinary ones: "Chief Risk Officer"."""
        text, words = names.text, [token.word for token in names.tokens[run.first : run.first + run.words]]
        if (
            office is not None
            and self._office_follows(text, run)
            and (run.words == 1 or not self._reader.is_given(words[0]))
        ):
            return True
        if run.words > 1 and any(self._reader.is_given(word) or word.endswith(".") for word in words):
            return False
        phrase = text[office.start : office.end].lower() if office is not None else ""
        if office is not None and office.end == run.start - 1 and phrase not in _VAGUE and not office.plural:
            direct = phrase.split(" ")[-1]
            if direct in self.by_last and direct not in _VAGUE:
                return False
        return any(POSSESSIVE.sub("", word).lower() in small() for word in words)

    def _office_follows(self, text: str, run: Run) -> bool:
        """Whether an office, and no comma, comes right after: the words are a part of it."""
        token = TOKEN.match(text, run.end + 1) if text[run.end : run.end + 1] == " " else None
        return token is not None and self._reader.is_office(token.group())

    def may_be_again(self, names: Names, run: Run) -> bool:
        """Whether a surname alone is no function word, and no capitalised word goes right before it but an office's or
        a form of address: "the old Poe", not "Fort Poe"."""
        beside = (names.text[run.start - 2 : run.start], names.text[run.end : run.end + 2])
        if names.text[run.start : run.end].lower() in FACTS.single or "& " in beside or " &" in beside:
            return False
        before = names.tokens[run.first - 1] if run.first else None
        if before is None or before.named or names.text[before.end : run.start] != " ":
            return True
        known = self._reader.is_office(before.word) or before.word.lower().strip(".") in FACTS.forms
        return known or self._begins(names.text, before.start)

    @staticmethod
    def _begins(text: str, start: int) -> bool:
        return start == 0 or text[:start].rstrip(" \"'").endswith((".", ":", "?", "!"))

    def _office_before(self, text: str, tokens: list[Token], run: Run) -> _Office | None:
        """The office that goes before a name: "President", "Secretary of State", "its director"."""
        place, start = run.first - 1, run.start
        while place >= 0 and run.start - tokens[place].start < _CONTEXT:
            token = tokens[place]
            glue = text[token.end : start]
            if not _BEHIND.fullmatch(glue):
                break
            if start == run.start and glue != " " and (glue != ", " or run.words == 1):
                break
            phrase = self._phrase(text, token.end)
            title = text[start : run.start - 1]
            direct = (start == run.start and glue == " ") or title in _HONOUR or title.lower().strip(".") in FACTS.forms
            if phrase and (direct or glue.startswith((" of", " for", " to", " at"))):
                between = tokens[place + 1 : run.first] if not direct else []
                if run.words == 1 and not (
                    self._is_proper(text, run) and self.topics.issuperset(t.word for t in between)
                ):
                    return None  # "Director of Business Coalitions"
                if run.words == 1 and phrase in _PARTIAL:
                    return None
                begin = token.end - len(phrase)
                rank = _RANK.search(text, max(0, begin - 30), begin)
                return _Office(rank.start() if rank else begin, run.start - 1, phrase in self.plural)
            if token.named and not token.word.endswith("'s"):
                break
            place, start = place - 1, token.start
        return self._lower_office(text, run)

    def _lower_office(self, text: str, run: Run) -> _Office | None:
        if run.words == 1 or text[run.start - 1 : run.start] != " ":
            return None
        phrase = self._phrase(text, run.start - 1)
        start = run.start - 1 - len(phrase)
        if not phrase or (phrase in _VAGUE and text[start].islower()):
            return None
        return _Office(start, run.start - 1, phrase in self.plural)

    def _phrase(self, text: str, end: int) -> str:
        """The office in small letters that ends at `end`, or empty."""
        start = text.rfind(" ", 0, end) + 1
        last = text[start:end].lower()
        suffix = next((suffix for suffix in ("-designate", "-elect") if last.endswith(suffix)), "")
        phrases = self.by_last.get(last.removesuffix(suffix).strip('("'))
        if phrases is None:
            return ""
        cut = text[max(0, end - 45) : end].lower().removesuffix(suffix)
        for phrase in phrases:
            if cut.endswith(phrase) and not cut[: -len(phrase)][-1:].isalnum():
                return phrase + suffix
        return ""

    def _is_proper(self, text: str, run: Run) -> bool:
        """Whether a single word is no ordinary one: it does not stand in small letters in the same paragraph."""
        word = text[run.start : run.end].lower()
        return len(word) > 1 and re.search(rf"(?<![\w'-]){re.escape(word)}(?![\w'-])", text) is None

    def _office_after(self, text: str, run: Run) -> Span | None:
        """The office that follows a name of two words or more: ", the Secretary-General"."""
        if run.words < 2 and not _ADDRESS.search(text[max(0, run.start - 14) : run.start]):
            return None
        for match in _offices(self.after, text, run.end):
            following = text[match.end() : match.end() + 2]
            bound = following[:1] == " " and following[1:].isupper() and match.group()[0].isupper()
            if bound and not self._follows_as_topic(text, match.end() + 1):
                return None  # "Last week, President Poe": the office is the next one's
            return match.span()
        return None

    def _follows_as_topic(self, text: str, start: int) -> bool:
        word = TOKEN.match(text, start)
        return word is None or POSSESSIVE.sub("", word.group()) in self.no_names


def _listed(text: str, runs: list[Run]) -> Iterator[Run]:
    """The names after the first of "Senators Reed, Mary Poe and Wicker"."""
    reached = runs[0].end
    for other in runs[1:]:
        if other.words > 3 or not _LISTED.fullmatch(text, reached, other.start):
            return
        yield other
        reached = other.end


def _offices(pattern: re.Pattern[str], text: str, place: int) -> Iterator[re.Match[str]]:
    """An office within a few words after a name."""
    start = _START.match(text, place)
    if start is None:
        return
    at = start.end()
    for _ in range(5):
        found = pattern.match(text, at)
        if found is not None:
            yield found
            return
        word = _ONE_WORD.match(text, at)
        if word is None:
            return
        at = word.end()


def _plural(word: str) -> str:
    if word.endswith("man"):
        return word[:-3] + "men"
    return word[:-1] + "ies" if word.endswith("ary") else word + "s"
