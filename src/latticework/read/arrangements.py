"""Arrangements: instruments, bodies and mechanisms that a sentence makes, signs, founds or proposes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.model.record import Factuality
from latticework.read.drafts import Draft, nearest_date
from latticework.read.grammar import Reading, forms, pattern
from latticework.read.meetings import LATERAL, PLANNED_MODALS, UNREAL_MODALS
from latticework.read.scene import Codes, is_collective
from latticework.read.units import HYPHEN
from latticework.vocab import vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

WORDS = vocabulary("triggers")["arrangement"]
TALK = forms(*vocabulary("triggers")["commitment"]["discussed"])
PARTICLE_NEEDED = {
    "stand": "up",
    "stood": "up",
    "standing": "up",
    "stands": "up",
    "set": "up",
    "sets": "up",
    "setting": "up",
    "bring": "together",
    "brought": "together",
}
PREPOSITION_NEEDED = {"agree": ("to", "on", "upon"), "agreed": ("to", "on", "upon"), "agrees": ("to", "on", "upon")}
ORDINARY = re.compile(
    r"\b(?:existing|domestic|national|legal|ceasefire|political|rules-based|trade|purchase|internal|consent|public-private|peace|hostage|new way of|plea|price|license|investor|private)\b",
    re.IGNORECASE,
)
MADE_AFTER = frozenset(["signed", "adopted", "launched", "concluded", "established", "issued", "founded", "released"])
FOUNDED = frozenset(["announced", "established", "founded", "created", "launched", "formed", "inaugurated"])
PLURAL_ONLY = frozenset(
    ["agreements", "arrangements", "channels", "mechanisms", "partnerships", "initiatives", "dialogues", "principles"]
)


def find_arrangements(reading: Reading) -> Iterator[Draft]:
    """Find the arrangements that one sentence makes or proposes."""
    taken: set[tuple[str, int]] = set()
    for token in reading.tokens:
        if token.dep_ == "nsubjpass":
            yield from _founded(reading, token)
        if (
            token.pos_ not in ("NOUN", "PROPN")
            or token.dep_ in ("compound", "nmod")
            and token.head.pos_ in ("NOUN", "PROPN")
        ):
            continue
        makers = list(_makers(reading, token))
        kind = _kind(reading, token) if makers else None
        if kind is None:
            continue
        for maker, how in makers:
            draft = _accession(reading, token, maker) or _draft(reading, token, kind, maker, how)
            if draft and (kind, token.i) not in taken:
                taken.add((kind, token.i))
                yield draft
                break


def _founded(reading: Reading, token: Token) -> Iterator[Draft]:
    """Find a named group that "was announced on September 15, 2021"."""
    mention = reading.mention_at(token)
    verb = token.head
    if (
        mention is None
        or mention.how not in ("group", "organization")
        or token.dep_ != "nsubjpass"
        or verb.lower_ not in FOUNDED
        or reading.negated(verb)
    ):
        return
    day = nearest_date([d for d in reading.dates if d.bound == "on"], verb.idx, before=60, after=60)
    if day:
        yield Draft(
            reading=reading, type="arrangement", rule=f"arrangement: {mention.written} was {verb.text}", parties=mention.codes, factuality="agreed",
            trigger=verb.text, at=token.idx, kind="partnership", name=mention.written, date=day.edtf, date_rule=day.rule,
        )  # fmt: skip


def _kind(reading: Reading, token: Token) -> str | None:
    """Give the kind of instrument a noun names, judged by its words up to the noun and its first "of"."""
    start, end = reading.span(token)
    head = reading.text[start : token.idx + len(token.text)]
    tail = reading.text[token.idx + len(token.text) : end]
    of = re.match(r" of (?:[Ss]upport|[Pp]rinciples|[Uu]nderstanding|[Cc]ooperation|[Aa]greement|[Ii]ntent)", tail)
    phrase = head + (of[0] if of else "")
    proper = re.search(r"\"?[A-Z][\w-]+(?: (?:[A-Z][\w-]+|for|and|of|on|the))* ?\"?$", head)
    for expression, kind in WORDS["instruments"]:
        for match in pattern(expression).finditer(phrase):
            if match.end() >= len(head) - 1 or (proper and match.start() >= proper.start()):
                return str(kind)
    name = _name(reading, token)
    if name and token.text[0].isupper():  # "the Exchange of Naval Nuclear Propulsion Information Agreement"
        for expression, kind in WORDS["instruments"]:
            if any(match.end() == len(name) for match in pattern(expression).finditer(name)):
                return str(kind)
    if re.search(rf"(?:^|\b(?:a|an|the|new|first|its|their|our) )(?:[A-Z][\w'-]+ ){{1,6}}(?:{WORDS['named']})$", head):
        return "other"
    if proper and re.search(r"\b(?:Security Assistance|Headquarters|Command|Treaty|Pact|Compact)\b", head):
        return "command" if re.search(r"Assistance|Headquarters|Command", head) else "treaty"
    return None


def _makers(reading: Reading, noun: Token) -> Iterator[tuple[Token, str]]:
    """Give the verbs and verbal nouns that make, sign or found what a noun names."""
    made = forms(*WORDS["make"])
    chain = noun
    while chain.dep_ in ("conj", "appos") and chain.head.pos_ in ("NOUN", "PROPN"):
        chain = chain.head
    head = chain.head
    object_ = noun.dep_ in ("dobj", "nsubjpass", "conj", "appos", "attr", "oprd") or chain.dep_ in ("dobj", "nsubjpass")
    makes = head.pos_ in ("VERB", "AUX") and head.lower_ in made and head.lower_ not in PREPOSITION_NEEDED
    if object_ and makes and _particle(head):
        yield head, "verb"
    if chain.dep_ == "pobj" and head.dep_ in ("prep", "prt", "agent"):
        above = head.head
        if (
            above.pos_ in ("VERB", "AUX")
            and above.lower_ in PREPOSITION_NEEDED
            and head.lower_ in PREPOSITION_NEEDED[above.lower_]
        ):
            yield above, "verb"
        if (
            above.pos_ == "VERB"
            and above.lower_ in ("entered", "enters", "enter", "came")
            and noun.lower_ in ("force", "effect")
        ):
            return
        if (
            above.pos_ in ("VERB",)
            and above.lower_ in ("sign", "signed", "signing")
            and head.lower_ in ("on", "onto", "to")
        ):
            yield above, "verb"
        if above.lower_ == "up" and above.i and reading.doc[above.i - 1].lower_ == "standing":
            above = reading.doc[above.i - 1]  # "the standing up of", the particle torn off
        while above.dep_ in ("prep", "prt") and above.pos_ in ("ADP", "PART", "ADV"):
            above = above.head
        if above.lower_ in WORDS["making"] and head.lower_ in ("of", "up") and _particle(above):
            yield above, "noun"
        if head.lower_ == "to" and above.lower_ in ("reconstitution", "upgrade", "transformation", "conversion"):
            yield above, "noun"
    if (
        noun.dep_ == "nsubj"
        and head.lower_ in ("entered", "enters", "came")
        and re.match(r"\w+ into (?:force|effect)\b", reading.text[head.idx :])
    ):
        yield head, "verb"
    if (
        noun.dep_ == "nsubj"
        and head.dep_ == "ccomp"
        and head.tag_ in ("VBD", "VBN")
        and head.head.lower_ in made
        and head.head.i < noun.i
    ):
        yield head.head, "verb"  # "establish a new working group focused on", parsed as a clause
    after = reading.tokens[noun.i + 1] if noun.i + 1 < len(reading.tokens) else None
    if (
        after is not None
        and after.tag_ in ("VBN", "VBD")
        and after.dep_ == "acl"
        and after.lower_ in MADE_AFTER
        and after.head != noun
    ):
        yield after, "verb"  # "the Roadmap for a Partnership launched in", the participle parsed with an earlier noun
    for child in noun.children:  # "a memorandum signed by", "a declaration adopted in"
        if (
            child.dep_ == "acl"
            and child.tag_ == "VBN"
            and child.lower_ in made
            and child.lower_ not in ("set", "announced", "brought")
        ):
            yield child, "verb"


def _particle(verb: Token) -> bool:
    needed = PARTICLE_NEEDED.get(verb.lower_)
    if needed is None:
        return True
    return any(c.lower_ == needed for c in verb.children) or (
        verb.i + 1 < len(verb.doc) and verb.doc[verb.i + 1].lower_ == needed
    )


def _draft(reading: Reading, noun: Token, kind: str, maker: Token, how: str) -> Draft | None:
    start, end = reading.span(noun)
    phrase = reading.text[start:end]
    if ORDINARY.search(reading.text[start : noun.idx]) or noun.lower_ in PLURAL_ONLY and kind != "declaration":
        return None
    factuality = _factuality(reading, maker, how)
    if factuality is None:
        return None
    parties = _parties(reading, noun, maker, how)
    if (
        kind == "other"
        and len(parties) < 2
        and not any(is_collective(code) for code in parties or reading.scene.met or reading.scene.speakers)
    ):
        return None  # one state's own programme
    apart = next(
        (
            m
            for m in reading.mentions
            if len(m.codes) > 1
            and noun.idx < m.start < noun.idx + 160
            and re.search(r"\bbetween (?:the )?$", reading.text[noun.idx : m.start])
        ),
        None,
    )
    if apart is not None and how == "noun":
        parties = apart.codes  # "the conclusion of an agreement … between Israel and Lebanon, mediated by …"
    verb = reading.governor(maker) if how == "noun" else None
    if not parties and verb is not None and _name(reading, noun):
        welcomed = reading.subject_codes(verb)
        parties = welcomed if len(welcomed) > 1 else ()  # "they welcomed the establishment of Task Force 59"
    group = LATERAL.search(phrase)
    if not parties and group:
        parties = reading.scene.group_of({"b": 2, "t": 3, "q": 4}[group[1].lower()])
    name = _name(reading, noun)
    dates = [d for d in reading.dates if d.bound in ("on", "within")]
    day = nearest_date(dates, maker.idx, after=160)
    if kind in WORDS["weak"]:
        named = (
            re.search(r"[A-Z]\w+[ -]+(?:\w+ )?[A-Z]\w+|\"|\b(?:bi|tri|quadri|multi)lateral\b", reading.text[start:end])
            is not None
        )
        if not (named or day) or len(parties) + named < 2:
            return None
    if not parties:
        parties = reading.scene.met if reading.scene.met else reading.scene.speakers
        if not parties or (len(parties) < 2 and kind in WORDS["weak"]):
            return None
    if re.match(r"(?i)(?:this|that|these|those|such|its|the same)\b", phrase) and not name:
        return None
    count = next(iter(reading.counts), None)
    until = nearest_date([d for d in reading.dates if d.bound == "until"], noun.idx)
    date, rule = (day.edtf, day.rule) if day else _context_date(reading, factuality)
    return Draft(
        reading=reading, type="arrangement", rule=f"arrangement: {maker.text} + {noun.text}", parties=parties, factuality=factuality,
        trigger=maker.text, at=noun.idx, kind=kind, name=name or phrase[:120], date=date, date_rule=rule,
        amount=count.value if count else None, unit=count.unit if count else None, horizon=until.edtf if until else None,
    )  # fmt: skip


def _accession(reading: Reading, noun: Token, maker: Token) -> Draft | None:
    """Find who "signed on to the initiative", an instrument that an earlier sentence named."""
    joins = maker.lower_ in ("signed", "sign", "signs", "joined", "join", "joins", "acceded", "endorsed")
    phrase = reading.phrase(noun)
    if not joins or not re.fullmatch(r"(?:the|this|that) [a-z]+", phrase):
        return None
    parties = reading.subject_codes(maker)
    if not parties:
        return None
    return Draft(
        reading=reading, type="arrangement", rule=f"arrangement: {maker.text} on to {phrase}", parties=parties, factuality="agreed",
        trigger=maker.text, at=noun.idx, kind="accession",
    )  # fmt: skip


def _context_date(reading: Reading, factuality: Factuality) -> tuple[str | None, str | None]:
    scene = reading.scene
    if factuality == "planned":
        return None, None
    if scene.met_on:
        return scene.met_on, "that of the meeting before"
    if scene.readout and scene.document.date:
        return scene.document.date, "announced in the document itself"
    return None, None


def _factuality(reading: Reading, maker: Token, how: str) -> Factuality | None:
    if how == "noun":
        verb = reading.governor(maker)
        if verb is not None and (reading.modal(verb) in UNREAL_MODALS or reading.negated(verb)):
            return None
        future = any(
            d.bound in ("on", "within")
            and reading.scene.document.date
            and d.last.isoformat() > reading.scene.document.date[:10] + "~"
            for d in reading.dates
        )
        return "planned" if future or (verb is not None and reading.modal(verb) in PLANNED_MODALS) else "announced"
    if reading.negated(maker):
        return None
    modal = reading.modal(maker)
    if modal in UNREAL_MODALS:
        return None
    if modal in PLANNED_MODALS:
        return "planned"
    head = maker.head
    if maker.tag_ == "VB" and maker.dep_ in ("xcomp", "advcl", "acl", "ccomp"):
        if head.lower_ in (
            "agree",
            "agreed",
            "decided",
            "committed",
            "pledged",
            "resolved",
            "announced",
            "intend",
            "plan",
            "plans",
            "planned",
        ):
            return "planned"
        return None
    if (
        maker.tag_ == "VBG"
        and maker.dep_ == "pcomp"
        and head.lower_ == "to"
        and head.head.lower_ in ("committed", "commit", "agreed", "agree", "pledged")
    ):
        return "planned"
    if (
        maker.tag_ == "VBG"
        and maker.dep_ in ("pcomp", "advcl", "acl", "xcomp")
        and head.lower_ not in ("by", "after", "including")
    ):
        if maker.dep_ in ("advcl", "acl") and maker.lower_ in ("launching", "establishing", "creating", "forming"):
            return "announced"
        return None
    if maker.lower_.startswith("propos"):
        return "announced"
    if maker.lower_.startswith(("announc", "unveil", "launch", "establish", "creat")):
        return "announced"
    return "agreed"


def _parties(reading: Reading, noun: Token, maker: Token, how: str) -> Codes:
    inside: list[str] = []
    start, end = reading.span(noun)
    for mention in reading.mentions:
        if start <= mention.start < max(noun.idx, end) and len(mention.codes) > 1 and HYPHEN.search(mention.written):
            inside += mention.codes  # "the US-ROK-Japan agreement", "the Roadmap for a Renewed U.S.-Canada Partnership"
    for one in reading.after_prep(noun, "between", "among", "with", "by"):
        inside += reading.codes(one)
    if how == "verb":
        for one in reading.after_prep(maker, "with", "between", "among"):
            inside += reading.codes(one)
        subject = reading.subject_codes(maker)
        if not subject and maker.dep_ == "ROOT" and maker.tag_ == "VB":
            subject = reading.scene.listing  # "The partners will: - Establish a task force"
        if not subject and reading.subject(maker) is not None and reading.subject(maker).pos_ != "PRON":  # type: ignore[union-attr]
            subject = tuple(code for m in reading.parties_between(0, maker.idx) for code in m.codes)
    else:
        subject = tuple(
            code for one in reading.after_prep(maker, "by", "between", "with") for code in reading.codes(one)
        )
        verb = reading.governor(maker)
        if not subject and not inside and verb is not None and verb.lower_ not in TALK:
            subject = reading.subject_codes(verb)
        if not subject and not inside:
            subject = tuple(code for m in reading.mentions if start <= m.start < noun.idx for code in m.codes)
    return tuple(dict.fromkeys([*subject, *inside]))


def _name(reading: Reading, noun: Token) -> str | None:
    """Give the proper name of an instrument: the capitalized words around its noun, quoted names whole."""
    text, start, end = reading.text, noun.idx, noun.idx + len(noun.text)
    quoted = re.search(r"\"([^\"]{3,80})\"", text[max(0, noun.left_edge.idx - 1) : min(len(text), end + 40)])
    if quoted and noun.text in quoted[1]:
        return quoted[1].rstrip(",.")
    while before := re.search(r"(?:[A-Z][\w'-]*|for|and|of|on|the|to)[ -]$", text[:start]):
        start = before.start()
    while after := re.match(r" (?:(?:for|and|of|on|the|to) )*[A-Z][\w'-]*", text[end:]):
        end += after.end()
    name = re.sub(r"^(?:(?:the|and|of|for|on|to|The|A|In|On) )+", "", text[start:end])
    return name if re.match(r"[A-Z]", name) and " " in name else None
