"""English names of persons beside an office or a form of address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from ratssearch.enrich.discovery.hints import automaton

Span = tuple[int, int]


class Person(NamedTuple):
    start: int
    end: int
    rule: str  # "office", "address", or "again" for a name met elsewhere in the release
    office: Span | None = None  # where the page words it


class _Token(NamedTuple):
    start: int
    end: int
    word: str
    named: bool  # whether it can be part of a person's name


class _Office(NamedTuple):
    start: int
    end: int
    plural: bool


class Run(NamedTuple):
    """Words in a row that may be a person's name."""

    start: int
    end: int
    first: int  # place of its first token
    words: int


class Names(NamedTuple):
    """What may be persons' names in one paragraph."""

    text: str
    tokens: list[_Token]
    runs: list[Run]


# A capital that no letter goes before; the look behind comes second, so that the search skips from capital to capital.
_TOKEN = re.compile(r"[A-Z](?<![\w'].)(?:\.(?:[A-Z]\.)*(?:(?=\W)|[A-Z][\w'-]*)|[\w'-]*)")
_PART = re.compile(r"(?:[A-Z]\.-?)+$|(?:[A-Z]\.)*(?:Mc|Mac|O'|D'|De|La|Al-|El-)?[A-Z][a-z]+(?:[-'][A-Z]?[a-z]+)*'?$"
                   r"|(?:O'|Mc)[A-Z][a-z]+$|[A-Z][a-z]+[A-Z][a-z]+$")  # fmt: skip
_PARTICLE = re.compile(r" (?:(?:al|el|bin|ibn|de|von|van|der|den|da|dos|del|e) )?(?:(?:al|el|as|an)-)?")
_ARTICLE = re.compile(r"(?<![\w'-])(?:al|el|as|an)-$")
_ADDRESS = re.compile(
    r"(?<!\w)(?:(?:Mr|Mrs|Ms|Dr|Prof|Messrs|H\.E|HE|Sir|Dame)\.?|(?:Excellency|Majesty|Highness|Holiness),?) ?$"
)
_SUFFIX = re.compile(r"(?:, ?|\s)(?:Jr|Sr)\b\.?|(?: II| III| IV)\b")
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
_POSSESSIVE = re.compile(r"'s?$")
_CONTEXT = 90  # characters in which an office and what it is of may go before a name
_HONOUR = ("Emerita", "Emeritus", "Elect", "Designate", "elect", "designate")  # after an office
# Ordinary words too: in small letters no office.
_SINGLE = ("head", "general", "major", "chief", "agent", "attorney", "leader")
_VAGUE = frozenset(word + ending for word in _SINGLE for ending in ("", "s"))


def address_before(text: str, start: int) -> str:
    """The form of address right before a name, in small letters without its full stop; empty if there is none."""
    found = _ADDRESS.search(text, max(0, start - 14), start)
    return found.group().strip(" ,.").lower() if found is not None else ""


class PersonFinder:
    """Finds persons by the word lists of data/discovery.toml."""

    def __init__(self, lists: Mapping[str, list[str]], given: frozenset[str] = frozenset()) -> None:
        """`given` are usual given names in small letters: some are words too, such as Bill and April."""
        self.given = given
        offices = {word.lower() for word in lists["en_offices"]}
        singles = {word for word in offices if " " not in word}
        self.plural = {_plural(word) for word in singles}
        self.by_last: dict[str, list[str]] = {}
        for phrase in offices | self.plural:
            self.by_last.setdefault(re.split(r"[ ]", phrase)[-1], []).append(phrase)
        for phrases in self.by_last.values():
            phrases.sort(key=len, reverse=True)
        words = {word for phrase in lists["en_offices"] for word in re.split(r"[ -]", phrase)} | set(
            lists["en_offices"]
        )
        words |= {word.capitalize() for word in self.plural}
        self.no_names = frozenset(
            words.union(
                *(lists[name] for name in ("en_heads", "en_topics", "en_no_names", "en_not_first", "en_no_bodies"))
            )
        )
        alternatives = "|".join(sorted(map(re.escape, offices - {"general", "major", "head"}), key=len, reverse=True))
        self._named = lru_cache(maxsize=50_000)(self._can_be_named)
        self._hints = automaton(
            {
                *self.by_last,
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

    def read(self, text: str, known: list[Span], towns: list[Span]) -> Names:
        """What may be persons' names in one paragraph (folded, in its own case). `known` are names that are no
        persons'; `towns` may be."""
        tokens = self._tokens(text, known, towns)
        return Names(text, tokens, self._runs(text, tokens))

    def find(self, names: Names) -> Iterator[Person]:
        """The names beside an office or a form of address."""
        text, tokens, runs = names
        if (speaker := self.speaker(text)) is not None:
            yield speaker
        reached = 0
        for number, run in enumerate(runs):
            if run.start < reached:
                continue
            office = self._office_before(text, tokens, run)
            if office is not None:
                span = (office.start, office.end)
                yield Person(run.start, run.end, "office", span)
                if office.plural:
                    for other in _listed(text, runs[number:]):
                        yield Person(other.start, other.end, "office", span)
                        reached = other.end
            elif (after := self._office_after(text, run)) is not None:
                yield Person(run.start, run.end, "office", after)
            elif _ADDRESS.search(text[max(0, run.start - 14) : run.start]):
                yield Person(run.start, run.end, "address")

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

    def _runs(self, text: str, tokens: list[_Token]) -> list[Run]:
        """Words in a row that may be names, at most four, not inside a longer capitalised name."""
        found: list[Run] = []
        place = 0
        while place < len(tokens):
            if not tokens[place].named:
                place += 1
                continue
            last = place
            while (
                last + 1 < len(tokens)
                and tokens[last + 1].named
                and not tokens[last].word.endswith(("'s", "'"))
                and _PARTICLE.fullmatch(text, tokens[last].end, tokens[last + 1].start)
            ):
                last += 1
            follower = tokens[last + 1] if last + 1 < len(tokens) else None
            inside = (
                follower is not None
                and not follower.named
                and text[tokens[last].end : follower.start] == " "
                and not tokens[last].word.endswith("'s")
                and not self._is_office(follower.word)
            )
            if last - place < 5 and not inside and not tokens[last].word.endswith("."):
                found.append(self._run(text, tokens, place, last))
            place = last + 1
        return found

    @staticmethod
    def _run(text: str, tokens: list[_Token], first: int, last: int) -> Run:
        end = tokens[last].end
        end -= len(tokens[last].word) - len(_POSSESSIVE.sub("", tokens[last].word))
        suffix = _SUFFIX.match(text, end)
        start = tokens[first].start
        start -= 3 if text[start - 1 : start] == "-" and _ARTICLE.search(text, max(0, start - 4), start) else 0
        return Run(start, suffix.end() if suffix else end, first, last - first + 1)

    def _tokens(self, text: str, known: list[Span], towns: list[Span]) -> list[_Token]:
        found = []
        for match in _TOKEN.finditer(text):
            start, end = match.span()
            word = match.group()
            named = self._named(word)
            if named and known:
                named = not any(start < stop and begin < end for begin, stop in known)
            if named and towns and any(start < stop and begin < end for begin, stop in towns):
                named = text[start - 3 : start] not in ("of ", "in ", "at ")
            if named and found and self._is_given(found[-1].word) and text[found[-1].end : start] == " ":
                found[-1] = found[-1]._replace(named=True)  # "Bill Poe", though a bill is no person
            found.append(_Token(start, end, word, named))
        return found

    def _is_given(self, word: str) -> bool:
        return word.lower() in self.given and not self._is_office(word)

    def stands_free(self, names: Names, run: Run) -> bool:
        """Whether no capitalised word goes right before a name but an office's or a form of address: "the old Poe", not
        "Fort Poe"."""
        before = names.tokens[run.first - 1] if run.first else None
        if before is None or before.named or names.text[before.end : run.start] != " ":
            return True
        return self._is_office(before.word) or self._begins(names.text, before.start)

    @staticmethod
    def _begins(text: str, start: int) -> bool:
        return start == 0 or text[:start].rstrip(" \"'").endswith((".", ":", "?", "!"))

    def _can_be_named(self, word: str) -> bool:
        bare = _POSSESSIVE.sub("", word)
        return bare not in self.no_names and _PART.match(bare) is not None

    def _is_office(self, word: str) -> bool:
        return word.lower() in self.by_last

    def _office_before(self, text: str, tokens: list[_Token], run: Run) -> _Office | None:
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
            direct = (start == run.start and glue == " ") or text[start : run.start - 1] in _HONOUR
            if phrase and (direct or glue.startswith((" of", " for", " to", " at"))):
                if run.words == 1 and not self._is_proper(text, run):
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
        word = _TOKEN.match(text, start)
        return word is None or _POSSESSIVE.sub("", word.group()) in self.no_names


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
