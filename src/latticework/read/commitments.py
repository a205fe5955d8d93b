"""Commitments: an actor promises an action, restates the promise of one, orders it, or puts up money for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.model.record import Factuality
from latticework.read.drafts import Draft
from latticework.read.grammar import Reading, forms
from latticework.read.meetings import BODY, PLANNED_MODALS, UNREAL_MODALS
from latticework.read.scene import Codes
from latticework.vocab import vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

WORDS = vocabulary("triggers")["commitment"]
TO_ACT = forms(*WORDS["to_act"])
RESTATE = forms(*WORDS["restate"])
ORDER = forms(*WORDS["order"])
FUND = forms(*WORDS["fund"])
DISCUSSED = forms(*WORDS["discussed"])
NOT_PROMISED = frozenset(WORDS["not_promised"].split())
ANNOUNCE = forms("announce announces announced announcing")
GIVEN = frozenset(["donated", "provided", "contributed", "pledged", "offered", "supplied"])
INCLUDED = re.compile(r"\bincluding\b")
SAID = (
    RESTATE - frozenset(["make", "include", "demonstrate", "reinforce", "share", "contain", "codify"])
    | DISCUSSED
    | frozenset(["acknowledge", "recognize", "commend"])
)
ASKING = forms(
    "urge urges urged urging",
    "ask asks asked asking",
    "call calls called calling",
    "demand demands demanded",
    "encourage encourages encouraged",
    "hope hopes hoped",
    "insist insisted",
    "request requested",
    "recommend recommended",
    "enable enables enabled enabling",
    "allow allows allowed allowing",
    "help helps helped helping",
    "let lets",
)
WEAK = frozenset(WORDS["weak_to_act"])
LEAD = re.compile(
    r"\b(will|shall|agreed|agree|committed|commit|pledged|pledge|decided|intend)(?: to)?(?: \w+ly| also| jointly)?:\W*$"
)
LEADING = frozenset(["led", "chaired", "hosted", "attended", "headed", "held", "joined", "followed"])
LISTED = frozenset(WORDS["listed"].split())
AIMS = frozenset(["goal", "goals", "objective", "objectives", "aim", "ambition"])
STAND = forms("stand stands stood standing", "remain remains remained", "join joins joined", "unite united")
MEASURES = frozenset(
    [
        "sanctions",
        "measures",
        "package",
        "assistance",
        "deployment",
        "deployments",
        "aid",
        "restrictions",
        "controls",
        "donation",
        "donations",
        "delivery",
        "deliveries",
    ]
)
MEETING = re.compile(
    r"\b(?:meetings?|summit|call|talks|conference|session|dialogue|visit|leaders|president|ministers?|discussion)\b",
    re.IGNORECASE,
)
NOTHING = frozenset(["nothing", "something", "anything", "thing", "everything"])
ACTION_NOUN = re.compile(
    r"(?:tion|sion|ment|ance|ence|ing|ship|al|up|upgrade|increase|expansion|support|supply|transfer|visits?|deployment|launch|review|delivery|purchase|aid|assistance|work|efforts?|cooperation|training|sharing)s?$"
)
HOSTING = frozenset(
    [
        "host",
        "convene",
        "meet",
        "hold",
        "gather",
        "welcome",
        "attend",
        "join",
        "travel",
        "visit",
        "participate",
        "chair",
        "speak",
        "discuss",
        "receive",
    ]
)
MAKING = frozenset(
    [
        "codify",
        "codifies",
        "codified",
        "contain",
        "contains",
        "include",
        "includes",
        "included",
        "make",
        "made",
        "makes",
        "give",
        "gave",
        "outline",
        "outlines",
        "enshrine",
        "enshrines",
    ]
)


def find_commitments(reading: Reading) -> Iterator[Draft]:
    """Find the commitments that one sentence makes or restates."""
    taken: set[int] = set()
    for token in reading.tokens:
        for draft, anchor in _at(reading, token):
            if anchor.i not in taken:
                yield draft
            taken |= {anchor.i, token.i}


def find_listed(reading: Reading, opens: bool) -> list[Draft]:
    """Find what a list promises whose first line ends in a colon: "The Quad will: … - Establish a working group".

    ``opens`` says that the sentence opens its paragraph or list item; the list ends with the first that is no item of it.
    """
    scene = reading.scene
    lead = LEAD.search(reading.text)
    if lead:
        token = reading.token_at(lead.start(1))
        verb = token if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "xcomp") else token.head
        scene.listing = reading.subject_codes(token) or reading.subject_codes(verb)
        scene.listing_until = _horizon(reading, 0, len(reading.text))
        return []
    if not scene.listing or not opens:
        return []
    first = next((t for t in reading.tokens if t.is_alpha and t.tag_ != "RB"), None)
    if (
        first is None
        or (first.tag_ not in ("VB", "VBP") and first.lower_ not in LISTED)
        or first.lower_ in NOT_PROMISED
    ):
        scene.listing = () if reading.sentence.kind != "item" else scene.listing
        return []
    draft = _draft(
        reading, first, scene.listing, f"listed {first.lower_}", first.idx, len(reading.text), factuality="planned"
    )
    draft.horizon = draft.horizon or scene.listing_until
    return [draft]


def _at(reading: Reading, token: Token) -> Iterator[tuple[Draft, Token]]:
    lower = token.lower_
    if (
        token.pos_ == "NOUN"
        and token.dep_ == "ROOT"
        and lower in ("plan", "plans")
        and reading.subject(token) is not None
        or token.pos_ in ("VERB", "AUX", "ADJ")
        and lower in TO_ACT
        and lower not in ("plans", "plan")
        or (lower in ("plan", "plans", "planned") and token.pos_ == "VERB")
    ):
        yield from _promised(reading, token)
    elif lower in WORDS["nouns"] and token.pos_ == "NOUN":
        yield from _restated(reading, token)
    elif lower in ORDER and token.pos_ == "VERB":
        yield from _ordered(reading, token)
    elif token.tag_ == "MD" and lower in PLANNED_MODALS:
        yield from _will(reading, token.head)
    elif lower in ANNOUNCE and token.pos_ == "VERB":
        yield from _announced(reading, token)
    elif lower == "committing" and token.dep_ == "acl":
        yield from _committing(reading, token)
    elif lower in ("aimed",) and token.pos_ == "VERB":
        yield from _aimed(reading, token)
    elif lower in ("provision",) and re.search(
        r"\b(?:framework|agreement|memorandum|compact)\b for the $", reading.text[: token.idx]
    ):
        yield from _framework(reading, token)
    elif lower in ("standing", "establishment", "launch", "creation") and token.pos_ in ("NOUN", "VERB"):
        yield from _founding(reading, token)
    elif token.tag_ == "VBG" and any(
        c.dep_ == "aux" and c.lower_ in ("are", "is", "'re", "am") for c in token.children
    ):
        yield from _under_way(reading, token)
    if token.tag_ == "VBN" and token.dep_ == "acl" and lower in GIVEN:
        yield from _given(reading, token)
    if token.pos_ in ("VERB", "NOUN") and (lower in FUND or lower in WORDS["funding"]):
        yield from _funded(reading, token)


def _draft(
    reading: Reading,
    token: Token,
    promisers: Codes,
    rule: str,
    start: int,
    end: int,
    *,
    factuality: Factuality = "agreed",
    amount: bool = True,
) -> Draft:
    own = INCLUDED.search(reading.text, start, end)
    limit = (
        own.start() if own and own.start() > token.idx + 30 and token.lower_ in FUND else end
    )  # what is "included" is a commitment of its own
    money = next((m for m in reading.money if start <= m.start < limit), None) if amount else None
    count = next((c for c in reading.counts if start <= c.start < end), None) if amount and not money else None
    if _conditional(reading, token):
        factuality = "hypothetical"
    made_on, made_rule = _made_on(reading, token)
    return Draft(
        reading=reading, type="commitment", rule=f"commitment: {rule}", parties=promisers, factuality=factuality, trigger=token.text, at=token.idx,
        kind=rule.split(" ")[0], name=reading.text[start:end][:120].strip(), date=made_on, date_rule=made_rule,
        amount=money.value if money else count.value if count else None, currency=money.currency if money else None, unit=count.unit if count else None,
        horizon=_horizon(reading, start, end), targets=tuple(c for c in reading.mentioned(start, end) if c not in promisers),
    )  # fmt: skip


def _made_on(reading: Reading, token: Token) -> tuple[str | None, str | None]:
    """Give when something is promised: a past day told beside the trigger, else that of the meeting or the document."""
    scene = reading.scene
    now = (scene.document.date or "9999")[:10]
    told = [
        d
        for d in reading.dates
        if (d.bound == "on" or d.written.startswith("last "))
        and d.last.isoformat() <= now
        and -120 < d.end - token.idx < 24
        and ";" not in reading.text[min(d.end, token.idx) : token.idx]
    ]
    if told:
        day = max(told, key=lambda d: d.start)
        return day.edtf, day.rule
    if scene.document.date and (scene.readout or scene.speakers):
        return scene.document.date, "said in the document itself"
    return scene.met_on, "that of the meeting before" if scene.met_on else None


def _horizon(reading: Reading, start: int, end: int) -> str | None:
    """Give by or until when something is promised: the latest day of a future date in its clause."""
    made = reading.scene.document.date
    ahead = [
        d
        for d in reading.dates
        if start - 60 <= d.start < end and (not made or d.last.isoformat()[: len(made)] > made or d.bound == "until")
    ]
    if not ahead:
        return None
    found = next((d for d in ahead if d.bound == "until"), ahead[0])
    return f"../{found.last}"


def _conditional(reading: Reading, token: Token) -> bool:
    clause = token
    while clause.head != clause:
        for child in clause.children:
            if child.dep_ == "advcl" and any(c.lower_ in ("if", "unless", "should", "once") for c in child.children):
                return True
        clause = clause.head
    return any(
        child.dep_ == "advcl" and any(c.lower_ in ("if", "unless") for c in child.children) for child in clause.children
    )


def _clause(token: Token) -> tuple[int, int]:
    """Give the characters from a trigger to the end of its clause, leaving out what is coordinated to it."""
    right = token.right_edge
    for child in token.children:
        if (
            child.dep_ == "conj"
            and child.i > token.i
            and child.tag_ in (("VBD", "VBP", "VBZ", "VB") if token.tag_ == "VB" else ("VBD", "VBP", "VBZ"))
        ):
            right = token.doc[child.left_edge.i - 1]
            break
    return token.idx, right.idx + len(right.text)


def _under_talk(reading: Reading, token: Token) -> bool:
    """Tell whether a promise is only discussed, reviewed or welcomed."""
    verb = token
    while verb.head != verb:
        verb = verb.head
        if verb.lower_ in DISCUSSED and verb.pos_ == "VERB":
            return True
        if verb.pos_ in ("VERB", "AUX") and verb.dep_ in ("ROOT",):
            break
    return False


def _unreal(reading: Reading, verb: Token) -> bool:
    return reading.negated(verb) or reading.modal(verb) in UNREAL_MODALS


def _promised(reading: Reading, verb: Token) -> Iterator[tuple[Draft, Token]]:
    if _unreal(reading, verb) or verb.dep_ in ("amod", "compound") or _asked_of_others(verb):
        return
    lower = verb.lower_
    copula = (
        any(c.dep_ in ("auxpass", "cop") for c in verb.children)
        or (verb.dep_ == "acomp" and verb.head.lemma_ in ("", "be"))
        or (
            verb.dep_ in ("acomp", "ROOT", "ccomp", "conj")
            and verb.head.lower_ in ("is", "are", "remain", "remains", "was", "were")
        )
    )
    objects = [c for c in verb.children if c.dep_ == "dobj"]
    if lower.startswith("commit") and objects and reading.codes(objects[0]) and reading.after_prep(verb, "to"):
        start, end = _clause(verb)
        yield _draft(reading, verb, reading.codes(objects[0]), f"{lower} {objects[0].text} to", start, end), verb
        return
    action = next(
        (
            c
            for c in verb.children
            if c.dep_ in (("acl",) if verb.pos_ == "NOUN" else ("xcomp",))
            and (any(k.lower_ == "to" for k in c.children) or c.tag_ == "VBG")
        ),
        None,
    )
    gerund = next(
        (
            c
            for one in verb.children
            if one.dep_ == "prep" and one.lower_ == "to"
            for c in one.children
            if c.dep_ == "pcomp"
        ),
        None,
    )
    if action is None and gerund is None:
        action = next(
            (
                c
                for c in verb.children
                if c.dep_ == "advcl"
                and verb.i < c.i <= verb.i + 4
                and c.tag_ == "VB"
                and any(k.lower_ == "to" for k in c.children)
            ),
            None,
        )
    noun = next(
        (
            c
            for one in verb.children
            if one.dep_ == "prep" and one.lower_ in ("to", "on", "upon")
            for c in one.children
            if c.dep_ == "pobj"
        ),
        None,
    )
    that = next((c for c in verb.children if c.dep_ == "ccomp" and c.i > verb.i), None)
    if copula and not (lower.startswith(("commit", "determin", "resolv", "plan", "prepar"))):
        return
    if copula and lower.startswith(("plan", "expect")):
        return
    act = action if action is not None else gerund
    promisers = _promisers(reading, verb)
    if act is not None:
        if (
            act.lower_ in HOSTING
            and lower.startswith(("plan", "intend", "expect", "aim"))
            or (lower in WEAK and not _horizon(reading, *_clause(verb)))
        ):
            return
        if lower in WEAK and not (lower.startswith(("determin",)) or _horizon(reading, *_clause(verb))):
            return
        if lower.startswith("agree") and act.lower_ in ("disagree",):
            return
    elif (
        noun is not None
        and not copula
        and lower.startswith(("agree", "commit", "pledg"))
        and not lower.startswith("plan")
    ):
        to_do = any(c.dep_ in ("acl", "relcl") and any(k.lower_ == "to" for k in c.children) for c in noun.children)
        if (
            not (to_do and lower.startswith("commit"))
            and not ACTION_NOUN.search(noun.lower_)
            or (
                noun.lower_
                in (
                    "agreement",
                    "treaty",
                    "alliance",
                    "arrangement",
                    "statement",
                    "importance",
                    "need",
                    "security",
                    "peace",
                    "terms",
                    "presence",
                    "position",
                    "partnership",
                    "order",
                    "settlement",
                    "ceasefire",
                )
            )
        ) and not (
            lower.startswith("agree")
            and re.search(
                r"\b(?:roadmap|road map|plan|framework|steps|measures|series|package|initiatives)\b",
                reading.phrase(noun),
            )
        ):
            return
        if (
            lower.startswith("agree")
            and noun.head.lower_ in ("on", "upon")
            and re.search(r"\b(?:importance|need|necessity|value|urgency|significance)\b", reading.phrase(noun))
        ):
            return
    elif that is not None and lower.startswith(("agree", "pledg", "promis", "vow", "commit", "decid", "resolv")):
        if reading.modal(that) not in ("will", "shall", "would") and not lower.startswith(("pledg", "promis", "vow")):
            return
        if reading.modal(that) in ("would",) and lower.startswith("agree") is False:
            pass
        inner = reading.subject_codes(that)
        subject = reading.subject(that)
        if subject is not None and not inner and subject.lower_ not in ("they", "it", "we"):
            return
        promisers = promisers or inner
        start, _ = _clause(verb)
        end = that.right_edge.idx + len(that.right_edge.text)
        if promisers:
            yield _draft(reading, verb, promisers, f"{lower} that", start, end), that
        return
    elif objects and lower.startswith(("pledg", "commit", "promis", "offer")) and not copula:
        money = [m for m in reading.money if m.start >= verb.idx]
        if (
            objects[0].lower_ in NOTHING
            or not money
            and not lower.startswith("pledg")
            and not ACTION_NOUN.search(objects[0].lower_)
        ):
            return
        if lower.startswith(("commit", "offer")) and not money:
            return
    elif not (reading.text.endswith("to:") and lower.startswith(("commit", "agree", "pledge", "resolve", "intend"))):
        return
    if not promisers:
        return
    start, end = _clause(verb)
    planned: Factuality = "planned" if reading.modal(verb) in PLANNED_MODALS else "agreed"
    yield (
        _draft(reading, verb, promisers, f"{lower} to", start, end, factuality=planned),
        act if act is not None else verb,
    )


def _asked_of_others(verb: Token) -> bool:
    """Tell whether a verb is what somebody else is asked to do: "urged that both sides agree to"."""
    return verb.tag_ in ("VB", "VBP") and verb.dep_ in ("ccomp", "xcomp") and verb.head.lower_ in ASKING


def _promisers(reading: Reading, verb: Token) -> Codes:
    codes = reading.subject_codes(verb)
    if codes:
        return codes
    subject = reading.subject(verb)
    if subject is None:
        return ()
    if (
        subject.lower_
        in ("statement", "agreement", "compact", "memorandum", "declaration", "treaty", "it", "communiqué")
        and reading.scene.agreed
    ):
        return reading.scene.agreed
    mention = next(
        (
            m
            for m in reading.mentions
            if m.start >= subject.left_edge.idx
            and m.end <= verb.idx
            and m.how in ("adjective", "name")
            and m.start <= subject.idx
        ),
        None,
    )
    if (
        mention
        and subject.pos_ in ("NOUN", "PROPN")
        and subject.lower_
        in ("companies", "company", "industry", "personnel", "forces", "military", "navy", "parliament", "cabinet")
    ):
        return mention.codes
    return ()


def _restated(reading: Reading, noun: Token) -> Iterator[tuple[Draft, Token]]:
    """Find "reaffirmed their commitment to help": core when an action follows, not when only a thing does."""
    act = next(
        (
            c
            for c in noun.children
            if c.dep_ in ("acl", "relcl") and any(k.lower_ == "to" and k.dep_ == "aux" for k in c.children)
        ),
        None,
    )
    if act is None:
        act = next(
            (
                c
                for one in noun.children
                if one.dep_ == "prep" and one.lower_ == "to"
                for c in one.children
                if c.dep_ == "pcomp"
            ),
            None,
        )
    if act is None:
        follows = noun.right_edge.i + 1  # "the commitment of A, B, and C to help"
        if (
            follows + 1 < len(reading.doc)
            and reading.doc[follows].lower_ == "to"
            and reading.doc[follows + 1].tag_ == "VB"
        ):
            act = reading.doc[follows + 1]
    if act is None:
        after = re.match(
            r"(?:\w+ ){0,5}?(?:to|towards?) (?:[A-Z][\w.'-]* ){0,3}(\w+ing)\b",
            reading.text[noun.idx + len(noun.text) + 1 :],
        )
        if after and after.start(1) < 30:
            act = next((t for t in reading.tokens if t.i > noun.i and t.text == after[1]), None)
    that = next(
        (
            c
            for c in noun.children
            if c.dep_ in ("acl", "ccomp") and c.i > noun.i and reading.modal(c) in PLANNED_MODALS
        ),
        None,
    )
    act = act if act is not None else that
    if act is None:
        joint = next(
            (
                c
                for one in noun.children
                if one.dep_ == "prep" and one.lower_ == "to"
                for c in one.children
                if c.lower_ in ("cooperation", "work", "efforts")
            ),
            None,
        )
        act = next((c for c in joint.children if c.tag_ == "VB"), None) if joint is not None else None
    if act is None:
        return
    verb = reading.governor(noun)
    if (
        verb is not None
        and verb.tag_ == "VB"
        and verb.dep_ in ("advcl", "xcomp", "acl")
        and any(c.lower_ == "to" for c in verb.children)
        and verb.head.lower_ not in ANNOUNCE
    ):
        return  # "so as to demonstrate the commitment"
    if noun.lower_ in AIMS and not _horizon(reading, noun.idx, len(reading.text)):
        return
    if verb is not None and (verb.lower_ in DISCUSSED or reading.negated(verb) or reading.modal(verb) in UNREAL_MODALS):
        if noun.lower_ not in ("pledge", "commitment"):
            return
        if verb.lower_ in DISCUSSED and not any(noun.idx < m.start for m in reading.money):
            return
    if noun.lower_ in ("plan", "plans", "decision") and (verb is None or verb.lower_ not in RESTATE | FUND):
        return
    if noun.lower_ in ("readiness", "willingness", "intent") and (
        verb is None or verb.lower_ not in RESTATE | ANNOUNCE
    ):
        return
    if (
        verb is not None
        and noun.dep_ in ("dobj", "conj", "nsubjpass")
        and verb.lower_ not in RESTATE | FUND | MAKING | TO_ACT
        and verb.lower_ not in ("have", "has", "welcomed", "remain", "shared")
    ):
        return
    if (
        verb is not None
        and noun.dep_ == "pobj"
        and not (verb.pos_ == "AUX" and noun.head.lower_ == "in")
        and verb.lower_ not in RESTATE | FUND | MAKING | TO_ACT | STAND
    ):
        return
    owner = _owner(reading, noun)
    promisers = owner or (reading.subject_codes(verb) if verb is not None else ()) or ()
    if not promisers and verb is not None and (verb.lower_ in MAKING or verb.lower_ in RESTATE):
        subject = reading.subject(verb)
        if subject is not None and subject.lower_ in (
            "agreement",
            "compact",
            "statement",
            "memorandum",
            "declaration",
            "treaty",
            "it",
            "communiqué",
            "framework",
        ):
            promisers = reading.scene.signatories or reading.scene.agreed or reading.scene.speakers
    if not promisers:
        return
    start = noun.idx
    end = act.right_edge.idx + len(act.right_edge.text)
    yield (
        _draft(reading, noun, promisers, f"{verb.lower_ if verb is not None else 'the'} {noun.lower_} to", start, end),
        act,
    )


def _owner(reading: Reading, noun: Token) -> Codes:
    """Give whose commitment it is: "the U.S. commitment", "their commitment", "the commitment of Japan"."""
    for child in noun.children:
        if child.dep_ == "poss":
            if child.lower_ in ("their", "our", "his", "her", "its"):
                scene = reading.scene
                if child.lower_ == "our":
                    return scene.speakers
                verb = reading.governor(noun)
                own = reading.subject_codes(verb) if verb is not None else ()
                return own or (
                    scene.he if child.lower_ in ("his", "her") else scene.they if child.lower_ == "their" else ()
                )
            mention = reading.mention_at(child)
            return mention.codes if mention else reading.codes(child)
        if child.dep_ in ("amod", "compound", "nmod") and reading.mention_at(child):
            return reading.mention_at(child).codes  # type: ignore[union-attr]
    of = [code for one in reading.after_prep(noun, "of", "by") if one.i > noun.i for code in reading.codes(one)]
    return tuple(dict.fromkeys(of))


def _ordered(reading: Reading, verb: Token) -> Iterator[tuple[Draft, Token]]:
    if _unreal(reading, verb) or any(c.dep_ == "auxpass" for c in verb.children):
        return
    promisers = reading.subject_codes(verb)
    if (
        not promisers
        or verb.dep_ in ("acl", "amod")
        or (verb.tag_ == "VBG" and verb.dep_ in ("advcl", "pcomp", "xcomp"))
    ):
        return
    act = next((c for c in verb.children if c.dep_ in ("xcomp", "ccomp")), None)
    if _since(reading, verb):
        return
    money = [m for m in reading.money if m.start > verb.idx]
    noun = next((c for c in verb.children if c.dep_ == "dobj"), None)
    if verb.lower_.startswith("order") and (
        noun is None or noun.lower_ not in ("deployment", "drawdown", "transfer", "delivery", "release")
    ):
        return
    if (
        act is None
        and not money
        and not (
            noun is not None
            and noun.lower_
            in ("drawdown", "transfer", "deployment", "delivery", "sale", "release", "package", "assistance")
        )
    ):
        return
    start, end = _clause(verb)
    yield _draft(reading, verb, promisers, f"{verb.lower_}", start, end), act if act is not None else verb


def _will(reading: Reading, verb: Token) -> Iterator[tuple[Draft, Token]]:
    if reading.negated(verb) and not re.search(r"\bnever\b|\bnot\b", reading.text[: verb.idx]):
        return
    subject = reading.subject(verb)
    if verb.tag_ == "MD":
        return  # "the partners will:", told by the list that follows
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    if subject is not None and (
        subject.dep_ == "csubj"
        or any(c.tag_ == "VBG" and c.i == subject.i + 1 for c in subject.children)
        or reading.text[subject.idx + len(subject.text) :].startswith(" joining")
    ):
        return  # "Finland and Sweden joining will strengthen": an effect
    parent = verb.head
    if verb.dep_ == "ccomp" and parent.pos_ == "VERB" and parent.lower_ in TO_ACT | DISCUSSED:
        return  # told by the verb above
    if verb.dep_ == "ccomp" and parent.lower_ in (
        "believe",
        "believes",
        "hope",
        "hopes",
        "think",
        "expects",
        "expect",
        "ensure",
        "fear",
        "fears",
        "said?",
        "discussed",
    ):
        return
    if subject is None or (passive and (reading.by_agent(verb) is None or verb.lower_ in LEADING)):
        return
    if verb.dep_ == "relcl" and not any(c.dep_ == "nsubj" and c.tag_ not in ("WDT", "WP") for c in verb.children):
        return
    promisers = reading.subject_codes(verb)
    if not promisers:
        owner = subject.lower_ in (
            "personnel",
            "forces",
            "companies",
            "company",
            "navy",
            "representative",
            "officials",
            "military",
            "administration",
        )
        if owner:
            promisers = reading._modifiers(subject)
    if (
        not promisers
        or _if_clause(verb)
        or verb.lower_ in SAID
        or (verb.lower_ in TO_ACT and verb.lower_ not in WEAK and next(_promised(reading, verb), None))
    ):
        return
    if verb.lower_ == "take" and re.match(r"take (?:place|part|note|effect|stock|up|into)\b", reading.text[verb.idx :]):
        return
    start, end = _clause(verb)
    if verb.lower_ in NOT_PROMISED or (verb.lower_ in HOSTING and not _founds_body(reading, verb)):
        if verb.lower_ == "receive" and reading.scene.signatories:
            signatories = reading.scene.signatories
            yield _draft(reading, verb, signatories, "will receive", start, end, factuality="planned"), verb
        return
    yield _draft(reading, verb, promisers, f"will {verb.lower_}", start, end, factuality="planned"), verb


def _founds_body(reading: Reading, verb: Token) -> bool:
    """Tell "will convene a working group", "will join the partnership" from hosting or attending a meeting."""
    return any(c.dep_ == "dobj" and BODY.search(reading.phrase(c)) for c in verb.children) or (
        verb.lower_ == "join" and any(c.dep_ == "dobj" and not MEETING.search(reading.phrase(c)) for c in verb.children)
    )


def _if_clause(verb: Token) -> bool:
    return verb.dep_ == "advcl" and any(
        c.lower_ in ("if", "when", "until", "unless", "before", "after", "so") for c in verb.children
    )


def _aimed(reading: Reading, verb: Token) -> Iterator[tuple[Draft, Token]]:
    instrument = re.search(
        r"\b(?:memorandum|agreement|compact|framework|treaty|arrangement)\b[^,.;]{0,40}$", reading.text[: verb.idx]
    )
    act = [t for t in reading.after_prep(verb, "at") if t.tag_ == "VBG"]
    if instrument and act:
        top = reading.governor(verb.head) if verb.head.pos_ not in ("VERB", "AUX") else verb.head
        parties = (reading.subject_codes(top) if top is not None else ()) or reading.scene.met
        if parties:
            start, end = _clause(verb)
            yield _draft(reading, verb, parties, "aimed at", start, end), act[0]


def _framework(reading: Reading, noun: Token) -> Iterator[tuple[Draft, Token]]:
    parties = reading.scene.signatories or reading.scene.agreed
    if parties:
        end = noun.right_edge.idx + len(noun.right_edge.text)
        yield _draft(reading, noun, parties, "framework for the provision", noun.idx, end), noun


def _announced(reading: Reading, verb: Token) -> Iterator[tuple[Draft, Token]]:
    """Find "are announcing new sanctions", "announced a package": a measure, told without money."""
    measure = next((c for c in verb.children if c.dep_ == "dobj" and c.lower_ in MEASURES), None)
    promisers = reading.subject_codes(verb)
    if reading.modal(verb) in PLANNED_MODALS:
        return  # told by "will"
    if measure is None or not promisers or _unreal(reading, verb) or [m for m in reading.money if m.start > verb.idx]:
        return
    start, end = _clause(verb)
    yield (
        _draft(reading, verb, promisers, f"{verb.lower_} {measure.lower_}", start, end, factuality="announced"),
        measure,
    )


def _committing(reading: Reading, verb: Token) -> Iterator[tuple[Draft, Token]]:
    """Find "a joint statement committing the three countries to …"."""
    bound = next((c for c in verb.children if c.dep_ == "dobj"), None)
    promisers = reading.codes(bound)
    if bound is not None and promisers and re.search(r"\bto\b", reading.text[bound.idx :]):
        start, end = _clause(verb)
        yield _draft(reading, verb, promisers, "committing to", start, end), verb


def _given(reading: Reading, verb: Token) -> Iterator[tuple[Draft, Token]]:
    """Find who gives what in an announcement: "we are announcing … batteries donated by Germany"."""
    giver = reading.by_agent(verb)
    announced = next((t for t in reading.tokens if t.lower_ in ANNOUNCE), None)
    promisers = reading.codes(giver)
    if announced is not None and announced.i < verb.i and promisers:
        noun = verb.head
        start, end = noun.left_edge.idx, verb.right_edge.idx + len(verb.right_edge.text)
        yield _draft(reading, verb, promisers, f"{verb.lower_} by", start, end), verb


def _founding(reading: Reading, noun: Token) -> Iterator[tuple[Draft, Token]]:
    """Find what is to be founded by a date that is told: "the standing up of a command later this year"."""
    match = re.match(
        r"(?:standing[ -]up|establishment|launch|creation) of (?P<what>[^,.;]{3,80})", reading.text[noun.idx :]
    )
    if not match:
        return
    end = noun.idx + match.end()
    if not _horizon(reading, noun.idx, end):
        return
    parties = tuple(dict.fromkeys(code for m in reading.mentions if noun.idx <= m.start < end for code in m.codes))
    if parties:
        yield _draft(reading, noun, parties[:1], f"{noun.lower_} of", noun.idx, end, factuality="planned"), noun


def _under_way(reading: Reading, verb: Token) -> Iterator[tuple[Draft, Token]]:
    """Find work in progress that has a horizon: "are building … from the early 2030s", and "are announcing"."""
    if _unreal(reading, verb):
        return
    if verb.dep_ == "ccomp" and verb.head.lower_ in ANNOUNCE and any(c.lower_ == "that" for c in verb.children):
        promisers = reading.subject_codes(verb) or reading.subject_codes(verb.head)
        if promisers:
            start, end = _clause(verb)
            yield _draft(reading, verb.head, promisers, f"{verb.head.lower_} that is {verb.lower_}", start, end), verb
        return
    if verb.lower_ in FUND:
        return
    start, end = _clause(verb)
    horizon = _horizon(reading, verb.idx, end)
    promisers = reading.subject_codes(verb)
    if (
        promisers
        and horizon
        and verb.lower_
        not in ("going", "looking", "planning", "meeting", "hosting", "holding", "attending", "traveling")
    ):
        yield _draft(reading, verb, promisers, f"is {verb.lower_}", start, end, factuality="planned"), verb


def _since(reading: Reading, token: Token) -> bool:
    """Tell whether a sentence sums up what was done since a date: past spending is no promise."""
    return any(
        d.bound == "from" and d.start < token.idx and d.written.lower().startswith("since") for d in reading.dates
    )


def _funded(reading: Reading, token: Token) -> Iterator[tuple[Draft, Token]]:
    """Find new money: announced, pledged, allocated; each amount with its own use is a commitment of its own."""
    start, end = (
        _clause(token) if token.pos_ == "VERB" else (token.idx, token.right_edge.idx + len(token.right_edge.text))
    )
    if token.pos_ == "NOUN" and token.dep_ == "dobj" and token.head.lower_ in FUND | MAKING:
        end = token.head.right_edge.idx + len(
            token.head.right_edge.text
        )  # "made an allocation of £4 billion …, and £3 billion"
    money = [m for m in reading.money if start <= m.start < end]
    if not money:
        return
    lower = token.lower_
    if _since(reading, token):
        return
    verb = token if token.pos_ == "VERB" else reading.governor(token)
    if token.pos_ == "VERB":
        if _unreal(reading, token) or (
            token.tag_ in ("VBD", "VBN") and lower.startswith(("provid", "invest", "contribut", "donat"))
        ):
            return  # what was spent is no promise
        if lower.startswith(("provid", "make", "made", "contribut", "invest", "dedicat")) and not (
            reading.modal(token) in PLANNED_MODALS or token.tag_ == "VBG" and lower == "providing"
        ):
            return
        if token.tag_ == "VBN" and token.dep_ in ("acl", "amod", "relcl"):
            return
        if token.tag_ == "VB" and token.dep_ == "xcomp":
            return  # told by "decided to", "agreed to"
        if reading.modal(token) in PLANNED_MODALS:
            return  # told by "will"
        promisers = reading.subject_codes(token)
    else:
        promisers = _owner(reading, token)
        if not promisers and verb is not None:
            promisers = () if verb.lower_ in DISCUSSED else reading.subject_codes(verb)
        if not promisers:
            near = [m for m in reading.mentions if start <= m.start < money[0].start and m.how in ("name", "adjective")]
            promisers = near[0].codes if near else ()
        if (
            verb is not None
            and verb.lower_ in FUND
            and verb.i < token.i
            and [m for m in reading.money if _clause(verb)[0] <= m.start]
        ):
            return  # told by the verb
    if not promisers:
        return
    first = money[0]
    own = INCLUDED.search(reading.text, token.idx, first.start)
    anchor = reading.token_at(first.start) if own else token
    yield _draft(reading, token, promisers, f"{lower} money", own.end() if own else start, end), anchor
    for other in money[1:]:
        between = reading.text[first.end : other.start]
        if re.search(r"\band (?:nearly |over |about |up to |more than |an additional )*$", between) and not re.search(
            r"\b(?:total|bringing|worth|including)\b", between
        ):
            anchor = reading.token_at(other.start)
            yield _draft(reading, token, promisers, f"{lower} money", other.start, end), anchor
