"""English names of bodies that no table knows: capitalised names whose head noun says what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ratssearch.enrich.discovery.body_names import FIRST_LINK, LINK, LINKED, TAIL, WITHIN_LINK, BodyNames
from ratssearch.enrich.discovery.hints import automaton

Span = tuple[int, int]


class Body(NamedTuple):
    start: int
    end: int
    rule: str  # "head", "company", "defined"
    acronym: str = ""  # that the text gives it in brackets


_TITLES = "Mr|Mrs|Ms|Dr|St|Prof|Gen|Sen|Rep|Gov|Lt|Col|Inc|Corp|Ltd|Co|Jr|Sr|No"
_DOTTED = r"(?:(?<=-[A-Z])(?:\.[A-Z])*\.(?=\W)|(?:\.\w+)*)"  # "Tolqun-U.S.", "tolqun.org"
_CAPITAL = rf"(?:(?:[A-Z]\.)+(?=\W)|(?:{_TITLES})\.|[A-Z][\w&'/-]*{_DOTTED})"
_GLUE = r"(?:,? (?:and )?(?:the )?|,? & )"
# Two capitals or more. The look behind comes second, so that the search skips from capital to capital.
_RUN = re.compile(
    rf"[A-Z](?<![\w'-].)(?:(?:\.[A-Z])*\.(?=\W)|t\.(?= )|[\w&'/-]*{_DOTTED})(?:{_GLUE}(?:{LINK})?{_CAPITAL})+"
)
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|d) $")
_NO_LINK = r"(?<! of)(?<! for)(?<! on)(?<! in)(?<! to)(?<! at)(?<! all)(?<! under)(?<! against)"
_PIECE = re.compile(
    rf"(, and (?:the )?|, (?:the )?| and (?:the )?|,? & |{_NO_LINK} the (?=[A-Z])|(?<=\w)'s (?=[A-Z])"
    r"|(?<=s)' (?=[A-Z]))"
)
_WITHIN = re.compile(rf"{WITHIN_LINK.pattern}.*$")
_GOES_ON = re.compile(r" (?:for|on|to|against)(?: the)? $")
_MATTER = re.compile(r" (?:on|for|against|to)$")  # "Council on Alzheimer's Research"
_ACRONYM = re.compile(r" ?\((?:the |hereinafter )?[\"']?([A-Z][A-Za-z&-]{1,9})[\"']?\)")
_AFTER_LINK = re.compile(rf" {LINK}$")
_OWN_NAME = re.compile(r"(?: [A-Z][\w.'-]+){2,}")
_POST = re.compile(r"\w+ (?:Minister|Secretary|Ambassador)\b")  # "and Foreign Minister Poe"
_MIDST = re.compile(r"[a-z,] $")
_UNIVERSITY = re.compile(r"University of [A-Z][\w ]+$")
_NEXT = re.compile(r" [A-Z][a-z]")
_IN_THE = re.compile(r" in the [A-Z][\w. ]*$")
_REST = re.compile(r" (?:of|for|on) $")
_NUMBER = re.compile(r"(?:^| )No\.")
_NUMBERED = re.compile(r" (?:\d|[IVX]+\b)")
_TITLE = re.compile(rf"(?:{_TITLES})\.$")
_STUDIED = re.compile(
    r"(?:[ ,](?:in|Master|Bachelor|Doctor|Masters|Associate|Certificate)(?: of| in)? |[A-Z]\.[A-Z]?\.? )$"
)
# "my Administration for the Nation", "Deputy Chief of Mission of the Embassy": no name begins after these.
_WHOSE_OWN = re.compile(r"(?i:\b(?:my|our|your|his|her|their|its|this|that)|Chiefs? of|Heads? of) $")
_PORTFOLIO = re.compile(
    r"\b[A-Z][a-z]+ (?:Secretary|Librarian|Administrator|Commissioner|President|Provost|Dean) for $"
)
_ACRONYM_AT_LEAST = 3  # letters; two stand for too many things


class BodyFinder(BodyNames):
    """Finds bodies by the word lists of data/discovery.toml."""

    def __init__(self, lists: Mapping[str, list[str]]) -> None:
        super().__init__(lists)
        self._hints = automaton(self.heads | self.companies)
        self.teaching = frozenset(lists["en_teaching"])
        self.fields = self.topics | frozenset(lists["en_fields"])
        self.acts = "|".join(lists["en_acts"])
        self.whose = frozenset(lists["en_whose"])
        self.after_article = frozenset(lists["en_after_article"])
        self.prized = re.compile(rf"(?:{'|'.join(lists['en_prizes'])}) (?:for|of) (?:the )?$|\bvs?\. $")
        # After these with "of", "for" or "on" a name begins: "Director of", "Remarks on".
        self.said = self.offices | self.holders | self.not_first | self.no_bodies | self.topics
        self.owners = frozenset(lists["en_owners"])

    def find(self, text: str, known: list[Span], peoples: list[Span]) -> Iterator[Body]:
        """Bodies in one paragraph (folded, in its own case); `known` are the names that the tables know there, those of
        `peoples` among them."""
        if next(self._hints.iter(text), None) is None and ("(" not in text or _ACRONYM.search(text) is None):
            return
        beside = [span for span in known if span not in peoples] if peoples else known
        for match in _RUN.finditer(text):
            ordinal = _ORDINAL.search(text, max(0, match.start() - 6), match.start())
            start = ordinal.start() if ordinal and not self.month.search(text, 0, ordinal.start()) else match.start()
            for first, last in self._pieces(text, start, match.end(), beside):
                yield from self._body(text, first, last, known, beside)

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
            return self._owned(left)
        if glue == "' ":  # "Homeowners' Association", but "the Philippines' Department of Health"
            return "drop" if known else "no" if self.is_body(left) else "yes"
        if glue == " the ":
            return "no" if self.is_body(left) else "drop"
        if "and" in glue or "&" in glue:
            return self._conjoined(glue, left, right, known)
        opened = LINKED.search(left) is not None and "the" not in glue
        topic = right.count(" ") < 3 and not any(word in self.offices for word in right.split(" "))
        takes = opened and topic and not known and (self._head(left) not in self.places or self._is_field(left, right))
        return "list" if takes and not self.is_body(right) and self.is_body(left) else "no"

    def _owned(self, left: str) -> str:
        """Whether what stands before "'s" begins the name: "Prosecutor's Office", but not "Tolqun's Ministry"."""
        rest, _, owner = left.rpartition(" ")
        matter = _MATTER.search(rest)
        named = matter is not None and rest[: matter.start()].rsplit(" ", 1)[-1] in self.heads
        if owner in self.owners or owner.endswith("men") or left.startswith("St. ") or named:
            return "yes"
        return "no" if self.is_body(left) else "drop"

    def _conjoined(self, glue: str, left: str, right: str, known: bool) -> str:
        """The same for two pieces with "and" or "&" between."""
        own, whole = self.is_body(left), self.is_body(right)
        opened = LINKED.search(WITHIN_LINK.split(left)[-1]) is not None
        if opened and whole:
            whole = self.is_body(_WITHIN.sub("", right))  # "Office for Tolqun and Agrestia in the Border Bureau"
        anew = "the" in glue or right.startswith("The ") or right.split(" ")[0] in self.holders or _POST.match(right)
        numbered, another = _NUMBER.search(right), glue == ", and " and LINKED.search(_WITHIN.sub("", right))
        apart = bool(anew or numbered or another)
        if not apart and ((opened and self._is_field(left, right)) or self._goes_on(left, right)):
            return "yes"  # "School of Public Policy and Administration"
        if apart or self._head(left) in self.places or (right.isupper() and " " not in right):
            return "yes" if glue == " & " and not whole and not apart else "no"
        if not whole:
            if " and " in LINKED.split(left)[-1] and right.split(" ")[0] not in self.topics:
                return "no"
            return "yes" if opened or glue == " & " or (" " not in left and " " in right) else "no"
        if own:  # "Institute of Museum and Library Services", but "Department of Justice and Border Council"
            shared = glue == " & " and right.count(" ") == 1  # "Tolqun Institute & Resource Center"
            return "yes" if shared or (opened and right.rstrip("'").endswith(" Services")) else "no"
        tail = self._stripped(LINKED.split(left)[-1])[1].split(" ")
        if len(tail) == 1 and tail[0] in self.given_names and right.count(" ") == 2 and not FIRST_LINK.search(right):
            return "yes"  # "Otto and Maria Poe Foundation"
        if len(left) > 2 and left.isalnum() and (left.isupper() or left[-1].isdigit()) and right.count(" ") > 1:
            return "no"  # "MOP and Border Security Council"
        if tail[-1].lower().endswith(self._head(right).lower()):
            return "no"  # "TolqunCorps and Border Corps"
        several = tail[-1].rstrip("s") in self.heads or tail[-1] in self.no_last
        if known or several or any(word in self.holders or _TITLE.match(word) for word in tail):
            return "no"
        # "Fish and Wildlife Service": what shares a head noun has no article of its own.
        placed = self._head(right) in self.places and self.fields.isdisjoint((tail[-1], right.split(" ")[0]))
        return "no" if placed else "yes"

    def _is_field(self, left: str, right: str) -> bool:
        """Whether a school or college, named after what it teaches, goes on with another field."""
        return self._head(left) in self.teaching and right.split(" ")[0] in self.fields

    def _goes_on(self, left: str, right: str) -> bool:
        """Whether the right is only a kind of school: "Tolqun Institute and State University"."""
        kind = right in self.generic or (" " not in right and right in self.places)
        return kind and self._head(left) in ("Center", "Centre", "Institute")

    def _body(self, text: str, start: int, end: int, known: list[Span], beside: list[Span]) -> Iterator[Body]:
        names = [
            (begin, self._without_place(begin, name, beside)) for begin, name in self._names(start, text[start:end])
        ]
        if start < names[0][0] and self._begins_name(text, start):
            whole = self._ended(text[start:end])  # "the First Border Council"
            names.insert(0, (start, self._without_place(start, whole, beside)))
        for begin, name in names:
            stop = begin + len(name)
            acronym = self._acronym(text, stop, name)
            rule = self._rule(name, weak=bool(acronym))
            if begin > start and rule == "head" and self._is_rest(text, start, begin, name):
                continue
            if rule and not (rule == "head" and self._is_other(text, begin, stop, name, known)):
                own = name.removesuffix("'").removesuffix("'s")
                yield Body(begin, begin + len(own), rule, acronym)
                if (link := FIRST_LINK.match(text, stop, end)) is not None:  # "Facility at Tolqun National Laboratory"
                    yield from self._body(text, link.end(), end, known, beside)
                return
        for begin, name in names:
            stop = begin + len(name)
            acronym = self._acronym(text, stop, name)
            if acronym and self._may_be_defined(name) and self._acts(text, stop, acronym):
                yield Body(begin, stop, "defined", acronym)
                return

    def _begins_name(self, text: str, start: int) -> bool:
        """Whether a word that begins no name elsewhere does so here: "the First Border Council", or "Powering" in the
        midst of a sentence."""
        word = text[start : text.find(" ", start)]
        if text.endswith(("the ", "The ", "'s "), 0, start) and word in self.after_article:
            return True
        return word.endswith("ing") and word not in self.not_first and _MIDST.search(text, 0, start) is not None

    def _is_rest(self, text: str, start: int, begin: int, name: str) -> bool:
        """Whether a name is the end of a longer one that begins at `start`: "Global Action on | Disability Network",
        but not "Director of | Border Council" nor "Graduates of | Border Academy"."""
        left = _REST.search(text, start, begin)
        if left is None or self._head(name) in self.places:
            return False
        words = text[start : left.start()].split(" ")
        return len(words) > 1 and words[-1][:1].isupper() and words[-1] not in self.said

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
        link = FIRST_LINK.search(name)
        if link is None or self._head(name) in self.places:
            return name
        for first, last in known:
            before = name[: max(0, first - begin)]
            to = link.end() == len(before) and link.group() == " to " and self._head(name) not in ("Mission", "Embassy")
            beside = last == stop and before.endswith(" ") and not _AFTER_LINK.search(before)
            beside = beside and not TAIL.search(before[:-1])  # "Legal Services of North Tolqun"
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
        if _NUMBERED.match(text, stop) and name.endswith(("Section", "Group", "Council")):
            return True
        if name.count(" ") == 1 and self._head(name) in self.whose and name.split(" ")[0] not in self.topics:
            return not any(first == begin for first, _ in known)
        if self.prized.search(text, max(0, begin - 30), begin):
            return True
        if name.count(" ") == 1 and text[begin - 2 : begin] in (") ", "] "):
            return True  # "Border Protection (BP) Trust Fund"
        if text.startswith(" Judge", stop):
            return True  # "District Court Judge for the District of Tolqun"
        lead = (FIRST_LINK.split(name, 1))[0]
        if lead in self.not_alone | {"Administration"} and _WHOSE_OWN.search(text, 0, begin):
            return True
        if _PORTFOLIO.search(text, max(0, begin - 40), begin) and self._head(name) in self.not_alone:
            return True
        return self._head(name) in ("Administration", "Service") and _STUDIED.search(text, 0, begin) is not None

    def before(self, text: str, body: Body, known: list[Span]) -> Body | None:
        """The body itself, or the part of its name before a known one; None where a known name leaves nothing of it."""
        inside = [span for span in known if span[0] < body.end and body.start < span[1]]
        if not inside:
            return body
        before = text[body.start : min(inside)[0]] if min(inside)[0] > body.start else ""
        own = re.sub(rf" {LINK}$", "", before)
        if not own or own.endswith(" ") or not self._rule(own):
            return None
        if own.count(" ") < 2 and _GOES_ON.search(before):
            return None  # "U.S. Mission to", "Presidential Commission on the": that is not the whole name
        return Body(body.start, body.start + len(own), body.rule)

    def fitted(self, text: str, body: Body, places: list[Span], towns: list[Span], peoples: list[Span]) -> Body | None:
        """The body with all or nothing of the places at its ends ("Government of Cote" is none); None for what stops
        at a people's name, "Regiment of Tolqunian"."""
        for start, end in places:
            if start < body.start < end:
                body = body._replace(start=end + 1 if text[start - 1 : start] == "-" else start)
            elif start < body.end < end:
                body = body._replace(end=end)
        for start, end in towns:  # "University of Agrestia, Tolqun"
            if start == body.end + 2 and text.startswith(", ", body.end) and not _NEXT.match(text, end):
                whole = _UNIVERSITY.search(text, body.start, body.end)
                body = body._replace(end=end) if whole else body
        if body.end in [end for _, end in places] and _NEXT.match(text, body.end):
            own = _IN_THE.search(text, body.start, body.end)  # "Office of Borders in the US" Department of ...
            body = body._replace(end=own.start()) if own else body
        for start, end in peoples:
            if end == body.end and text.endswith(" and ", body.start, start):
                body = body._replace(end=start - len(" and "))
                return body if self._rule(text[body.start : body.end]) else None
            if end == body.end and _AFTER_LINK.search(text, body.start, start):
                return None
        return body

    def _may_be_defined(self, name: str) -> bool:
        return " " in name and not any(word in self.no_bodies for word in name.split(" "))


def initials_match(words: str, acronym: str) -> bool:
    """Whether most letters of an acronym begin words of the name, in order."""
    initials = iter([part[0].upper() for part in re.findall(r"[^\W_]+", words)])
    letters = [char for char in acronym.upper() if char.isalpha()]
    return sum(any(initial == letter for initial in initials) for letter in letters) >= 0.6 * len(letters)
