"""What words are the whole name of a body: where it begins and ends among capitalised words, and what it is of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

LINK = r"(?:(?<=People )with|(?<=Persons )with|of|for|on|in|to|at|against|under|de|du|la|des)(?: the| all)? "
WITHIN_LINK = re.compile(r" (?:in|at|within)(?: the| all)? ")
_PURPOSE = re.compile(r" to ([A-Z]\w+)")
LINKED = re.compile(r" (?:of|for|on|in|to|at|against|under)(?: the| all)? ")
FIRST_LINK = re.compile(rf" {LINK}")
TAIL = re.compile(
    r"(?:North|South|East|West|Central|Greater|Upper|Lower|Northern|Southern|Eastern|Western|International|General"
    r"|[IVX]+|\d+)$"
)
_TWO_WORDS = re.compile(r"[A-Z]\w+ and [A-Z]\w+")  # "House and Senate"
# "In God We Trust"; the end of a list, "Acumen, and Readiness Committee".
_NO_NAME = re.compile(
    r"(?:^| )(?:We|You|I)(?: |$)|^[A-Z]\w+, and | (?:Judge|Justice) (?:for|of) |^Senior .*Administration$"
)
_CUT_OFF = re.compile(r"-$| [A-Z]$")
_BASED = re.compile(r"-(?:based|led|backed|owned|funded|confirmed|approved|appointed|controlled|run|style)$")
_PERSON = re.compile(r" (?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col)\. ")
_WORDS_AT_MOST = 14


class BodyNames:
    """Judges words by the word lists of data/discovery.toml. Safe for many threads."""

    def __init__(self, lists: Mapping[str, list[str]]) -> None:
        self.heads = frozenset(lists["en_heads"])
        self.companies = frozenset(word.rstrip(".") for word in lists["en_companies"])
        self.no_bodies = frozenset(lists["en_no_bodies"])
        self.not_first = frozenset(lists["en_not_first"])
        self.offices = frozenset(phrase.split(" ")[0] for phrase in lists["en_offices"])
        self.weak, self.places = frozenset(lists["en_weak_heads"]), frozenset(lists["en_places"])
        self.endings, self.generic = tuple(lists["en_no_endings"]), frozenset(lists["en_generic"])
        self.ing_nouns, self.topics = frozenset(lists["en_ing_nouns"]), frozenset(lists["en_topics"])
        self.inner = re.compile(rf"^.* (?:{'|'.join(lists['en_inner'])}) (?:the )?(?=[A-Z])")
        self.not_alone = frozenset(lists["en_not_alone"])
        self.no_last = frozenset(lists["en_no_last"])
        self.given_names = frozenset(lists["given_names"])
        self.before_names = frozenset(lists["en_before_names"])
        self.holders = frozenset(lists["en_holders"])
        days = "|".join(lists["en_days"])
        self.month = re.compile(rf"(?:{days}) $")
        # What ends a name for certain: "Congress in February", "Embassy in Tolqun", "Office on May 3".
        networks = "|".join(lists["en_networks"])
        self.stop = re.compile(rf" (?:in|on|at|for|to|of)(?: the)? (?:{days}|\d)\b| on (?:{networks})\b| under ")

    def is_body(self, words: str) -> bool:
        return any(self._rule(name) for _, name in self._names(0, words))

    def _head(self, name: str) -> str:
        """The noun that says what a name is of, if it has one in its place."""
        link = FIRST_LINK.search(name)
        return (name[: link.start()] if link else name).removesuffix(" General").rsplit(" ", 1)[-1]

    def _rule(self, name: str, *, weak: bool = False) -> str:
        """ "head" or "company" where the words are the name of a body, else empty; `weak` head nouns only if asked."""
        words = name.split(" ")
        capitals = [word for word in words if word[:1].isupper()]
        link = FIRST_LINK.search(name)
        lead = name[: link.start()] if link else name
        common = name.removesuffix("'s") in self.generic or (
            lead in self.generic and link is not None and link.group().startswith((" at ", " in "))
        )
        if (
            len(capitals) < 2
            or len(words) > _WORDS_AT_MOST
            or common
            or _CUT_OFF.search(name)
            or words[-1] in self.no_last
            or words[-1][0].islower()
        ):
            return ""
        last = lead.split(" ")
        if len(last) > 1 and TAIL.match(last[-1]):
            last = last[:-1]
        alone = len(last) == 1 and (link is None or last[0] in self.not_alone)  # "Section II", "Services to Victims"
        tie = link is None and len(last) == 2 and "-" in last[0] and last[1] == "Alliance"  # of two countries
        post = len(words) == 2 and words[0] in self.holders  # "Assistant Press" Secretary
        if alone or tie or post or (_TWO_WORDS.fullmatch(name) and last[-1] in self.heads) or _NO_NAME.search(name):
            return ""
        head = last[-1].removesuffix("'").removesuffix("'s" if link is None else "")
        if (
            head in self.heads
            and (weak or head not in self.weak)
            and not lead.removesuffix("'s").endswith(self.endings)
        ):
            if head == "Staff":  # the Air Staff, but staff of the ...
                return "" if link is not None else "head"
            if head in ("Centers", "Centres"):  # the Centers for Disease Control are one body, other centers many
                return "head" if link is not None else ""
            return "" if link is not None and head == "Journal" else "head"
        return "company" if link is None and capitals[-1].rstrip(".") in self.companies else ""

    def _names(self, begin: int, words: str) -> Iterator[tuple[int, str]]:
        """The words without what goes before or after a body's own name: "Highlights of the", "Candidate for the"."""
        offset, words = self._stripped(words)
        yield begin + offset, self._ended(words)
        for link in LINKED.finditer(words):
            inner, own = self._stripped(words[link.end() :])
            yield begin + offset + link.end() + inner, self._ended(own)

    def _stripped(self, words: str) -> tuple[int, str]:
        """The words without first ones that begin no name, and how many characters those take."""
        inner = self.inner.match(words)
        begin, led = (inner.end() if inner else 0), False
        while True:
            first, _, rest = words[begin:].partition(" ")
            plain = first.rstrip(".,")
            doing = plain.endswith("ing") and plain not in self.ing_nouns and not led
            if not rest or not (doing or plain in self.not_first or first[0].islower() or _BASED.search(first)):
                return begin, words[begin:]
            begin, led = begin + len(first) + 1, not doing

    def _ended(self, words: str) -> str:
        """The words up to a day, a place after the head noun, or the office of a person named after the body."""
        stop = self.stop.search(words)
        words = words[: stop.start()] if stop else words
        words = _PERSON.split(words)[0]
        words = words.split(" in ")[0] if self._head(words) in self.places else words
        link = FIRST_LINK.search(words)
        if link is not None and self._is_where(words, link.group()):
            words = words[: link.start()]
        within = WITHIN_LINK.search(words)
        if within is not None and within.group() == " in the ":  # "Office for Borders in the Bureau of Tolqun Affairs"
            both = self._rule(words[: within.start()]) and self._rule(words[within.end() :])
            words = words[: within.start()] if both else words
        for purpose in _PURPOSE.finditer(words):  # "Border Council to Expand and Continue to Operate"
            before = words[: purpose.start()]
            named = before.count(" ") > 2 or self._head(words) in (
                "Administration",
                "Department",
                "Government",
                "Service",
            )
            if purpose.group(1) in self.not_first and (named or purpose.end() == len(words)):
                words = before
                break
        parts = words.split(" ")
        for place in range(2, len(parts)):  # "World Council President Mary Poe"
            holder = parts[place] in self.holders or parts[place] in self.offices or parts[place] in self.given_names
            holder = holder and parts[place - 1][:1].isupper() and parts[place - 1] not in self.before_names
            if holder and not parts[place - 1].endswith("'s") and self._names_holder(parts, place):
                # "World Council Deputy Press Secretary": the office begins before its last word.
                named = (at for at in range(1, place) if parts[at] in self.holders and parts[at - 1][:1].isupper())
                first = place if parts[0] == "Office" else next(named, place)
                return " ".join(parts[:first])
        return words

    def _is_where(self, words: str, link: str) -> bool:
        """Whether the link right after the head noun says where a body is, or what it does: "Embassy in Tolqun"."""
        head = self._head(words)
        if head in ("Congress", "Senate", "Parliament", "Police", "Army", "Forces"):
            return not link.startswith(" of ")
        if link.startswith(" in "):
            return head not in ("Institute", "Embassy", "Consulate", "Mission", "Office")
        return link.startswith(" at ") and head not in self.places

    def _names_holder(self, parts: list[str], place: int) -> bool:
        """Whether the office at a place belongs to a person after a body's name, not to the name: "Office of the White
        House Chief of Staff", "Office of the National Security Advisor"."""
        own_post = parts[0] == "Office" and parts[place] in ("Chief", "Associate")
        if parts[0] == "Office" and parts[place] in self.given_names and parts[place - 1] in self.holders:
            return False  # "Office of Senator Mary Poe"
        if own_post or " ".join(parts[place - 1 : place + 1]) == "Consulate General":
            return False  # "Office of the Federal Chief Counsel"
        if parts[place - 1] in self.heads and parts[place] in self.offices:
            return True
        left = " ".join(parts[:place])
        if parts[place] not in self.holders and parts[place] not in self.given_names:
            return False
        followed = place + 1 < len(parts) and parts[place + 1][:1].isupper()
        after = parts[place] in self.given_names and not self.heads.isdisjoint(parts[place:])
        owned = followed or parts[place] in self.given_names or self._head(left) != "Office"
        return bool(self._rule(left) or left in self.generic) and not after and owned
