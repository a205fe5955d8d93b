"""Meetings: one dated occasion on which actors met, spoke, hosted one another, or are to do so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.model.record import Factuality
from latticework.read.drafts import Draft, nearest_date
from latticework.read.grammar import PLACE_BEFORE, Reading, agent_nouns, forms, pattern
from latticework.read.names import codes_of
from latticework.read.scene import Codes
from latticework.vocab import vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

WORDS = vocabulary("triggers")["meeting"]
ORDINAL = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\w+teenth|twentieth|thirtieth|\w+-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|inaugural|\d+(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)
ANAPHOR = re.compile(r"(?:the|this|that|their|these|those|its|such|his|her|our)\b", re.IGNORECASE)
RECENT = re.compile(r"\b(?:recent|recently|last|latest|just|newly)\b", re.IGNORECASE)
PLANNED_MODALS = frozenset(["will", "shall", "'ll"])
UNREAL_MODALS = frozenset(["would", "could", "may", "might", "should", "can", "must"])
PLANS = frozenset(
    [
        "agree",
        "agreed",
        "plan",
        "plans",
        "planned",
        "intend",
        "intends",
        "decided",
        "committed",
        "commit",
        "pledged",
        "scheduled",
        "expected",
        "set",
        "look",
        "looks",
        "looked",
        "looking",
        "forward",
    ]
)
TALKED_OF = frozenset(
    [
        "discuss",
        "discussed",
        "reaffirmed",
        "reaffirm",
        "underscored",
        "emphasized",
        "welcomed",
        "welcome",
        "applauded",
        "supports",
        "support",
        "supported",
        "noted",
        "reviewed",
        "continue",
        "continued",
        "announce",
        "announced",
        "highlighted",
        "follow",
    ]
)
PLACE = re.compile(r"\b(?:in|at|to) (?:the )?(?P<place>(?:[A-ZÀ-Þ][\w'.-]+)(?:,? (?:[A-ZÀ-Þ][\w'.-]+|D\.C\.|of|the))*)")
BODY = re.compile(
    r"\b(?:working|task|expert|steering|contact|study) (?:group|force)|\b(?:committee|council|network|partnership|coalition|initiative|commission)s?\b",
    re.IGNORECASE,
)
LATERAL = re.compile(r"\b(b|t|q)(?:i|ri|uadri)lateral\b", re.IGNORECASE)
INCLUDED = re.compile(
    r"\b[Tt]he (?P<noun>meeting|call|summit|discussion) (?:also )?(?P<verb>included|was attended by|was joined by|brought together)\b"
)
ONE_DAY = re.compile(r"\b[A-Z][a-z]+ \d{1,2}, \d{4}\b")
PARTS = frozenset(["day", "round", "session", "edition", "meeting", "part"])
DATE_AFTER = re.compile(r",? ?(?:held |convened )?(?:(?:earlier|later|back) )?(?:(?:in|on|of) )?(?:the )?")
NOT_PLACES = re.compile(
    r"^(?:January|February|March|April|May|June|July|August|September|October|November|December|Mr|Ms|President|Prime|Minister|Secretary|National|Their|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|NATO|Summit|Indo-Pacific$|Middle East|Europe$|Africa$|Ukraine['’]s|G7|Quad)"
)


def find_meetings(reading: Reading) -> Iterator[Draft]:
    """Find the meetings that one sentence tells of."""
    yield from _included(reading)
    for token in reading.tokens:
        lower = _head_word(reading, token)
        if token.pos_ in ("VERB", "AUX") and lower in forms(*WORDS["meet"]):
            yield from _met(reading, token)
        elif token.pos_ == "VERB" and lower in forms(*WORDS["speak"]):
            yield from _spoke(reading, token)
        elif token.pos_ == "VERB" and lower in forms(*WORDS["host"]):
            yield from _hosted(reading, token)
        elif (
            lower in forms(*WORDS["nouns"])
            and token.pos_ in ("NOUN", "PROPN", "NUM", "X", "ADJ")
            or _two_plus_two(token)
        ):
            yield from _meeting_noun(reading, token)


def _head_word(reading: Reading, token: Token) -> str:
    """Give a token in lower case, or the meeting noun in a name that is one word to the model: "East Asia Summit"."""
    mention = reading.mention_at(token) if " " in token.text else None
    if mention is None or mention.how not in ("organization", "group"):
        return token.lower_
    return next((word for word in token.lower_.split() if word in forms(*WORDS["nouns"])), token.lower_)


def _included(reading: Reading) -> Iterator[Draft]:
    """Find who took part where a sentence lists them: "in addition to the Vice President, the meeting included …"."""
    match = INCLUDED.search(reading.text)
    if match is None:
        return
    before = codes_of(reading.parties_between(0, match.start())) or tuple(
        code
        for token in reading.tokens
        if token.idx < match.start() and token.dep_ == "pobj"
        for code in reading.codes(token)
    )
    listed = codes_of([m for m in reading.mentions if m.start >= match.end() and m.how != "capital"])
    parties = _unique(before, reading.scene.met, listed)
    if len(listed) > 1:
        yield _draft(
            reading, reading.token_at(match.start("noun")), parties, "held", rule=f"{match['noun']} {match['verb']}"
        )


def _two_plus_two(token: Token) -> bool:
    return token.lower_ in ("plus-2", "2") and token.doc[max(0, token.i - 3) : token.i + 1].text.lower().endswith(
        ("2-plus-2", "2+2", "2-plus2")
    )


def _draft(reading: Reading, token: Token, parties: Codes, factuality: Factuality, *, rule: str) -> Draft:
    date, date_rule, horizon = _when(reading, token, factuality)
    kind = next(
        (k for expression, k in WORDS["formats"] if pattern(expression).search(_around(reading, token))), "meeting"
    )
    return Draft(
        reading=reading,
        type="meeting",
        rule=f"meeting: {rule}",
        parties=parties,
        factuality=factuality,
        trigger=token.text,
        at=token.idx,
        kind=kind,
        name=reading.phrase(token) if token.pos_ in ("NOUN", "PROPN") else None,
        date=date,
        date_rule=date_rule,
        horizon=horizon,
        place=_place(reading, token),
    )


def _around(reading: Reading, token: Token) -> str:
    if token.pos_ in ("VERB", "AUX"):
        return reading.text[token.idx : token.idx + 120]
    start, end = reading.span(token)
    return reading.text[start:end]


def _when(reading: Reading, token: Token, factuality: Factuality) -> tuple[str | None, str | None, str | None]:
    """Give a meeting's date, the rule when inferred, and for a planned one the day by which."""
    start, end = reading.span(token) if token.pos_ not in ("VERB", "AUX") else (token.idx, token.idx + len(token.text))
    points = [d for d in reading.dates if d.bound in ("on", "within")]
    inside = [
        d
        for d in points
        if start <= d.start
        and d.end <= end
        and not re.search(r"\b(?:which|who|where|that)\b", reading.text[token.idx : d.start])
    ]
    found = nearest_date(inside, token.idx) or nearest_date(_of_clause(reading, token, points), token.idx)
    if found:
        return found.edtf, found.rule, None
    until = nearest_date([d for d in reading.dates if d.bound == "until"], token.idx)
    if until and factuality == "planned":
        return until.edtf, until.rule, until.edtf
    scene = reading.scene
    around = reading.text[max(0, start - 60) : end + 60]
    if scene.summit_on and re.search(r"\b(?:during|at|on the (?:margins|sidelines) of) the (?:\w+ )?Summit\b", around):
        return scene.summit_on, "that of the summit", None
    if (
        re.search(
            r"\bsame day\b|\b(?:during|at) the (?:NATO )?(?:[Ss]ummit|meeting)\b|on the (?:margins|sidelines)", around
        )
        and scene.met_on
    ):
        return scene.met_on, "that of the meeting before", None
    if scene.readout and factuality == "held" and scene.document.date and reading.sentence.paragraph <= 3:
        return scene.document.date, "a readout tells of its own day", None
    return None, None, None


def _of_clause(reading: Reading, token: Token, dates: list) -> list:  # type: ignore[type-arg]
    """Keep the dates that stand with a token, not those in another clause or behind another meeting."""
    verb = token if token.pos_ in ("VERB", "AUX") else reading.governor(token)
    kept = []
    for date in dates:
        first = reading.token_at(date.start)
        if first is None:
            continue
        between = reading.text[min(token.idx, date.start) : max(token.idx, date.start)]
        if (
            re.search(r";|\bsince\b|\bwhere\b|\bfollowing\b|\bwhich\b|\bafter\b|\bsame day as\b", between)
            and date.start > token.idx
        ):
            continue
        holder = reading.governor(first) if first.pos_ not in ("VERB", "AUX") else first
        if (
            verb is not None
            and holder is not None
            and holder not in (verb, token)
            and holder.head != token
            and not _near(holder, verb)
        ) and not (date.start < token.idx and "," in reading.text[date.end : date.end + 2]):
            continue
        kept.append(date)
    return kept


def _near(one: Token, other: Token) -> bool:
    return one in (other, other.head) or other in (one.head,) or one.head == other.head


def _place(reading: Reading, token: Token) -> str | None:
    verb = token if token.pos_ in ("VERB", "AUX") else token
    for match in PLACE.finditer(reading.text, verb.idx):
        place = re.sub(r"(?:,| (?:of|the))+$", "", match["place"])
        if not NOT_PLACES.match(place) and not re.match(r"[,\s]*(?:President|Minister)", place):
            return place
        break
    return None


def _factuality(reading: Reading, verb: Token | None) -> Factuality | None:
    """Tell a meeting held from one planned; ``None`` when it is neither (hypothetical, negated, only wished for)."""
    if verb is None:
        return "held"
    if reading.negated(verb):
        return None
    modal = reading.modal(verb)
    if modal in PLANNED_MODALS:
        return "planned"
    if modal in UNREAL_MODALS:
        return None
    if verb.tag_ in ("VB",) and verb.dep_ in ("xcomp", "ccomp", "advcl", "acl", "conj"):
        head = verb.head
        while head.dep_ == "conj" and head.head != head:
            head = head.head
        if head.lower_ in PLANS or any(c.lower_ in ("agreed", "plans") for c in (head, head.head)):
            return "planned" if head.lower_ not in ("look", "looks", "looked", "looking", "forward") else "planned"
        if verb.dep_ == "conj" and head.tag_ in ("VBD", "VBZ", "VBP", "VBN"):
            return "held"
        return None
    if (
        verb.tag_ == "VBG"
        and verb.dep_ == "pcomp"
        and verb.head.lower_ == "to"
        and verb.head.head.lower_ in ("look", "looks", "looked", "looking")
    ):
        return "planned"
    if (
        verb.tag_ == "VBG"
        and verb.dep_ not in ("ROOT", "conj", "advcl", "acl", "relcl")
        and not any(c.dep_ == "aux" for c in verb.children)
    ):
        return None
    return "held"


def _unique(*groups: Codes) -> Codes:
    return tuple(dict.fromkeys(code for group in groups for code in group))


def _met(reading: Reading, verb: Token) -> Iterator[Draft]:
    factuality = _factuality(reading, verb)
    if factuality is None or (verb.tag_ == "VBG" and verb.dep_ in ("amod", "compound")):
        return
    if any(
        c.dep_ == "dobj"
        and c.lower_
        in (
            "need",
            "needs",
            "challenge",
            "challenges",
            "target",
            "targets",
            "goal",
            "goals",
            "obligations",
            "commitments",
            "demand",
            "threshold",
            "requirements",
            "moment",
            "standards",
            "objectives",
            "deadline",
            "condition",
            "conditions",
        )
        for c in verb.children
    ):
        return
    if any(c.dep_ == "dobj" and BODY.search(reading.phrase(c)) for c in verb.children):
        return  # "will convene a working group"
    if any(
        c.dep_ in ("dobj",) and not reading.codes(c) and c.pos_ == "NOUN" and c.lower_ not in agent_nouns()
        for c in verb.children
    ):
        return
    subject = reading.subject_codes(verb)
    others = [
        code
        for one in (
            *reading.after_prep(verb, "with", "between", "alongside"),
            *[c for c in verb.children if c.dep_ == "dobj"],
        )
        for code in reading.codes(one)
    ]
    parties = _unique(subject, tuple(others), _listed_with(reading, verb.idx))
    subject_token = reading.subject(verb)
    if not subject and subject_token is not None and subject_token.pos_ != "PRON":
        parties = _unique(codes_of(reading.parties_between(0, verb.idx)), parties)
    if _enough(reading, parties, verb):
        yield _draft(reading, verb, parties, factuality, rule=f'{verb.text} with subject and "with"')


def _listed_with(reading: Reading, at: int) -> Codes:
    """Give the parties named after "with", up to where the sentence tells what for."""
    match = re.search(r"\b(?:with|between)\b", reading.text[at:])
    if not match or match.start() > 60:
        return ()
    start = at + match.end()
    stop = re.search(
        r"\b(?:to|discuss\w*|about|regarding|on|in|at|during|following|ahead|where|who|which|after|before|today|yesterday|as|for)\b|;|\. ",
        reading.text[start:],
    )
    end = start + stop.start() if stop else len(reading.text)
    return codes_of(reading.parties_between(start, end))


def _spoke(reading: Reading, verb: Token) -> Iterator[Draft]:
    factuality = _factuality(reading, verb)
    if factuality is None:
        return
    partners = [code for one in reading.after_prep(verb, "with", "to") for code in reading.codes(one)]
    if verb.lower_ in ("talk", "talks", "talked", "talking", "speak") and not partners:
        return
    joint = reading.subject_codes(verb)
    parties = _unique(joint, tuple(partners), _listed_with(reading, verb.idx))
    tail = reading.text[verb.idx : verb.idx + 80]
    if not partners and not re.search(
        r"\b(?:by (?:tele)?phone|on the phone|virtually|today|yesterday|by video|together)\b", tail
    ):
        return
    if re.search(r"^\w+ (?:to|about) (?:the|how|a|reporters)\b", tail) and not partners:
        return
    if _enough(reading, parties, verb):
        yield _draft(reading, verb, parties, factuality, rule=f"{verb.text} with")


def _hosted(reading: Reading, verb: Token) -> Iterator[Draft]:
    factuality = _factuality(reading, verb)
    if factuality is None:
        return
    objects = [c for c in verb.children if c.dep_ in ("dobj", "nsubjpass")]
    guests = codes_of([m for one in objects for m in self_mentions(reading, one)])
    if not guests:
        guests = tuple(code for one in objects for code in reading.codes(one))
    if any(o.lower_ in forms(*WORDS["nouns"]) for o in objects) or not guests:
        return  # the meeting noun is a trigger of its own
    guest = objects[0]
    is_person = any(m.how == "person" for m in self_mentions(reading, guest)) or guest.lower_ in agent_nouns()
    if not is_person:
        return
    if verb.lower_.startswith("call") and (
        reading.after_prep(verb, "on", "upon", "for")
        or any(
            c.dep_ in ("xcomp", "oprd", "ccomp", "prep") and c.lower_ in ("on", "upon", "for") for c in verb.children
        )
    ):
        return
    tail = reading.text[guest.idx :]
    if verb.lower_.startswith("welcome") and not re.search(
        r"\b(?:to|at|in) (?:the )?[A-Z]|\btoday\b|\byesterday\b", tail
    ):
        return
    if (
        any(c.dep_ in ("xcomp", "advcl") and c.lower_ not in ("discuss", "mark") for c in verb.children)
        and verb.lower_.startswith("invit")
        and not re.search(r"\b(?:meeting|summit|talks|to (?:the )?[A-Z])", tail)
    ):
        return
    host = reading.subject_codes(verb)
    if host and _enough(reading, _unique(host, guests), verb):
        yield _draft(reading, verb, _unique(host, guests), factuality, rule=f"{verb.text} a guest")


def self_mentions(reading: Reading, token: Token) -> list:  # type: ignore[type-arg]
    """Give the actor at the head of a noun phrase, with those coordinated to it."""
    found = []
    for one in (token, *token.conjuncts):
        mention = reading.mention_at(one)
        if mention and not reading._owns(mention, one):
            found.append(mention)
    return found


def _meeting_noun(reading: Reading, noun: Token) -> Iterator[Draft]:
    start, end = reading.span(noun)
    phrase = reading.text[start:end]
    if noun.dep_ in ("compound", "nmod", "amod") and noun.head.lower_ in forms(*WORDS["nouns"]):
        return  # "summit meeting": the head is the trigger
    if noun.dep_ == "compound" and noun.head.pos_ in ("NOUN", "PROPN"):
        return  # "Summit attendees", "call center"
    if re.search(r"\b(?:launch|establishment|creation|inauguration) of (?:an? |the )?$", reading.text[:start]):
        return  # the founding of a dialogue is no meeting
    if re.search(r"\b(?:margins|sidelines) of (?:the )?(?:[\w.'-]+ ){0,4}$", reading.text[: noun.idx]):
        return  # where the meeting took place
    if noun.lower_ in ("calls", "call") and re.search(
        r"\bfor\b", phrase[phrase.lower().find("call") : phrase.lower().find("call") + 12]
    ):
        return
    verb = reading.governor(noun)
    own_name = reading.mention_at(noun) is not None
    eventful = _makes_event(reading, noun, verb)
    to_be = next(
        (
            c
            for c in noun.children
            if c.dep_ in ("acl", "relcl")
            and c.lower_ in ("held", "hosted", "convened", "chaired")
            and any(k.lower_ == "be" for k in c.children)
        ),
        None,
    )
    if to_be is not None and not eventful:  # "the trilateral summit to be hosted by President Biden"
        group = LATERAL.search(phrase)
        parties = _noun_parties(reading, noun, None) or (
            reading.scene.group_of({"b": 2, "t": 3, "q": 4}[group[1].lower()]) if group else ()
        )
        if _enough(reading, parties, noun):
            yield _draft(reading, noun, parties, "planned", rule=f"{noun.text} to be {to_be.text}")
        return
    dated = [
        d
        for d in reading.dates
        if d.bound in ("on", "within")
        and (start <= d.start <= end + 2 or DATE_AFTER.fullmatch(reading.text, end, d.start))
    ]
    ordinal = ORDINAL.search(reading.text[noun.left_edge.idx : noun.idx + len(noun.text)])
    plural = (noun.tag_ in ("NNS", "NNPS") or noun.lower_.endswith("s")) and noun.lower_ not in (
        "talks",
        "consultations",
        "discussions",
    )
    factuality = _factuality(reading, verb) if eventful else "held"
    if factuality is None:
        return
    if (
        noun.lower_
        in (
            "engagement",
            "discussion",
            "discussions",
            "conversation",
            "session",
            "visit",
            "conversations",
            "consultations",
            "consultation",
        )
        and not eventful
    ):
        return
    if noun.lower_ in ("discussion", "discussions", "conversation", "visit") and not re.search(
        r"\b(?:with|between|among)\b", phrase
    ):
        return
    parties = _noun_parties(reading, noun, verb if eventful else None)
    named = noun.text[0].isupper() and bool(parties) and (own_name or bool(_inside(reading, noun)))  # "the NATO Summit"
    anaphoric = ANAPHOR.match(phrase) and not dated and not ordinal and not named
    if (
        anaphoric
        and not reading.scene.met
        and re.match(r"(?:their|our) ", phrase)
        and noun.dep_ == "pobj"
        and noun.head.lower_ in ("following", "after")
    ):
        parties = reading.subject_codes(verb) if verb is not None else ()  # "released a statement following their call"
        if len(parties) > 1:
            yield _draft(reading, noun, parties, "held", rule=f"following their {noun.text}")
        return
    if anaphoric and not (
        eventful and parties and re.match(r"(?i)the\b", phrase) and (len(_inside(reading, noun)) > 1)
    ):
        return
    if not eventful:
        if not (dated or ordinal) or (plural and len(dated) + len(ONE_DAY.findall(reading.text[end:])) < 2):
            return
        if not ordinal and not parties:
            return
        group = LATERAL.search(phrase)
        if not parties and group:
            parties = reading.scene.group_of({"b": 2, "t": 3, "q": 4}[group[1].lower()])
        future = [d for d in dated if reading.scene.document.date and d.edtf[:10] > reading.scene.document.date[:10]]
        if future:
            factuality = "planned"
    elif plural and not dated and factuality == "held" and not reading.scene.readout:
        return
    days = [d for d in reading.dates if d.bound == "on" and d.first == d.last and d.start > noun.idx]
    if plural and len(days) > 1 and factuality == "held" and _enough(reading, parties, noun):
        for day in days:  # "the Summits held on May 14, 2015 … and May 21, 2017": each its own
            draft = _draft(reading, noun, parties, "held", rule=f"{noun.text} of several dates")
            draft.date, draft.date_rule = day.edtf, day.rule
            yield draft
        return
    if _enough(reading, parties, noun):
        draft = _draft(
            reading,
            noun,
            parties,
            factuality,
            rule=f"{verb.text if eventful and verb is not None else 'dated'} {noun.text}",
        )
        if eventful or draft.date or ordinal:
            yield draft


def _makes_event(reading: Reading, noun: Token, verb: Token | None) -> bool:
    """Tell whether the verb makes the meeting an event: holding, attending, hosting it, or its taking place."""
    if verb is None or re.search(r"\bsame (?:day|time|week) as\b[^,;]*$", reading.text[: noun.idx]):
        return False
    lower = verb.lower_
    head = noun.head if noun.dep_ not in ("conj",) else noun.head.head
    if noun.dep_ in ("nsubj", "nsubjpass") or (noun.dep_ == "conj" and noun.head.dep_ in ("nsubj", "nsubjpass")):
        return (
            lower in forms(*WORDS["occur"]) or (noun.dep_ == "nsubjpass" and lower in ("hosted", "convened", "chaired"))
        ) and not reading.negated(verb)
    if noun.lower_ in ("dialogue", "dialogues", "consultations") and lower.startswith(
        ("launch", "open", "beg", "kick")
    ):
        return False  # the founding of a dialogue is no meeting
    part = noun.dep_ == "pobj" and head.lower_ == "of" and head.head.lower_ in PARTS
    if lower in forms(*WORDS["hold"]) and (
        part or noun.dep_ in ("dobj", "appos", "conj", "attr") or (noun.dep_ == "pobj" and head.lower_ in ("in", "for"))
    ):
        return _direct(noun, verb)
    if lower in ("followed", "preceded") and noun.dep_ == "pobj" and head.lower_ == "by":
        return True
    if lower in forms(*WORDS["travel"]) and noun.dep_ == "pobj" and head.lower_ in ("for", "to"):
        return True
    if (
        lower in forms(*WORDS["host"])
        and (noun.dep_ == "dobj" or (noun.dep_ == "pobj" and head.lower_ in ("for", "to", "at")))
        and not lower.startswith(("welcom", "call"))
    ):
        return True
    return (
        lower in forms(*WORDS["meet"])
        and noun.dep_ == "pobj"
        and head.lower_ in ("for", "in", "at")
        and _direct(noun, verb)
    )


def _direct(noun: Token, verb: Token) -> bool:
    steps, token = 0, noun
    if noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.lower_ in PARTS:
        token = noun.head.head  # "hosted the first day of the conference"
    while token != verb and steps < 4:
        token, steps = token.head, steps + 1
    return token == verb


def _inside(reading: Reading, noun: Token) -> Codes:
    """Give the parties named in the meeting's own phrase: "US-Japan", "between A and B", "with C"."""
    while noun.dep_ == "appos" and noun.head.pos_ in ("NOUN", "PROPN"):
        noun = noun.head  # "the US-Japan Security Consultative Committee (2-plus-2) meeting"
    start, end = reading.span(noun)
    found = [
        m
        for m in reading.mentions
        if start <= m.start < noun.idx and m.how != "capital" and not PLACE_BEFORE.search(reading.text[start : m.start])
    ]
    codes = codes_of([m for m in found if reading.text[m.end : m.end + 2] != "'s" or m.how == "person"])
    after = [
        code for one in reading.after_prep(noun, "with", "between", "of", "among", "by") for code in reading.codes(one)
    ]
    listed = codes_of(
        [
            m
            for m in reading.parties_between(noun.idx, end)
            if not re.search(
                r"\b(?:on|about|regarding|to|during|at|ahead|before|after|in)\b", reading.text[noun.idx : m.start]
            )
        ]
    )
    return _unique(codes, tuple(after), listed)


def _noun_parties(reading: Reading, noun: Token, verb: Token | None) -> Codes:
    own = reading.mention_at(noun)
    inside = _unique(_inside(reading, noun), own.codes if own else ())
    for one in noun.children:
        if one.dep_ == "poss":
            whose = {"our": reading.scene.speakers, "their": reading.scene.they}.get(one.lower_, ())
            inside = _unique(reading.codes(one) or whose, inside)
    end = reading.span(noun)[1]
    if re.match(
        r"(?:,? (?:last|this|earlier|yesterday|today|on|in) [\w ,]{0,24})? with\b", reading.text[end:]
    ):  # "Biden's meeting last month with …", the "with" parsed with the verb
        inside = _unique(inside, _listed_with(reading, end))
    if verb is None:
        return inside
    outside: Codes = ()
    if noun.dep_ not in ("nsubj", "nsubjpass") and verb.lower_ not in ("followed", "preceded"):
        outside = reading.subject_codes(verb)
    guests = tuple(
        code for one in verb.children if one.dep_ == "dobj" for code in (reading.codes(one) if one != noun else ())
    )
    with_ = tuple(
        code for one in reading.after_prep(verb, "with", "between", "alongside") for code in reading.codes(one)
    )
    return _unique(outside, guests, with_, inside)


def _enough(reading: Reading, parties: Codes, token: Token) -> bool:
    """Tell whether the parties make a meeting: two actors, or an organization or group that itself meets."""
    if len(parties) > 1:
        return True
    from latticework.vocab import actors

    return (
        len(parties) == 1
        and actors().get(parties[0], {}).get("kind") in ("organization", "group")
        and token.lower_ in ("summit", "ministerial", "meeting", "meet", "met", "conference", "session", "dialogue")
    )
