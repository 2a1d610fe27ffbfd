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
_LINK = r"(?:(?<=People )with|(?<=Persons )with|of|for|on|in|to|at|against|under|de|du|la|des)(?: the| all)? "
_GLUE = r"(?:,? (?:and )?(?:the )?|,? & )"
# Two capitals or more. The look behind comes second, so that the search skips from capital to capital.
_RUN = re.compile(
    rf"[A-Z](?<![\w'-].)(?:(?:\.[A-Z])*\.(?=\W)|t\.(?= )|[\w&'/-]*(?:\.\w+)*)(?:{_GLUE}(?:{_LINK})?{_CAPITAL})+"
)
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th) $")
_NO_LINK = r"(?<! of)(?<! for)(?<! on)(?<! in)(?<! to)(?<! at)(?<! all)(?<! under)(?<! against)"
_PIECE = re.compile(rf"(, and (?:the )?|, (?:the )?| and (?:the )?|,? & |{_NO_LINK} the (?=[A-Z])|(?<=\w)'s (?=[A-Z]))")
_LINKED = re.compile(r" (?:of|for|on|in|to|at|against|under)(?: the| all)? ")
_FIRST_LINK = re.compile(rf" {_LINK}")
_ACRONYM = re.compile(r" ?\((?:the |hereinafter )?[\"']?([A-Z][A-Za-z&-]{1,9})[\"']?\)")
_TAIL = re.compile(r"(?:North|South|East|West|Central|International|[IVX]+|\d+)$")
_AFTER_LINK = re.compile(rf" {_LINK}$")
_OWN_NAME = re.compile(r"(?: [A-Z][\w.'-]+){2,}")
_NUMBER = re.compile(r"(?:^| )No\.")
_CUT_OFF = re.compile(r"-$| [A-Z]$")
_BASED = re.compile(r"-(?:based|led|backed|owned|funded)$")
_TITLE = re.compile(rf"(?:{_TITLES})\.$")
_PERSON = re.compile(r" (?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col)\. ")
_STUDIED = re.compile(
    r"(?:[ ,](?:in|Master|Bachelor|Doctor|Masters|Associate|Certificate)(?: of| in)? |[A-Z]\.[A-Z]?\.? )$"
)
_WORDS_AT_MOST = 14
_ACRONYM_AT_LEAST = 3  # letters; two stand for too many things


class BodyFinder:
    """Finds bodies by the word lists of data/discovery.toml."""

    def __init__(self, lists: Mapping[str, list[str]]) -> None:
        self.heads = frozenset(lists["en_heads"])
        self.companies = frozenset(word.rstrip(".") for word in lists["en_companies"])
        self.no_bodies = frozenset(lists["en_no_bodies"])
        self.not_first = frozenset(lists["en_not_first"])
        self._kinds = self.heads | self.companies
        self._hints = automaton(self._kinds)
        self.offices = frozenset(phrase.split(" ")[0] for phrase in lists["en_offices"])
        self.weak, self.places = frozenset(lists["en_weak_heads"]), frozenset(lists["en_places"])
        self.endings, self.generic = tuple(lists["en_no_endings"]), frozenset(lists["en_generic"])
        self.ing_nouns, self.topics = frozenset(lists["en_ing_nouns"]), frozenset(lists["en_topics"])
        self.acts = "|".join(lists["en_acts"])
        self.inner = re.compile(rf"^.* (?:{'|'.join(lists['en_inner'])}) (?:the )?(?=[A-Z])")
        self.not_alone = frozenset(lists["en_not_alone"])
        self.no_last = frozenset(lists["en_no_last"])
        self.whose = frozenset(lists["en_whose"])
        self.given_names = frozenset(lists["given_names"])
        self.owners, self.holders = frozenset(lists["en_owners"]), frozenset(lists["en_holders"])
        days = "|".join(lists["en_days"])
        self.month = re.compile(rf"(?:{days}) $")
        # What ends a name for certain: "Congress in February", "Embassy in Tolqun", "Office on May 3".
        self.stop = re.compile(rf" (?:in|on|at|for|to|of)(?: the)? (?:{days}|\d)\b")

    def find(self, text: str, known: list[Span]) -> Iterator[Body]:
        """Bodies in one paragraph (folded, in its own case); `known` are the names that the tables know there."""
        if next(self._hints.iter(text), None) is None and ("(" not in text or _ACRONYM.search(text) is None):
            return
        for match in _RUN.finditer(text):
            ordinal = _ORDINAL.search(text, max(0, match.start() - 6), match.start())
            start = ordinal.start() if ordinal and not self.month.search(text, 0, ordinal.start()) else match.start()
            for first, last in self._pieces(text, start, match.end(), known):
                yield from self._body(text, first, last, known)

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
            joined = self._joins(glue, left, piece, any(last == known_end for _, known_end in known))
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
            owner = left.rsplit(" ", 1)[-1]
            if owner in self.owners or owner.endswith("men") or left.startswith("St. "):
                return "yes"
            return "no" if self.is_body(left) else "drop"
        if glue == " the ":
            return "no" if self.is_body(left) else "drop"
        if "and" in glue or "&" in glue:
            return self._conjoined(glue, left, right, known)
        opened = _LINKED.search(left) is not None
        topic = right.count(" ") < 3 and not any(word in self.offices for word in right.split(" "))
        takes = opened and topic and not known and self._head(left) not in self.places
        return "list" if takes and not self.is_body(right) and self.is_body(left) else "no"

    def _conjoined(self, glue: str, left: str, right: str, known: bool) -> str:
        """The same for two pieces with "and" or "&" between."""
        opened, whole = _LINKED.search(left) is not None, self.is_body(right)
        anew = "the" in glue or right.startswith("The ") or right.split(" ")[0] in self.holders
        numbered, another = _NUMBER.search(right), glue == ", and " and _LINKED.search(right)
        apart = anew or bool(numbered) or bool(another)
        if not apart and opened and self._head(left) in ("School", "College") and right.split(" ")[0] in self.topics:
            return "yes"  # "School of Public Policy and Administration"
        if apart or self._head(left) in self.places or (right.isupper() and " " not in right):
            return "yes" if glue == " & " and not whole and not apart else "no"
        own = self.is_body(left)
        if not whole:
            if " and " in left and right.split(" ")[0] not in self.topics:
                return "no"
            return "yes" if opened or glue == " & " or (" " not in left and " " in right) else "no"
        if own:  # "Institute of Museum and Library Services", but "Department of Justice and Border Council"
            return "yes" if opened and right.rstrip("'").endswith(" Services") else "no"
        tail = self._stripped(_LINKED.split(left)[-1])[1].split(" ")
        several = tail[-1].rstrip("s") in self.heads or tail[-1] in self.no_last
        if known or several or any(word in self.holders or _TITLE.match(word) for word in tail):
            return "no"
        # "Fish and Wildlife Service": what shares a head noun has no article of its own.
        return "no" if self._head(right) in self.places and tail[-1] not in self.topics else "yes"

    def _head(self, name: str) -> str:
        """The noun that says what a name is of, if it has one in its place."""
        link = _FIRST_LINK.search(name)
        return (name[: link.start()] if link else name).rsplit(" ", 1)[-1]

    def is_body(self, words: str) -> bool:
        return any(self._rule(name) for _, name in self._names(0, words))

    def _names(self, begin: int, words: str) -> Iterator[tuple[int, str]]:
        """The words without what goes before or after a body's own name: "Highlights of the", "Candidate for the"."""
        offset, words = self._stripped(words)
        yield begin + offset, self._ended(words)
        for link in _LINKED.finditer(words):
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
        link = _FIRST_LINK.search(words)
        if link is not None and self._is_where(words, link.group()):
            words = words[: link.start()]
        parts = words.split(" ")
        for place in range(2, len(parts)):  # "World Council President Mary Poe"
            holder = parts[place] in self.holders or parts[place] in self.offices or parts[place] in self.given_names
            holder = holder and parts[place - 1][:1].isupper()
            if holder and not parts[place - 1].endswith("'s") and self._names_holder(parts, place):
                return " ".join(parts[:place])
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
        if parts[place - 1] in self.heads and parts[place] in self.offices:
            return True
        left = " ".join(parts[:place])
        if parts[place] not in self.holders and parts[place] not in self.given_names:
            return False
        followed = place + 1 < len(parts) and parts[place + 1][:1].isupper()
        after = parts[place] in self.given_names and not self.heads.isdisjoint(parts[place:])
        return bool(self._rule(left)) and not after and (followed or self._head(left) != "Office")

    def _body(self, text: str, start: int, end: int, known: list[Span]) -> Iterator[Body]:
        names = [
            (begin, self._without_place(begin, name, known)) for begin, name in self._names(start, text[start:end])
        ]
        for begin, name in names:
            stop = begin + len(name)
            acronym = self._acronym(text, stop, name)
            rule = self._rule(name, weak=bool(acronym))
            if rule and not (rule == "head" and self._is_other(text, begin, stop, name, known)):
                own = name.removesuffix("'").removesuffix("'s")
                yield Body(begin, begin + len(own), rule, acronym)
                if (link := _FIRST_LINK.match(text, stop, end)) is not None:  # "Facility at Tolqun National Laboratory"
                    yield from self._body(text, link.end(), end, known)
                return
        for begin, name in names:
            stop = begin + len(name)
            acronym = self._acronym(text, stop, name)
            if acronym and self._may_be_defined(name) and self._acts(text, stop, acronym):
                yield Body(begin, stop, "defined", acronym)
                return

    def _acronym(self, text: str, stop: int, name: str) -> str:
        """The acronym that the text gives a name in brackets after it; empty if there is none that fits."""
        defined = _ACRONYM.match(text, stop)
        if defined is None or len(defined.group(1)) < _ACRONYM_AT_LEAST or not initials_match(name, defined.group(1)):
            return ""
        return defined.group(1)

    def _acts(self, text: str, stop: int, acronym: str) -> bool:
        """Whether what is named and given an acronym does what bodies do."""
        return (
            re.search(rf"(?<![\w-]){re.escape(acronym)}\)? (?:has |have |also )?(?:{self.acts})\b", text[stop:])
            is not None
        )

    def _without_place(self, begin: int, name: str, known: list[Span]) -> str:
        """The name without a known one that only stands beside it: "Department of the Interior Tolqun"."""
        stop = begin + len(name)
        link = _FIRST_LINK.search(name)
        if link is None or self._head(name) in self.places:
            return name
        for first, last in known:
            before = name[: max(0, first - begin)]
            to = link.end() == len(before) and link.group() == " to " and self._head(name) not in ("Mission", "Embassy")
            beside = last == stop and before.endswith(" ") and not _AFTER_LINK.search(before)
            beside = beside and not _TAIL.search(before[:-1])  # "Legal Services of North Tolqun"
            if last == stop and before.endswith(" in ") and name.count(" in ") == 1 and link.group() != " in ":
                return before[: -len(" in ")]
            if begin < first and (to or (beside and self._rule(before[:-1]))):
                return name[: link.start()] if to else before[:-1]
            beyond = name[last - begin :] if begin < first and last < stop and self._ends_at(before) else ""
            if (
                _OWN_NAME.fullmatch(beyond)
                and self.heads.isdisjoint(beyond.split(" "))
                and self._rule(name[: last - begin])
            ):
                return name[: last - begin]  # "Administration of Tolqun Mary Poe"
        return name

    def _ends_at(self, before: str) -> bool:
        """Whether a name may end with the place that its words `before` lead to; an office goes on with whose it is."""
        return _AFTER_LINK.search(before) is not None and not before.startswith("Office ")

    def _is_other(self, text: str, begin: int, stop: int, name: str, known: list[Span]) -> bool:
        """Whether a name with a head noun is numbered, a field of study, or nobody's."""
        if re.match(r" [\dIVX]", text[stop : stop + 2]) and name.endswith(("Section", "Group")):
            return True
        if name.count(" ") == 1 and self._head(name) in self.whose and name.split(" ")[0] not in self.topics:
            return not any(first == begin for first, _ in known)
        return self._head(name) in ("Administration", "Service") and _STUDIED.search(text, 0, begin) is not None

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

    def _rule(self, name: str, *, weak: bool = False) -> str:
        """ "head" or "company" where the words are the name of a body, else empty; `weak` head nouns only if asked."""
        words = name.split(" ")
        capitals = [word for word in words if word[:1].isupper()]
        link = _FIRST_LINK.search(name)
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
        ):
            return ""
        last = lead.split(" ")
        if len(last) > 1 and _TAIL.match(last[-1]):
            last = last[:-1]
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


def initials_match(words: str, acronym: str) -> bool:
    """Whether most letters of an acronym begin words of the name, in order."""
    initials = iter([part[0].upper() for part in re.findall(r"[^\W_]+", words)])
    letters = [char for char in acronym.upper() if char.isalpha()]
    return sum(any(initial == letter for initial in initials) for letter in letters) >= 0.6 * len(letters)
