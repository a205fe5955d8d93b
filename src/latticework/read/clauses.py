"""The clauses of a parsed sentence: subjects, agents, objects, modals, and the verbs that govern nouns.

A sentence is parsed with each unit of names as one word (see :mod:`latticework.read.units`); the labels are those of
spaCy's English models (ClearNLP dependencies and Penn Treebank tags).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.read.names import Mention
from latticework.read.trigger_words import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

VERBAL = ("VERB", "AUX")
SUBJECTS = frozenset(["nsubj", "nsubjpass", "csubj", "expl"])
RELATIVE = ("WDT", "WP")
SHARE_SUBJECTS = ("conj", "xcomp", "advcl", "ccomp", "acomp", "dep", "parataxis", "pcomp")
DEEPEST = 6


def has_child(token: Token, *labels: str) -> bool:
    """Tell whether a token has a child with one of some dependency labels."""
    return any(child.dep_ in labels for child in token.children)


def first_child(token: Token, *labels: str) -> Token | None:
    """Give the first child of a token with one of some dependency labels."""
    return next((child for child in token.children if child.dep_ in labels), None)


class Clauses:
    """A parsed sentence: its text and tokens, the actors named in it by token, and how its clauses hang together."""

    def __init__(self, text: str, doc: Doc, mentions: list[Mention]) -> None:
        self.text = text
        self.doc = doc
        self.tokens: list[Token] = list(doc)
        self.mentions = mentions
        self._starts = [token.idx for token in self.tokens]
        self._at: dict[int, Mention] = {
            token.i: mention for mention in mentions for token in self.tokens_in(mention.start, mention.end)
        }

    def tokens_in(self, start: int, end: int) -> Iterator[Token]:
        """Give the tokens that have characters between two characters of the text."""
        for token in self.tokens[max(0, bisect_right(self._starts, start) - 1) : bisect_left(self._starts, end)]:
            if token.idx + len(token.text) > start:
                yield token

    def token_at(self, char: int) -> Token:
        """Give the token that a character belongs to, or the next one."""
        at = max(0, bisect_right(self._starts, char) - 1)
        token = self.tokens[at]
        return token if token.idx + len(token.text) > char or at + 1 == len(self.tokens) else self.tokens[at + 1]

    def mention_at(self, token: Token) -> Mention | None:
        """Give the actor named at a token."""
        return self._at.get(token.i)

    def subject(self, verb: Token, depth: int = 0) -> Token | None:
        """Find the (possibly shared or understood) subject of a verb; for a passive, the one who does it if named.

        ``depth`` counts the clauses climbed so far: a subject more than six clauses up is nobody's.
        """
        if depth > DEEPEST:
            return None
        own = [child for child in verb.children if child.dep_ in SUBJECTS]
        if own:
            return self._own_subject(verb, own)
        head = verb.head
        if head == verb:
            return self._compound_actor(verb)
        if verb.dep_ in SHARE_SUBJECTS and head.pos_ in VERBAL:
            told = _told_beside(verb)
            return self.subject(told, depth + 1) if told else _controller(verb) or self.subject(head, depth + 1)
        if head.dep_ == "prep" or (verb.dep_ in ("pcomp", "prep") and head.dep_ in ("acl", "advcl", "mark")):
            return self._governor_subject(head, depth)
        if verb.dep_ == "acl" and verb.tag_ in ("VBD", "VBZ", "VBP"):
            return _first_of_list(head)  # a finite verb after a list, taken for a participle
        if verb.pos_ == "NOUN":
            return None
        if verb.dep_ == "acl" or (verb.dep_ == "relcl" and verb.tag_ == "VBG"):
            return self._governor_subject(head, depth) or head
        return head if verb.dep_ == "relcl" else None

    def _own_subject(self, verb: Token, own: list[Token]) -> Token | None:
        if verb.lower_ in words("grammar", "given_to"):  # "we are committed": a state, not a passive
            return own[0] if own[0].tag_ not in RELATIVE else verb.head
        if any(child.dep_ == "nsubjpass" for child in own):
            return self.by_agent(verb)
        nearest = own[-1]  # a label such as "Advisor: the Department plans …" comes before
        if nearest.tag_ in RELATIVE and verb.dep_ in ("relcl", "acl"):
            return verb.head if verb.head.pos_ not in VERBAL else None
        return nearest

    def _compound_actor(self, verb: Token) -> Token | None:
        """Find the actor in "A and B plan to …" when the verb was taken for a noun."""
        if verb.pos_ != "NOUN":
            return None
        return next((c for c in verb.children if c.dep_ == "compound" and self.mention_at(c)), None)

    def _governor_subject(self, token: Token, depth: int) -> Token | None:
        while token.head != token and token.pos_ not in VERBAL:
            token = token.head
        return self.subject(token, depth + 1) if token.pos_ in VERBAL else None

    def by_agent(self, verb: Token) -> Token | None:
        """Find the "by" phrase of a passive."""
        for child in verb.children:
            if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
                inner = first_child(child, "pobj")
                if inner is not None:
                    return inner
        return None

    def after_prep(self, token: Token, *prepositions: str) -> list[Token]:
        """Give the objects of some prepositions under a verb or noun, also of stacked and coordinated ones."""
        found: list[Token] = []
        for child in token.children:
            if child.dep_ in ("prep", "agent", "dative", "prt") and (
                child.pos_ == "ADP" or child.lower_ == "including"
            ):
                if child.lower_ in prepositions:
                    found += [c for c in child.children if c.dep_ in ("pobj", "pcomp")]
                found += self.after_prep(child, *prepositions)
            elif child.dep_ == "conj" and child.pos_ == "ADP" and child.lower_ in prepositions:
                found += [c for c in child.children if c.dep_ == "pobj"]
        return found

    def negated(self, verb: Token) -> bool:
        """Tell whether a verb is negated."""
        return any(c.dep_ == "neg" or c.lower_ in ("never", "not", "cannot") for c in verb.children)

    def modal(self, verb: Token) -> str | None:
        """Give the modal of a verb, also when it is coordinated: "will", "may", "would" …"""
        for child in verb.children:
            if child.tag_ == "MD":
                return child.lower_
        goes_on = verb.dep_ == "xcomp" and verb.head.lower_ in words("grammar", "go_on")
        coordinated = verb.dep_ == "conj" and verb.tag_ in ("VB", "VBP") and verb.head.pos_ in VERBAL
        return self.modal(verb.head) if goes_on or coordinated else None

    def governor(self, token: Token) -> Token | None:
        """Give the verb that governs a noun, through prepositions and coordination."""
        while token.head != token:
            token = token.head
            if token.pos_ in VERBAL and token.dep_ != "prep":  # "including" is no verb
                return token
        return None

    def span(self, token: Token) -> tuple[int, int]:
        """Give the characters of a noun phrase, without what a clause adds to it."""
        left, right = token.left_edge, token.right_edge
        for child in token.rights:
            if child.dep_ in ("relcl", "acl", "advcl", "ccomp") and child.left_edge.i > token.i:
                right = self.doc[max(token.i, child.left_edge.i - 1)]
                break
        return left.idx, right.idx + len(right.text)

    def phrase(self, token: Token) -> str:
        """Give the words of a noun phrase."""
        start, end = self.span(token)
        return self.text[start:end]


def _told_beside(verb: Token) -> Token | None:
    """Find the verb in the past that another one continues: "*agreed* that Iran can never acquire one and *shared*"."""
    if verb.dep_ != "conj" or verb.tag_ != "VBD" or verb.head.tag_ == "VBD":
        return None
    return next((above for above in verb.ancestors if above.tag_ == "VBD" and above.pos_ in VERBAL), None)


def _controller(verb: Token) -> Token | None:
    """Find who is to act where it is not the subject above: "asked Japan to …", "was chosen and will lead …"."""
    head = verb.head
    if verb.dep_ == "xcomp":
        controlled = [c for c in head.children if c.dep_ in ("dobj", "dative") and c.i < verb.i]
        if controlled and head.lower_ not in ("use", "uses", "used"):
            return controlled[-1]
    if verb.dep_ == "conj" and head.tag_ == "VBN" and verb.tag_ != "VBN" and has_child(head, "auxpass"):
        return first_child(head, "nsubjpass")
    return None


def _first_of_list(token: Token) -> Token:
    while token.dep_ == "conj":
        token = token.head
    return token
