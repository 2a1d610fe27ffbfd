"""The sign-off at the end of a release: who issued it, as a line of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ratssearch.extract.body.boilerplate import is_date_line, signs_off
from ratssearch.extract.body.region import width
from ratssearch.extract.html.blocks import Block

MAX_SIGNATURE = 130  # characters of one line
_MAX_WORDS = 8  # of a sign-off that ends with a full stop

# Words for a body that issues releases; a last line that names one and has no verb signs the text.
_ISSUER = re.compile(
    r"\b(executive committee|committee|secretariat|press[- ](service|office|centre|center|bureau|department|secretary)"
    r"|ministry|department|directorate|office|council|commission|agency|organi[sz]ation|bureau|embassy|mission"
    r"|information (service|centre|center|office)|public (affairs|information)|communications?"
    r"|spokes(person|man|woman))\b"
    r"|пресс-служба|исполнительн(ый|ого) комитет|исполком|секретариат|министерств|департамент|управлени|комитет\b"
    r"|пресс-центр|посольств|агентств|организаци|служба|мид\b"
    r"|(委员会|秘书处|新闻(办公室|处|司|局|中心)|办公厅|办公室|外交部|使馆|执委会|组织|部|局|厅)$",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(is|are|was|were|has|have|had|will|would|said|says|held|met|the event|took|signed|adopted|discussed"
    r"|can|must|shall|may|should|welcomes?|welcomed|called|calls|agreed|expressed|stressed|noted|attended|announced|issued|released)\b"
    r"|\b(был|была|были|состоял|прош[её]л|прошла|провел|отметил|подписал|обсудил|принял|является|заявил|сообщ)\w*"
    r"|(举行|表示|指出|强调|参加|出席|会见|讨论|签署|通过|认为|宣布|将|了)",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(r"^(source|by|signed|issued by|источник|подпись|来源)\s*[:：]", re.IGNORECASE)
_OPENING = ("«", "“", "„", '"')
_QUOTED_NAME = re.compile(r"[\w)] («[^«»]{2,60}»|“[^“”]{2,60}”|„[^„“”]{2,60}[“”]|\"[^\"]{2,60}\")\s*$")
_SENTENCE_END = re.compile(r"[.!?…。！？]\s*$")
_NO_NAME = re.compile(r"[.!?…。！？:：;@|]$|[:：;@|©]|https?:|www\.|\d{4,}")
_END_MARK = re.compile(
    r"^[\W_]*(###|#|-?\s*30\s*-?|ends?|конец|[(（]?(全文)?完(毕)?[)）]?|\*\s?\*\s?\*|xxx|-{3,})[\W_]*$",
    re.IGNORECASE,
)


def find_signature(kept: Sequence[Block]) -> list[Block]:
    """The trailing blocks of kept (in order) that sign the text; empty if none do or nothing would be left."""
    signed: list[Block] = []
    rest = list(kept)
    while len(rest) > 1 and len(signed) < 3:
        last = rest[-1]
        marks = bool(signed) or may_sign(last.text)
        if marks and (may_sign(last.text) or is_date_line(last.text)):
            signed.insert(0, rest.pop())
            continue
        if not signed and len(rest) > 2 and is_date_line(last.text) and may_sign(rest[-2].text):
            signed.insert(0, rest.pop())
            continue
        break
    # A paragraph must stand before it: a page of short lines only has no sign-off.
    return signed if any(width(block.text) >= 100 for block in rest) else []


def is_end_mark(text: str) -> bool:
    """Whether a block only marks the end of the text, such as "###"."""
    return len(text) <= 12 and bool(_END_MARK.match(text))


def is_sign_off(text: str) -> bool:
    """Whether a line signs by its words alone, as «Пресс-служба ...» does; a sentence about a press office does not."""
    return signs_off(text) and not _SENTENCE_END.search(text) and not _VERB.search(text)


def is_name(text: str) -> bool:
    """Whether a line is nothing but a name, as it stands after an end mark: no sentence, no label, no address."""
    line = text.strip()
    if width(line) > MAX_SIGNATURE or _NO_NAME.search(line) or _VERB.search(line):
        return False
    words = re.findall(r"[^\W\d_]{4,}", line)
    return bool(words) and not words[0][0].islower() and (may_sign(line) or not any(w[0].islower() for w in words))


def may_sign(text: str) -> bool:
    """Whether a line may sign a text if it stands at its end: it names an issuer and says nothing of it."""
    if width(text) > MAX_SIGNATURE or text.rstrip().endswith(("?", "!", ":", "：", ";")):
        return False
    # A name in quotation marks may end a sign-off; a quotation does not.
    if (text.rstrip().endswith(("”", '"', "»")) and not _QUOTED_NAME.search(text)) or text.lstrip().startswith(
        _OPENING
    ):
        return False
    if text.count(".") > 2 or text.count("。") > 1:
        return False
    if _ATTRIBUTION.search(text) or is_sign_off(text):
        return True
    if _SENTENCE_END.search(text) and len(text.split()) > _MAX_WORDS:
        return False  # a sentence whose verb is not among ours
    return bool(_ISSUER.search(text.rstrip(" .。"))) and not _VERB.search(text)
