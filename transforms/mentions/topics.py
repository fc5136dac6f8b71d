"""Acts that a sentence does not tell: the topic of a comment, a hope, a doubt, a thought.

"The general declined to comment on *the raid*", "she is pessimistic about *a ceasefire*", "the cabinet is considering *sending* troops":
who says so only speaks of the act (CAMEO 01), so no mention of it is made. What is told as a fact is left: "glad that they *had fled*",
"sympathy for the miners *killed* in the blast". The words stand in data/lexicons/<language>/factuality.yaml.
"""

from schemas.annotations import Sentence, Token
from transforms.mentions.cues import Cues, is_past_form
from transforms.mentions.governors import Link, is_infinitive, links_above
from transforms.mentions.phrases import case_of, is_past_participle
from transforms.mentions.roles import VERBAL, verb_with_particle

ENDS = ("acl:relcl", "advcl:relcl", "parataxis", "appos", "list", "discourse")
COMPLEMENTS = ("ccomp", "xcomp", "csubj")


def is_mere_topic(sentence: Sentence, trigger: int, cues: Cues) -> bool:
    """Whether the act stands below a comment, or below an attitude to it with nothing told as a fact between the two."""
    is_told = False
    for link in links_above(sentence, sentence.tokens[trigger], cues.clauses):
        if _stands_apart(sentence, link, cues):
            return False
        if _is_commented(sentence, link, cues):
            return True
        is_told = is_told or _is_told(sentence, link.below, cues)
        is_considered = _is_own(sentence, trigger, link.below) and _is_considered(sentence, link, cues)
        if not is_told and (is_considered or _is_regarded(sentence, link, cues) or _is_judged(link, cues)):
            return True
    return False


def _children(sentence: Sentence, token: Token) -> list[Token]:
    return [sentence.tokens[c] for c in token.children]


def _stands_apart(sentence: Sentence, link: Link, cues: Cues) -> bool:
    """A relative clause, a second verb beside the first, or a participle that describes somebody ("those *killed*"): a fact of its own."""
    below = link.below
    if link.relation in ENDS:
        return not cues.has("content_markers", _mark_of(sentence, below) or "")
    return below.pos in VERBAL and (link.relation == "conj" or (below.dep in ("acl", "amod") and is_past_participle(below)))


def _is_own(sentence: Sentence, trigger: int, below: Token) -> bool:
    """The act itself, what carries it out ("*launching* an attack"), or an option to do it; not what is told beside it."""
    token = sentence.tokens[trigger]
    return below.pos not in VERBAL or below.index == trigger or (token.head == below.index and token.dep == "obj")


def _is_told(sentence: Sentence, below: Token, cues: Cues) -> bool:
    """A clause about the past."""
    if below.pos not in VERBAL:
        return False
    helpers = [w for w in _children(sentence, below) if w.dep in ("aux", "aux:pass")]
    if any(cues.has("hypothetical_auxiliaries", w.lower) or cues.has("future_auxiliaries", w.lower) for w in helpers):
        return False
    return any(cues.has("perfect_auxiliaries", w.lemma) or is_past_form(w) for w in helpers) or is_past_form(below)


def _names(sentence: Sentence, governor: Token) -> list[str]:
    """The governor, with its particle and with its object ("*voice doubt*"), as the lists name them."""
    objects = [w.lemma for w in _children(sentence, governor) if w.dep in ("obj", "nsubj:pass")]
    return [governor.lemma, governor.lower, *(objects if governor.pos in VERBAL else ()), verb_with_particle(sentence, governor)]


def _is_commented(sentence: Sentence, link: Link, cues: Cues) -> bool:
    """ "commented *on the raid*", "declined comment *on reports that*"; not "did not say *why they had denied* it"."""
    if _is_told(sentence, link.below, cues):
        return False
    preposition = case_of(sentence, link.below) or _mark_of(sentence, link.below)
    words = _names(sentence, link.governor)
    return preposition is not None and cues.has("comment_words", *(f"{word} {preposition}" for word in words))


def _is_regarded(sentence: Sentence, link: Link, cues: Cues) -> bool:
    """ "is pessimistic *about talks*", "hopes *that they will leave*", "voiced doubt *that*"; not "hopes *to meet* him", a plan."""
    names = _names(sentence, link.governor)
    if not cues.has("attitude_words", *names):
        return False
    if link.governor.pos in VERBAL and link.governor.lemma in names[:1] and is_infinitive(sentence, link.below, cues.clauses):
        return link.relation == "ccomp"
    if link.relation in COMPLEMENTS or (link.relation in ("acl", "acl:relcl") and link.governor.pos not in VERBAL):
        return True
    if link.relation == "obj":
        return cues.has("attitude_words", link.governor.lemma)
    before = case_of(sentence, link.below) if link.below.pos not in VERBAL else _mark_of(sentence, link.below)
    return link.relation in ("obl", "obl:agent", "nmod", "advcl") and cues.has("attitude_prepositions", before or "")


def _is_considered(sentence: Sentence, link: Link, cues: Cues) -> bool:
    """ "is considering *buying* arms", "is studying the *possibility* of a pullout", "is weighing whether to *send* troops"."""
    if link.governor.pos not in VERBAL or not cues.has("considering_verbs", *_names(sentence, link.governor)):
        return False
    if link.below.pos in VERBAL:
        return link.relation in COMPLEMENTS or cues.has("open_questions", _mark_of(sentence, link.below) or "")
    return link.relation == "obj" and cues.has("option_nouns", link.below.lemma)


def _is_judged(link: Link, cues: Cues) -> bool:
    """ "*the withdrawal* was a mistake", "*a strike* would be premature"."""
    is_subject = link.relation == "nsubj" and link.below.pos not in VERBAL and link.governor.pos not in VERBAL
    return is_subject and cues.has("verdict_words", link.governor.lemma, link.governor.lower)


def _mark_of(sentence: Sentence, clause: Token) -> str | None:
    return next((w.lower for w in _children(sentence, clause) if w.dep == "mark"), None)
