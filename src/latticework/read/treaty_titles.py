"""Treaty titles: which instrument, between whom, and signed when, as far as the title says so.

A title names its parties after "between", "with", "by" or "of the Governments of", up to the words that tell
what the instrument is about; a compound ("Anglo-Polish Agreement") names them too. What stands after those
words, and the dates of other instruments that a title amends or prolongs, say nothing about this one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from latticework.model import Document, Evidence, Record, quote_span
from latticework.read.dates import FoundDate, find_dates
from latticework.read.names import Mention, codes_of, find_actors
from latticework.read.scene import Codes
from latticework.read.sentences import MARKUP, SAME_LENGTH
from latticework.vocab import vocabulary

MOST_CHARS = 1200
WORDS = vocabulary("treaties")
PREFIXES: dict[str, str] = WORDS["prefixes"]
KIND = re.compile("|".join(rf"(?P<{kind}>\b(?:{names})\b)" for kind, names in WORDS["instruments"]), re.IGNORECASE)
ADJECTIVES = rf"{'|'.join(PREFIXES)}|[a-z]+(?:ese|ish|ian|an)|soviet|german|french|dutch|greek|swiss|us|u\.s\.|uk|rok|\d+(?:st|nd|rd|th)?"
BEFORE_KIND = re.compile(rf"(?:(?:{WORDS['before']}|{ADJECTIVES})[ -])*", re.IGNORECASE)
AMENDS = re.compile(r"amend(?:ment|ing)s?(?: [\w.()]+){0,4}? (?:to|of) ", re.IGNORECASE)
OPENER = re.compile(
    rf"\b(?:between|among|amongst|(?<!relations )(?<!association )with(?! (?:{WORDS['with_things']}))|(?:made|issued|signed|adopted|concluded) by|by"
    r"|of the(?= (?:[\w-]+ and [\w-]+ |the )?(?:Governments?|Principal))|(?:on )?(?:the )?part of|from)\b",
    re.IGNORECASE,
)
AFTER_TOPIC = re.compile(r"between|among|amongst|\w+ by", re.IGNORECASE)
TOPIC = re.compile(
    rf"\b(?:{WORDS['topics']}|(?:{WORDS['topic_verbs']})ing|(?<!Majesty )(?<!Majesty, )in respect of|with {WORDS['with_things'].replace('|', '|with ')})\b|;|:|\. (?=[A-Z])",
    re.IGNORECASE,
)
FOR_ANOTHER = re.compile(
    r"[\[(][^\])]*\b(?:acting|on behalf of)\b[^\])]*[\])]|\b(?:acting )?on behalf of (?:the )?[^,;]*"
)
CROWN = re.compile(
    r"\b(?:His|Her|Their)(?: Britannic)? Majest(?:y|ies)(?!,? the\b| of\b)(?:['’]?s? Governments?)?+(?! in (?!the United Kingdom|Great Britain|England|respect))",
    re.IGNORECASE,
)
CROWN_RULE = "parties: Her or His Majesty without a realm is the British Crown"
PLACE = re.compile(r"\b(?:in|at|near|from) (?:the )?$")
REALM = re.compile(r"(?:Governments?|Majesty)\b(?: in [\w ]+? and)? in (?:the )?$")
COMPOUND = re.compile(
    rf"\b(?:{'|'.join(PREFIXES)}|[A-Z][a-z]+(?:ese|ish|ian|an)|Soviet|French|Dutch|United States|U\.?S\.?)[-–][A-Z][\w.]+(?:[-–][A-Z][\w.]+)*(?=[^.;:]{{0,40}}?\b(?i:{'|'.join(names for _, names in WORDS['instruments'])})\b)"
)
SIGNED = re.compile(
    r"\b(?:[Ss]igned|[Dd]one|[Dd]ated|[Cc]oncluded)(?: [Ii]n [\w ]+?)?(?: (?:[Aa]t|[Ii]n) [A-Z][\w.'’ -]+)?,?(?: on)?(?: the)? ?$"
)
SIGNING_LINE = re.compile(
    r"[\[(]?(?:(?:signed|done|concluded)\b|[A-Z][\w.'’ -]{2,40}, (?:the )?\d|[A-Z][\w.'’ -]{2,40}, [A-Z][a-z]+ \d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TreatyTitle:
    """What a treaty title says: kind, parties in the order named, EDTF date or none, and the rules that fired."""

    kind: str
    parties: Codes
    date: str | None
    inferred: tuple[str, ...]


def parse_treaty_title(title: str) -> TreatyTitle | None:
    """Take a treaty title apart; none when the line does not open with an instrument.

    >>> parse_treaty_title("Treaty of Commerce between Great Britain and Spain, for the Relief of France").parties
    ('GBR', 'ESP')
    >>> parse_treaty_title("The leaders discussed the Treaty") is None
    True
    """
    plain = _plain(title)
    opening = KIND.search(plain)
    if opening is None or BEFORE_KIND.fullmatch(plain[: opening.start()]) is None:
        return None
    amends = opening.lastgroup == "amendment" or AMENDS.match(plain)
    parties, rules = _parties(plain, opening.end())
    return TreatyTitle("amendment" if amends else str(opening.lastgroup), parties, _date(plain, opening.end()), rules)


def read_treaty_title(document: Document, start: int, end: int) -> Record | None:
    """Read characters ``start`` to ``end`` of a document as a treaty title; none when they are no such title.

    The record is an arrangement that was agreed, with the title as its exact evidence; parties and date
    are left out where the title does not give them. A date may also stand on the line under the title
    ("Signed at Madrid, 2 March 1865"), which then is further evidence.
    """
    found = parse_treaty_title(document.text[start:end])
    if found is None:
        return None
    date, inferred, further = found.date, found.inferred, tuple[Evidence, ...]()
    below = _signing_line(document.text, end) if date is None else None
    if below:
        date, where = below
        further = (quote_span(document, *where),)
        inferred = (*inferred, "date: the line under the title")
    proposed = re.match(r"\W*(?:proposed|draft)\b", document.text[start:end], re.IGNORECASE)
    return Record(
        type="arrangement", parties=found.parties, factuality="planned" if proposed else "agreed", evidence=quote_span(document, start, end),
        rule="arrangement: title of a treaty", name=" ".join(document.text[start:end].split()), kind=found.kind, date=date, inferred=inferred,
        trigger="title", further=further,
    )  # fmt: skip


def _plain(title: str) -> str:
    """Write a title plainly: one space between words, straight marks, small "of", "and", "the" inside names."""
    plain = re.sub(r"&#\d+;|\ufffd", "'", MARKUP.sub("", title)[:MOST_CHARS].translate(SAME_LENGTH))
    return re.sub(r"(?<= )(?:Of|And|The|Between|In)(?= )", lambda word: word[0].lower(), " ".join(plain.split()))


def _parties(title: str, at: int) -> tuple[Codes, tuple[str, ...]]:
    text = FOR_ANOTHER.sub(lambda aside: "~" * len(aside[0]), title)
    mentions = [
        m for m in find_actors(text) if "Majesty" not in m.written
    ]  # also "His Majesty's Government in New Zealand"
    style = [Mention(("GBR",), m.start(), m.end(), m[0], "institution") for m in CROWN.finditer(text)]
    crown = [c for c in style if not any(c.start < m.end and m.start < c.end for m in mentions)]
    mentions = sorted([*mentions, *crown], key=lambda m: m.start)
    for opener in OPENER.finditer(text, at):
        if not AFTER_TOPIC.match(opener[0]) and TOPIC.search(text, at, opener.start()):
            continue  # "… regarding Exports by Spain": no longer about who agreed
        named = _listed(text, opener.end(), mentions)
        if named:
            return codes_of(named), (CROWN_RULE,) if any(m in crown for m in named) else ()
    for compound in COMPOUND.finditer(text):
        words = [PREFIXES.get(word) or codes_of(find_actors(word)) for word in re.split(r"[-–]", compound[0])]
        codes = tuple(dict.fromkeys(code for word in words for code in ((word,) if isinstance(word, str) else word)))
        if len(codes) > 1:
            return codes, ("parties: the states of a compound name",)
    return (), ()


def _listed(text: str, start: int, mentions: list[Mention]) -> list[Mention]:
    """Give the actors from a place in a title to the words that say what the instrument is about."""
    end = len(text)
    if text.count("(", 0, start) > text.count(")", 0, start):  # "(between A and B). About C"
        end = text.find(")", start) if ")" in text[start:] else end
    topic = TOPIC.search(text, start, end)
    end = topic.start() if topic else end
    named: list[Mention] = []
    last = start
    for mention in mentions:
        if not start <= mention.start < end:
            continue
        if KIND.search(text, last, mention.start):
            break
        before = text[: mention.start]
        if PLACE.search(before) and not REALM.search(before):
            continue  # "between Spain and France at London"
        named.append(mention)
        last = mention.end
    return named


def _date(title: str, at: int) -> str | None:
    """Give the day of signature when the title states that of this instrument and not of one that it mentions."""
    for found in find_dates(title, None):
        if found.first == found.last and _own(title, at, found):
            return found.first.isoformat()
    return None


def _own(title: str, at: int, found: FoundDate) -> bool:
    signed = SIGNED.search(title[at : found.start])
    return (
        signed is not None
        and KIND.search(title, at, at + signed.start()) is None
        and not re.search(
            r"\b(?:contract|law|act|scheme|arrangements?)\b", title[at : at + signed.start()], re.IGNORECASE
        )
    )


def _signing_line(text: str, end: int) -> tuple[str, tuple[int, int]] | None:
    """Find the day of signature on the first line after a title, and where that line stands."""
    line = re.compile(r"\s*\n\s*(?P<line>\S[^\n]*)").match(text, end)
    if line is None or len(line["line"]) > 160 or not SIGNING_LINE.match(line["line"]):
        return None
    days = [found for found in find_dates(line["line"], None) if found.first == found.last]
    return (
        (days[0].first.isoformat(), (line.start("line"), line.start("line") + len(line["line"].rstrip())))
        if len(days) == 1
        else None
    )
