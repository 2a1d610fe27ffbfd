"""The query language: text -> our own query tree. Every refusal points at the place that it is about.

    query    = either ("MAYBE" either)*          what follows MAYBE only raises the score
    either   = sequence ("OR" sequence)*
    sequence = joined+                           side by side: all of them, or any of them with Match.ANY
    joined   = item ("AND" item)*
    item     = ("+" | "-" | "NOT")* atom
    atom     = "(" query ")" boost? | quoted slop? boost? | field ":" value | word

Operators are capitals; `and`, `or` and `not` are words. docs/query-language.md explains the language to its users; why
the parser is written by hand is docs/decisions/0036. Leaves are made in query_terms, trees are simplified in
query_trees.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from ratssearch.errors import QueryError
from ratssearch.index import fields, query_terms
from ratssearch.index.analysis import STOP_WORDS
from ratssearch.index.engine import PlainVocabulary, Vocabulary
from ratssearch.index.nodes import AndMaybe, DateRange, Everything, Keyword, Node, Nothing, Or, Term
from ratssearch.index.query_terms import Place
from ratssearch.index.query_trees import all_of, any_of, boosted, leaves, negated
from ratssearch.models import Match

MAX_LENGTH = 4_000  # characters
MAX_TERMS = 400  # leaves of the tree
MAX_DEPTH = 30  # parentheses and NOTs inside each other
MAX_SLOP = 100

_OPERATORS = ("AND", "OR", "NOT", "MAYBE")
_OPERATOR = re.compile(r"(?:AND|OR|NOT|MAYBE)(?![^\s()\"])")
_SPACE = re.compile(r"[\s\u200b\ufeff]*")
_WORD = re.compile(r'[^\s\u200b\ufeff()"]+')
_FIELD = re.compile(r"([^\W\d_]+)([:：])(?!//)")
_RANGE = re.compile(r"\[[^\]]*\]?")
_NUMBER = re.compile(r"[^\s()\"]*")
# Other keyboards' quotes and brackets, one character for one so that places stay true. Lone surrogates, which a shell
# makes of bytes that are no UTF-8, stand in no text.
_TYPED = str.maketrans("“”„‟«»＂「」『』（）＋－＊～＾", '"' * 11 + "()+-*~^")
_TYPED.update(dict.fromkeys(range(0xD800, 0xE000), 0xFFFD))
_NO_NAMES = PlainVocabulary()


def parse(text: str, *, match: Match = Match.ALL, vocabulary: Vocabulary = _NO_NAMES) -> Node:
    """The tree of a query; Everything for blank text. Raises QueryError with the place of what is wrong."""
    return _parsed(text, match, vocabulary)  # type: ignore[arg-type]  # a protocol cannot say that it is hashable


@lru_cache(maxsize=64)  # engine and search service ask for the same tree, and so does the next page
def _parsed(text: str, match: Match, vocabulary: Vocabulary) -> Node:
    if len(text) > MAX_LENGTH:
        detail = f"The query is longer than {MAX_LENGTH} characters."
        raise QueryError(detail, position=MAX_LENGTH, length=len(text) - MAX_LENGTH, hint="Search for fewer words.")
    parser = _Parser(text.translate(_TYPED), match, vocabulary)
    parser.skip()
    if parser.ended():
        return Everything()
    node = parser.query(_Context())
    if not parser.ended():  # only a closing parenthesis ends a query early
        raise QueryError("This parenthesis closes nothing.", position=parser.at, hint="Remove it, or open it before.")
    if node is None:
        return Nothing("The query holds no words.", text.strip())
    if len(leaves(node)) > MAX_TERMS:
        detail = f"The query has more than {MAX_TERMS} terms."
        raise QueryError(detail, position=0, length=len(text), hint="Search for fewer words.")
    return node


@dataclass(frozen=True, slots=True)
class _Context:
    """Where in the tree the parser is: inside which field and how deep."""

    field: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class _Item:
    """A part of a sequence; `sign` is + or - where the user wrote one (NOT counts as -)."""

    node: Node
    sign: str = ""


class _Parser:
    """Recursive descent over the characters of one query. Methods named after the grammar return None for
    a part that holds no words (punctuation alone)."""

    def __init__(self, text: str, match: Match, vocabulary: Vocabulary) -> None:
        self.text = text
        self.at = 0
        self.match = match
        self.vocabulary = vocabulary
        self.operators = not _is_prose_in_capitals(text)

    # ------------------------------------------------------------ reading

    def skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        assert found is not None
        self.at = found.end()

    def ended(self) -> bool:
        return self.at >= len(self.text)

    def next_is(self, characters: str) -> bool:
        return not self.ended() and self.text[self.at] in characters

    def operator(self) -> str:
        """The operator that stands here, not consumed, or an empty string."""
        found = _OPERATOR.match(self.text, self.at) if self.operators else None
        return found[0] if found else ""

    def take_operator(self, name: str) -> bool:
        if self.operator() != name:
            return False
        start = self.at
        self.at += len(name)
        self.skip()
        if self.ended() or self.next_is(")") or self.operator() in ("AND", "OR", "MAYBE"):
            hint = f'Write what {name} is about, or "{name.lower()}" in small letters for the word.'
            raise QueryError(f"Nothing follows {name}.", position=start, length=len(name), hint=hint)
        return True

    # ------------------------------------------------------------ grammar

    def query(self, context: _Context) -> Node | None:
        node = self.either(context)
        while self.take_operator("MAYBE"):
            optional = self.either(context)
            node = AndMaybe(node, optional) if node and optional else node or optional
        return node

    def either(self, context: _Context) -> Node | None:
        found = [self.sequence(context)]
        while self.take_operator("OR"):
            found.append(self.sequence(context))
        nodes = [node for node in found if node is not None]
        return any_of(nodes) if nodes else None

    def sequence(self, context: _Context) -> Node | None:
        if self.operator() in ("AND", "OR", "MAYBE"):
            name = self.operator()
            hint = f'Write what {name} is about, or "{name.lower()}" in small letters for the word.'
            raise QueryError(f"Nothing stands before {name}.", position=self.at, length=len(name), hint=hint)
        items: list[_Item] = []
        while not self.ended() and not self.next_is(")") and self.operator() not in ("OR", "MAYBE"):
            item = self.joined(context)
            if item is not None:
                items.append(item)
        if not items:
            return None
        if self.match is Match.ANY:
            return _any_sequence(items)
        return all_of(query_terms.named_in_words([item.node for item in items]))

    def joined(self, context: _Context) -> _Item | None:
        first = self.item(context)
        found = [first]
        while self.take_operator("AND"):
            found.append(self.item(context))
        items = [item for item in found if item is not None]
        if len(found) == 1 or not items:
            return first
        return _Item(all_of([item.node for item in items]))

    def item(self, context: _Context) -> _Item | None:
        start = self.at
        deeper = replace(context, depth=context.depth + 1)
        if context.depth > MAX_DEPTH:
            detail = f"The query goes more than {MAX_DEPTH} parentheses deep."
            raise QueryError(detail, position=start, hint="Use fewer parentheses.")
        if self.take_operator("NOT"):
            return _negated_item(self.item(deeper))
        if self.next_is("+-") and not _is_blank(self.text, start + 1) and self.text[start + 1] != ")":
            self.at += 1
            if not self.next_is("+-"):  # a row of them is punctuation
                found = self.item(deeper)
                if self.text[start] == "-":
                    return _negated_item(found)
                return replace(found, sign=found.sign or "+") if found else None
        node = self.atom(deeper)
        self.skip()
        return _Item(node) if node is not None else None

    def atom(self, context: _Context) -> Node | None:
        if self.next_is("("):
            return self.group(context)
        if self.next_is('"'):
            return self.quoted(context)
        field = _FIELD.match(self.text, self.at)
        if field and self.is_field(field):
            return self.fielded(field, context)
        return self.word(context)

    def group(self, context: _Context) -> Node | None:
        start = self.at
        self.at += 1
        self.skip()
        if self.next_is(")"):
            hint = "Write something between them, or remove them."
            raise QueryError("There is nothing between these parentheses.", position=start, length=2, hint=hint)
        node = self.query(context)
        if self.ended():
            raise QueryError("This parenthesis is not closed.", position=start, hint='Close it with ")".')
        self.at += 1
        return self.boost(node)

    def quoted(self, context: _Context) -> Node | None:
        start = self.at
        end = self.text.find('"', start + 1)
        if end < 0:
            hint = "Close it with another quotation mark, or remove it."
            raise QueryError("This quotation mark is not closed.", position=start, hint=hint)
        self.at = end + 1
        slop = self.slop()
        place = Place(start, end + 1 - start)
        inside = self.text[start + 1 : end]
        if context.field and not query_terms.is_text(context.field):
            return self.boost(query_terms.value(context.field, inside, place, self.vocabulary))
        return self.boost(query_terms.quoted(inside, context.field, slop))

    def slop(self) -> int:
        if not self.next_is("~"):
            return 0
        start = self.at
        self.at += 1
        number = _number(self.text, self.at).split("^")[0]
        self.at += len(number)
        if not number.isdecimal() or int(number) > MAX_SLOP:
            hint = 'For example "arms control"~3: at most 3 words in between.'
            detail = f"After ~ stands how many words may come in between, at most {MAX_SLOP}."
            raise QueryError(detail, position=start, length=len(number) + 1, hint=hint)
        return int(number)

    def boost(self, node: Node | None) -> Node | None:
        """node with the ^number that may follow it."""
        if not self.next_is("^"):
            return node
        start = self.at
        self.at += 1
        number = _number(self.text, self.at)
        self.at += len(number)
        factor = query_terms.factor(number, Place(start, len(number) + 1))
        return boosted(node, factor) if node is not None else None

    # ------------------------------------------------------------ fields

    def is_field(self, found: re.Match[str]) -> bool:
        """Whether `name:` begins a field query; refuses an unknown name with a value written to it."""
        known = found[1].lower() in fields.BY_NAME
        bare = _is_blank(self.text, found.end()) or self.text[found.end()] == ")"
        place = Place(found.start(), len(found[1]))
        if known and bare:
            example = query_terms.example(found[1].lower())
            raise QueryError(f"{found[0]} needs a value.", position=place.start, length=place.length, hint=example)
        if known or bare or found[2] != ":":
            return known
        raise query_terms.unknown_field(found[1], place)

    def fielded(self, found: re.Match[str], context: _Context) -> Node | None:
        context = replace(context, field=fields.BY_NAME[found[1].lower()].name)
        self.at = found.end()
        if fields.BY_NAME[context.field].kind is fields.Kind.DATE:
            return self.dated(context)
        if self.next_is("("):
            return self.group(context)
        if self.next_is('"'):
            return self.quoted(context)
        return self.word(context)

    def dated(self, context: _Context) -> Node:
        pattern = _RANGE if self.next_is("[") else _WORD
        found = pattern.match(self.text, self.at)
        if self.next_is('"'):
            found = re.compile(r'"[^"]*"?').match(self.text, self.at)
        if found is None:
            hint = query_terms.example(context.field)
            raise QueryError(f"{context.field}: takes a date here.", position=self.at, hint=hint)
        self.at = found.end()
        return query_terms.dates(context.field, found[0].strip('"'), Place(found.start(), len(found[0])))

    def word(self, context: _Context) -> Node | None:
        found = _WORD.match(self.text, self.at)
        assert found is not None  # blanks, quotes and parentheses were dealt with before
        self.at = found.end()
        place = Place(found.start(), len(found[0]))
        if context.field and fields.BY_NAME[context.field].kind is fields.Kind.DATE:
            return query_terms.dates(context.field, found[0], place)
        if context.field and not query_terms.is_text(context.field):
            return query_terms.value(context.field, found[0], place, self.vocabulary)
        return query_terms.word(found[0], context.field, place, split=self.match is Match.ANY)


# ---------------------------------------------------------------- what side by side means


def _any_sequence(items: list[_Item]) -> Node:
    """Match.ANY: any of the words; what is signed, and filters, which are no words, must hold all the same."""
    must = [item.node for item in items if item.sign == "+" or _is_filter(item.node)]
    never = [item.node for item in items if item.sign == "-"]
    free = [item.node for item in items if not item.sign and not _is_filter(item.node)]
    telling = [node for node in free if not _is_stop_word(node)]
    wanted = any_of(telling or free, add=True) if telling or (free and not must) else None
    scored = [node for node in must if not _is_filter(node)]
    if wanted is None:
        return all_of(must + never)
    if not scored:
        return all_of([wanted, *must, *never])
    return all_of([AndMaybe(all_of(scored), wanted), *(node for node in must if _is_filter(node)), *never])


def _is_filter(node: Node) -> bool:
    if isinstance(node, Or):
        return all(_is_filter(child) for child in node.children)
    return isinstance(node, Keyword | DateRange | Nothing)


def _is_stop_word(node: Node) -> bool:
    return isinstance(node, Term) and not node.exact and not node.field and node.word in STOP_WORDS


def _negated_item(item: _Item | None) -> _Item | None:
    return _Item(negated(item.node), "-") if item is not None else None


def _is_prose_in_capitals(text: str) -> bool:
    """Whether a query is a sentence typed in capitals, so that its AND and OR are words: nothing in it is lower
    case and it holds small words such as THE or OF besides the operators."""
    if text != text.upper():
        return False
    small = {word.lower() for word in text.split() if word not in _OPERATORS}
    return not small.isdisjoint(STOP_WORDS)


def _is_blank(text: str, position: int) -> bool:
    """Whether the text ends or a blank stands at a position."""
    found = _SPACE.match(text, position)
    return position >= len(text) or (found is not None and found.end() > position)


def _number(text: str, position: int) -> str:
    found = _NUMBER.match(text, position)
    return found[0] if found else ""
