"""Who acts on whom: the arguments of a verb or an event noun, read from the dependencies.

The listing is the algorithm: `verb_frame` and `noun_frame` gather the arguments that stand in the sentence, each with the basis on which it
was found; the rule then says which of them is actor and which recipient (coder.py).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas.annotations import Sentence, Token
from schemas.lexicons.rules import SupportVerbs
from transforms.mentions.phrases import RELATIVE_PRONOUNS, case_of, fellow_of, fellows, is_past_participle

NO_WORDS = SupportVerbs(
    active=(),
    reverse=(),
    effect=(),
    occurrence=(),
    causing=(),
    series_nouns=(),
    document_nouns=(),
    object_control=(),
    gerund_control=(),
    subject_control=(),
    purpose_control=(),
    states=(),
    results=(),
)
VERBAL = ("VERB", "AUX")
MAX_DEPTH = 6
MAX_NESTING = 4
HELPER_REACH = 4
"""How many words may stand between "has" and its participle."""
TARGET_CASES = ("on", "against", "with", "into", "between")
CLAUSE_EDGES = (";", ":", "--", "—", "–", '"', "“", "”")
LOCATIVE_CASES = ("in", "at", "across", "near", "into", "throughout", "inside", "around", "along")
ORIGIN_CASE = "from"
TEMPORAL_CASES = ("during", "after", "before", "since", "until", "despite", "amid", "following", "because", "according")
# Words that open a clause of time, place or reason, whose subject is nobody's addressee; that of a condition may be.
BACKGROUND = (*TEMPORAL_CASES, "when", "where", "while", "as", "though", "although")


@dataclass(frozen=True, slots=True)
class Argument:
    """The head noun of one argument and how it was found (schemas.codes.ROLE_BASES)."""

    head: int
    basis: str


@dataclass(slots=True)
class Frame:
    """The arguments of one predicate. obliques: preposition -> arguments; clause: subjects of its complement clause.

    purpose: objects of its infinitive of purpose ("to help *the victims*"). distant: who may act where no subject can: the owner of a noun
    that a participle hangs on, the words before the verb. described: whom a passive participle describes ("a *murdered* soldier").
    """

    subjects: list[Argument] = field(default_factory=list)
    objects: list[Argument] = field(default_factory=list)
    agents: list[Argument] = field(default_factory=list)
    obliques: dict[str, list[Argument]] = field(default_factory=lambda: defaultdict(list))
    clause: list[Argument] = field(default_factory=list)
    distant: list[Argument] = field(default_factory=list)
    purpose: list[Argument] = field(default_factory=list)
    own: list[Argument] = field(default_factory=list)
    described: list[Argument] = field(default_factory=list)
    is_passive: bool = False
    support: int | None = None
    support_kind: str | None = None


def is_passive(sentence: Sentence, verb: Token) -> bool:
    """True for "was arrested", "arrested by police", "men arrested in the raid" and their coordinated fellows."""
    if _children(sentence, verb, "nsubj:pass", "aux:pass", "csubj:pass"):
        return True
    if _children(sentence, verb, "obl:agent") and not _children(sentence, verb, "obj"):
        return bool(_children(sentence, verb, "cop")) or not _children(sentence, verb, "nsubj")
    if not is_past_participle(verb):
        return False
    if verb.dep == "xcomp" and is_passive(sentence, sentence.tokens[verb.head]):
        return not _children(sentence, verb, "obj", "mark")
    if verb.dep == "acl" and verb.index > verb.head:
        return not _children(sentence, verb, "obj")
    if verb.dep == "conj" and not _children(sentence, verb, "nsubj") and not _children(sentence, verb, "obj"):
        governor = sentence.tokens[verb.head]
        return governor.pos in VERBAL and is_passive(sentence, governor) and not _children(sentence, governor, "obj")
    return verb.dep == "amod" and not _children(sentence, verb, "nsubj")


def _is_state(sentence: Sentence, verb: Token, words: SupportVerbs) -> bool:
    """ "Is opposed to", "was engaged in", "is prepared to talk": a passive form whose subject acts."""
    if verb.lemma in words.states and _children(sentence, verb, "xcomp") and not agents_of(sentence, verb):
        return True
    obliques = _children(sentence, verb, "obl", "obl:arg")
    return any(f"{verb.lemma} {case_of(sentence, sentence.tokens[c])}" in words.states for c in obliques)


def _children(sentence: Sentence, token: Token, *deps: str) -> list[int]:
    return [c for c in token.children if sentence.tokens[c].dep in deps]


def _spread(sentence: Sentence, head: int, basis: str) -> list[Argument]:
    """An argument and the heads coordinated with it; a relative pronoun stands for what it refers to."""
    token = sentence.tokens[head]
    is_clause = token.pos == "ADJ" or (token.pos == "VERB" and token.text.islower())
    if is_clause and (named := _children(sentence, token, "nsubj")):
        return _spread(sentence, named[0], basis)
    if token.lower in RELATIVE_PRONOUNS and token.pos in ("PRON", "DET", "SCONJ"):
        antecedent = _antecedent(sentence, head)
        if antecedent is not None:
            return _spread(sentence, antecedent, "relative")
    return [Argument(h, basis if h == head else "coordination") for h in fellows(sentence, head)]


def _antecedent(sentence: Sentence, pronoun: int) -> int | None:
    current = sentence.tokens[pronoun]
    for _ in range(MAX_DEPTH):
        if current.dep in ("acl:relcl", "acl", "advcl:relcl") and sentence.tokens[current.head].pos in ("NOUN", "PROPN", "PRON", "NUM"):
            return current.head
        if current.head == current.index:
            return None
        current = sentence.tokens[current.head]
    return None


def subjects_of(sentence: Sentence, verb: Token, words: SupportVerbs = NO_WORDS, depth: int = 0) -> list[Argument]:
    """Whoever stands as the subject of a verb, its own or the one that it shares with the verb or noun that governs it."""
    own = _children(sentence, verb, "nsubj", "nsubj:pass", "nsubj:outer")
    if not own and verb.lemma in words.states:
        own = _children(sentence, verb, "expl")
    if own:
        passive = sentence.tokens[own[0]].dep == "nsubj:pass"
        return [a for head in own for a in _spread(sentence, head, "passive_subject" if passive else "subject")]
    if depth > MAX_DEPTH:
        return []
    if verb.dep == "cop":
        return subjects_of(sentence, sentence.tokens[verb.head], words, depth + 1)
    governor = fellow_of(sentence, verb) if verb.dep == "conj" else sentence.tokens[verb.head]
    if verb.dep == "conj" and governor.pos in (*VERBAL, "ADJ", "NOUN"):
        if governor.dep == "acl:relcl" and not _children(sentence, governor, "nsubj", "nsubj:pass"):
            return _spread(sentence, governor.head, "relative")
        return subjects_of(sentence, governor, words, depth + 1)
    if verb.dep in ("acl:relcl", "acl") and governor.pos in ("NOUN", "PROPN", "PRON", "NUM"):
        return _subjects_under_noun(sentence, verb, governor, words, depth)
    if verb.dep == "advcl" and verb.lemma not in words.gerund_control and verb.lemma not in words.object_control:
        governor = _told_before(sentence, verb, governor)
    if verb.dep in ("xcomp", "advcl", "ccomp") and (governor.pos in (*VERBAL, "ADJ") or _children(sentence, governor, "cop")):
        return [Argument(a.head, "control") for a in _controllers(sentence, verb, governor, words, depth)]
    return []


def _told_before(sentence: Sentence, verb: Token, governor: Token) -> Token:
    """ "Officials said a man *fled*, killing": a participle behind what is said belongs to that, not to the saying."""
    clauses = [c for c in governor.children if sentence.tokens[c].dep == "ccomp" and governor.index < c < verb.index]
    return sentence.tokens[clauses[-1]] if clauses and sentence.tokens[clauses[-1]].pos in VERBAL else governor


def _outermost(sentence: Sentence, noun: Token) -> Token:
    """ "the *premier* of the province": the head of the phrase that a noun ends."""
    while noun.dep == "nmod" and sentence.tokens[noun.head].pos in ("NOUN", "PROPN"):
        noun = sentence.tokens[noun.head]
    return noun


def _subjects_under_noun(sentence: Sentence, verb: Token, noun: Token, words: SupportVerbs, depth: int) -> list[Argument]:
    if verb.dep == "acl" and _is_infinitive(sentence, verb):
        return [Argument(a.head, "control") for a in owners_of(sentence, noun, words, depth)]
    if verb.dep == "acl" and verb.lower.endswith("ing") and noun.lemma in words.document_nouns:
        return [Argument(a.head, "control") for a in owners_of(sentence, noun, words, depth)]
    marks = [sentence.tokens[c].lower for c in _children(sentence, verb, "mark")]
    if marks and noun.dep in ("obj", "nsubj:pass") and sentence.tokens[noun.head].lemma in words.gerund_control:
        return [Argument(a.head, "control") for a in _spread(sentence, noun.index, "object")]
    if marks:
        return [Argument(a.head, "control") for a in owners_of(sentence, noun, words, depth)] if marks[0] in ("of", "for", "in") else []
    return _spread(sentence, noun.index, "relative")


def owners_of(sentence: Sentence, noun: Token, words: SupportVerbs = NO_WORDS, depth: int = 0) -> list[Argument]:
    """Whose plan, effort or attempt it is: possessor, demonym or compound, or the subject of the verb that the noun belongs to."""
    for child in noun.children:
        word = sentence.tokens[child]
        if word.dep == "nmod:poss":
            return _spread(sentence, child, "possessor")
    for child in noun.children:
        word = sentence.tokens[child]
        if word.dep == "nmod" and case_of(sentence, word) in ("by", "from"):
            return _spread(sentence, child, "by_agent")
    governor = sentence.tokens[noun.head]
    if noun.dep in ("obj", "obl", "nsubj:pass", "xcomp") and governor.pos in VERBAL and depth <= MAX_DEPTH:
        if noun.dep == "nsubj:pass":
            return agents_of(sentence, governor)
        return subjects_of(sentence, governor, words, depth + 1)
    return []


def _controllers(sentence: Sentence, verb: Token, governor: Token, words: SupportVerbs, depth: int) -> list[Argument]:
    """The party of the governing clause that does the act: object control by default where there is an object."""
    objects = _children(sentence, governor, "obj", "iobj")
    marks = {sentence.tokens[c].lower for c in _children(sentence, verb, "mark")}
    if verb.dep == "ccomp" and "that" in marks:
        return []
    gerund_of_blame = bool(marks & {"for", "of", "from", "with"}) and verb.dep in ("advcl", "ccomp", "acl", "xcomp")
    takes_object = verb.dep == "xcomp" or gerund_of_blame or governor.lemma in words.object_control
    if not objects and governor.lemma in words.object_control:
        objects = [
            c
            for c in _children(sentence, governor, "obl")
            if case_of(sentence, sentence.tokens[c]) in ("on", "upon", "to") and c < verb.index
        ]
    if takes_object and objects and not _keeps_subject(sentence, governor, words):
        return [a for head in objects for a in _spread(sentence, head, "object")]
    if verb.dep == "ccomp" and not gerund_of_blame:
        return []
    if (
        verb.dep == "advcl"
        and marks
        and not gerund_of_blame
        and not marks & {"to", "after", "before", "by", "while", "since", "without", "in", "when"}
    ):
        return []
    return subjects_of(sentence, governor, words, depth + 1)


def _keeps_subject(sentence: Sentence, governor: Token, words: SupportVerbs) -> bool:
    """ "promised the town *to withdraw*", "phoned the premier *to brief him*": not the object does what the infinitive says."""
    if governor.lemma in words.purpose_control:
        return any(sentence.tokens[c].dep == "obj" for c in governor.children)
    return governor.lemma in words.subject_control


def agents_of(sentence: Sentence, verb: Token) -> list[Argument]:
    """The "by" phrases of a passive verb."""
    found = []
    for child in _children(sentence, verb, "obl", "obl:agent"):
        if case_of(sentence, sentence.tokens[child]) == "by":
            found += _spread(sentence, child, "by_agent")
    return found


def verb_frame(
    sentence: Sentence, verb: Token, words: SupportVerbs, pattern_tokens: tuple[int, ...] = (), *, is_transitive: bool = True
) -> Frame:
    """The arguments of a verb.

    pattern_tokens: the words of the trigger, whose own complements count as the verb's ("take control *of the port*").
    is_transitive: False for verbs that have no passive ("clashed with"): a bare participle of them is active.
    """
    is_state = _is_state(sentence, verb, words)
    frame = Frame(is_passive=is_passive(sentence, verb) and (is_transitive or verb.dep != "acl") and not is_state)
    subjects = subjects_of(sentence, verb, words)
    if is_state:
        subjects = [Argument(a.head, "subject" if a.basis == "passive_subject" else a.basis) for a in subjects]
    subjects += [a for subject in subjects for a in _sides_of(sentence, subject)]
    if verb.dep == "acl" and not is_transitive and is_past_participle(verb):
        subjects = _spread(sentence, _outermost(sentence, sentence.tokens[verb.head]).index, "relative")
    taken = set(pattern_tokens)
    if frame.is_passive:
        frame.objects = [Argument(a.head, "passive_subject" if a.basis == "subject" else a.basis) for a in subjects]
        frame.agents = agents_of(sentence, verb) or (agents_of(sentence, sentence.tokens[verb.head]) if verb.dep == "conj" else [])
        frame.subjects = frame.agents
        frame.distant = _agents_further_right(sentence, verb)
    else:
        frame.subjects = subjects
        frame.distant = _distant_subjects(sentence, verb, words)
    for child in _children(sentence, verb, "iobj", "obj"):
        if child not in taken and sentence.tokens[child].text != "-" and not _is_hyphened(sentence, child):
            frame.objects += _spread(sentence, child, "object")
    if verb.dep == "amod" and verb.head > verb.index and verb.head not in taken:
        described = _spread(sentence, verb.head, "object")
        frame.described = described if frame.is_passive else []
        frame.objects += [] if frame.is_passive else described
    frame.objects = _outside(sentence, frame.objects, taken)
    frame.subjects = _outside(sentence, frame.subjects, taken)
    frame.distant = _outside(sentence, frame.distant, taken)
    if not frame.objects and not frame.is_passive:
        frame.objects = (
            _shared_object(sentence, verb) or _relative_object(sentence, verb) or _object_in_result(sentence, pattern_tokens, words)
        )
    for holder in (verb.index, *pattern_tokens[1:]):
        _gather_obliques(sentence, sentence.tokens[holder], taken, frame)
    for child in _children(sentence, verb, "obj"):
        if child not in taken:
            _gather_obliques(sentence, sentence.tokens[child], taken, frame)
    _gather_clause(sentence, verb, frame)
    _gather_from_pattern(sentence, pattern_tokens[1:], taken, frame)
    last = sentence.tokens[pattern_tokens[-1]] if pattern_tokens else verb
    has_object = any(child not in taken for child in _children(sentence, verb, "obj"))
    if last.pos == "ADP" and last.index != verb.index and not frame.is_passive and not has_object:
        frame.objects = frame.obliques.get(last.lower, []) + frame.objects
    return frame


def _outside(sentence: Sentence, arguments: Sequence[Argument], taken: set[int]) -> list[Argument]:
    """The arguments without the words of the trigger and what is coordinated with those ("*charges* of theft and *neglect* were filed")."""
    kept = []
    for argument in arguments:
        first = sentence.tokens[argument.head]
        while argument.basis == "coordination" and first.dep == "conj" and first.index not in taken:
            first = sentence.tokens[first.head]
        if first.index not in taken and argument.head not in taken:
            kept.append(argument)
    return kept


def _sides_of(sentence: Sentence, subject: Argument) -> list[Argument]:
    """ "Talks between *the two armies* ended": those between whom something is do what it does."""
    inner = (c for c in sentence.tokens[subject.head].children if case_of(sentence, sentence.tokens[c]) in ("between", "among"))
    return [Argument(a.head, "reciprocal") for c in inner for a in _spread(sentence, c, "reciprocal")]


def _distant_subjects(sentence: Sentence, verb: Token, words: SupportVerbs) -> list[Argument]:
    """ "*The court* issued a report accusing"; and the phrases without preposition between the clause's begin and a finite verb."""
    noun = sentence.tokens[verb.head]
    gerund = verb.dep == "acl" and verb.lower.endswith("ing")
    if (gerund or verb.dep == "acl:relcl") and noun.dep in ("obj", "obl") and noun.index < verb.index:
        return [Argument(a.head, "control") for a in owners_of(sentence, noun, words)]
    is_helped = any(token.pos == "AUX" for token in sentence.tokens[max(0, verb.index - HELPER_REACH) : verb.index])
    if (is_past_participle(verb) or verb.dep == "amod") and (verb.dep == "acl" or not is_helped):
        return []
    if verb.dep == "xcomp" and noun.pos in VERBAL:
        return [] if noun.dep == "acl" else [Argument(a.head, "control") for a in subjects_of(sentence, noun, words)]
    if "VerbForm=Inf" in verb.morph or verb.lower.endswith("ing") or any(sentence.tokens[c].dep == "mark" for c in verb.children):
        return []
    found: list[Argument] = []
    for token in reversed(sentence.tokens[: verb.index]):
        if token.text in CLAUSE_EDGES or token.pos == "SCONJ" or token.lower in RELATIVE_PRONOUNS:
            break
        if token.pos == "VERB" and "VerbForm=Fin" in token.morph and token.index != verb.index:
            break
        is_free = _stands_free(sentence, token) or _opens_clause(sentence, token, verb)
        if token.pos in ("NOUN", "PROPN", "PRON") and is_free and not _has_own_verb(sentence, token, verb):
            found.append(Argument(token.index, "nearest"))
    return found[::-1]


def _opens_clause(sentence: Sentence, token: Token, verb: Token) -> bool:
    """ "after a *jury* convicted him": the parser took a clause of time for a phrase, so that its verb has no subject."""
    return token.head == verb.index == token.index + 1 and case_of(sentence, token) in TEMPORAL_CASES


def _has_own_verb(sentence: Sentence, token: Token, verb: Token) -> bool:
    """The subject of another predicate that stands between: "*Moss* is free after they tried him"; not of a participle ("a man armed")."""
    other = sentence.tokens[token.head]
    is_bare = (other.pos not in VERBAL or is_past_participle(other)) and not _children(sentence, other, "cop", "aux", "aux:pass")
    return token.dep in ("nsubj", "nsubj:pass") and other.index < verb.index and not is_bare


def _stands_free(sentence: Sentence, token: Token) -> bool:
    """A noun phrase without a preposition that is no part of another one."""
    if case_of(sentence, token) and any(_is_year(sentence.tokens[c]) for c in token.children):
        return token.dep in ("obl", "nsubj")
    inner = ("compound", "flat", "nmod:poss", "amod", "nmod:desc", "appos", "nmod:unmarked", "obl:unmarked", "nmod:npmod", "obl:tmod")
    governor = sentence.tokens[token.head]
    is_inner = token.dep in inner and governor.pos in ("NOUN", "PROPN", "NUM")
    return not is_inner and case_of(sentence, token) is None


def _is_year(token: Token) -> bool:
    """ "In *2021* gunmen": a year that the parser took for a number of gunmen."""
    return token.dep == "nummod" and len(token.text) == 4 and token.text[:2] in ("19", "20") and token.text.isdigit()


def _agents_further_right(sentence: Sentence, verb: Token) -> list[Argument]:
    """The "by" phrase of a passive that the parser hung on a noun between: "killed in the market *by gunmen*"."""
    for token in sentence.tokens[verb.index + 1 :]:
        if token.text in CLAUSE_EDGES or token.lower in RELATIVE_PRONOUNS or (token.pos == "VERB" and token.dep != "acl"):
            break
        if token.lower == "by" and token.dep == "case":
            noun = sentence.tokens[token.head]
            other = sentence.tokens[noun.head]
            if other.pos in VERBAL and other.index != verb.index:
                break
            if noun.pos in ("NOUN", "PROPN") and noun.dep in ("nmod", "obl", "obl:agent"):
                return [Argument(a.head, "nearest") for a in _spread(sentence, noun.index, "nearest")]
    return []


def _shared_object(sentence: Sentence, verb: Token) -> list[Argument]:
    """ "targeted and killed 200 militants": two verbs share the object behind both, whichever of them the parser gave it to."""
    if verb.dep == "conj" and not _children(sentence, verb, "obl", "nsubj"):
        first = [c for c in _children(sentence, sentence.tokens[verb.head], "obj") if c > verb.index]
        if first:
            return [Argument(a.head, "coordination") for c in first for a in _spread(sentence, c, "object")]
    for child in _children(sentence, verb, "conj"):
        fellow = sentence.tokens[child]
        if fellow.pos in VERBAL and fellow.index - verb.index <= 3 and not _children(sentence, fellow, "nsubj"):
            return [Argument(a.head, "coordination") for c in _children(sentence, fellow, "obj") for a in _spread(sentence, c, "object")]
    return []


def _object_in_result(sentence: Sentence, pattern_tokens: tuple[int, ...], words: SupportVerbs) -> list[Argument]:
    """ "set *a hut* ablaze": what the parser took for a modifier of the word that says what became of it."""
    for index in pattern_tokens[1:]:
        result = sentence.tokens[index]
        inner = [c for c in _children(sentence, result, "compound", "nmod", "nmod:desc", "nmod:unmarked") if c not in pattern_tokens]
        if result.lower in words.results and inner:
            return _spread(sentence, inner[-1], "object")
    return []


def _relative_object(sentence: Sentence, verb: Token) -> list[Argument]:
    """ "the men whom police arrested", "the town rebels seized": the noun that a relative clause with its own subject hangs on.

    Not the place or the means of it ("the town *where* they met", "the letter *in which* he asks").
    """
    if verb.dep != "acl:relcl":
        return []
    own = _children(sentence, verb, "nsubj")
    words = [sentence.tokens[c] for c in verb.children]
    if any((w.dep == "advmod" and w.lower in BACKGROUND) or (w.lower in RELATIVE_PRONOUNS and case_of(sentence, w)) for w in words):
        return []
    if own and sentence.tokens[own[0]].lower not in RELATIVE_PRONOUNS:
        return _spread(sentence, verb.head, "relative")
    return []


def _gather_obliques(sentence: Sentence, holder: Token, taken: set[int], frame: Frame, only: tuple[str, ...] = ()) -> None:
    """Prepositional complements of a word. only: of these prepositions ("killing of two men *by gunmen*": attached one noun too low)."""
    for child in holder.children:
        word = sentence.tokens[child]
        if child in taken or word.dep not in ("obl", "obl:agent", "nmod", "obl:arg"):
            continue
        preposition = case_of(sentence, word)
        if preposition == "by" and frame.is_passive:
            continue
        if preposition and (not only or preposition in only):
            frame.obliques[preposition] += _spread(sentence, child, "oblique")


def _gather_from_pattern(sentence: Sentence, words: tuple[int, ...], taken: set[int], frame: Frame) -> None:
    """Parties that hang on the other words of a trigger: "refused to meet *the envoy*"; the nouns of the trigger themselves as "own"."""
    for index in words:
        token = sentence.tokens[index]
        if token.pos in VERBAL:
            inner = [c for c in _children(sentence, token, "obj", "iobj") if c not in taken]
            frame.objects = frame.objects or [a for c in inner for a in _spread(sentence, c, "object")]
            _gather_clause(sentence, token, frame)
        elif token.pos in ("NOUN", "PROPN") and token.text != "-" and not _is_hyphened(sentence, index):
            frame.own.append(Argument(index, "object"))


def _is_hyphened(sentence: Sentence, index: int) -> bool:
    """The first part of a hyphened word: "*counter*-offensive"."""
    return index + 1 < len(sentence.tokens) and sentence.tokens[index + 1].text == "-"


def _gather_clause(sentence: Sentence, verb: Token, frame: Frame) -> None:
    """Subjects of a complement clause: "demanded that *Israel* withdraw", "called for *troops* to leave"."""
    for child in _children(sentence, verb, "ccomp", "xcomp", "advcl"):
        clause = sentence.tokens[child]
        if clause.dep == "advcl" and any(sentence.tokens[c].lower in BACKGROUND for c in _children(sentence, clause, "advmod", "mark")):
            continue
        for subject in _children(sentence, clause, "nsubj", "nsubj:pass"):
            frame.clause += _spread(sentence, subject, "control")
        if any(sentence.tokens[c].lower == "to" for c in _children(sentence, clause, "mark")):
            frame.purpose += [a for c in _children(sentence, clause, "obj") for a in _spread(sentence, c, "nested")]


def _is_infinitive(sentence: Sentence, verb: Token) -> bool:
    return "VerbForm=Inf" in verb.morph or any(sentence.tokens[c].lower == "to" for c in _children(sentence, verb, "mark"))


def noun_frame(sentence: Sentence, noun: Token, pattern_tokens: tuple[int, ...], support: SupportVerbs) -> Frame:
    """The arguments of an event noun: its own complements and those of the verb that carries it.

    subjects: whoever does it by a possessor, a "by" phrase, a support verb; objects: of an effect verb; obliques["of"]: "of" complements.
    """
    frame = Frame()
    taken = set(pattern_tokens)
    for token_index in pattern_tokens or (noun.index,):
        _gather_obliques(sentence, sentence.tokens[token_index], taken, frame)
        for child in sentence.tokens[token_index].children:
            word = sentence.tokens[child]
            if child not in taken and word.dep == "nmod:poss":
                frame.obliques["'s"] += _spread(sentence, child, "possessor")
            elif child not in taken and word.dep in ("compound", "amod", "nmod:unmarked", "nmod:desc") and child < noun.index:
                frame.obliques["~"].append(Argument(child, "compound" if word.dep != "amod" else "modifier"))
    if noun.pos == "VERB" and noun.dep == "acl" and noun.head == noun.index - 1:
        frame.obliques["~"].append(Argument(noun.head, "compound"))
    for preposition in ("of", "by"):
        for argument in list(frame.obliques.get(preposition, [])):
            _gather_obliques(sentence, sentence.tokens[argument.head], taken, frame, only=("by", "on", "against"))
    if noun.dep == "obj" and not any(name in frame.obliques for name in TARGET_CASES):
        _gather_target(sentence, noun, frame)
    frame.agents = frame.obliques.pop("by", [])
    if _children(sentence, noun, "cop"):
        frame.subjects = [a for c in _children(sentence, noun, "nsubj") for a in _spread(sentence, c, "subject")]
        frame.subjects = [a for a in frame.subjects if sentence.tokens[a.head].pos != "PRON"]
    _add_support(sentence, noun, support, frame)
    frame.objects = frame.objects or _harmed_by(sentence, noun, support)
    return frame


def _harmed_by(sentence: Sentence, noun: Token, support: SupportVerbs) -> list[Argument]:
    """ "a fire that killed *four children*": the objects of a verb of effect in the noun's own relative clause."""
    for child in _children(sentence, noun, "acl:relcl"):
        verb = sentence.tokens[child]
        subjects = _children(sentence, verb, "nsubj")
        if verb.lemma in support.effect and subjects and sentence.tokens[subjects[0]].lower in RELATIVE_PRONOUNS:
            return [a for c in _children(sentence, verb, "obj") for a in _spread(sentence, c, "object")]
    return []


def _gather_target(sentence: Sentence, noun: Token, frame: Frame) -> None:
    """ "foiled an attack *on the embassy*": a complement right behind an event noun that the parser gave to the verb."""
    for child in sentence.tokens[noun.head].children:
        word = sentence.tokens[child]
        cases = [c for c in word.children if sentence.tokens[c].dep == "case"]
        if word.dep == "obl" and cases and cases[0] == noun.index + 1 and sentence.tokens[cases[0]].lower in TARGET_CASES:
            frame.obliques[sentence.tokens[cases[0]].lower] += _spread(sentence, child, "oblique")


def _add_support(sentence: Sentence, noun: Token, support: SupportVerbs, frame: Frame) -> None:
    holder = noun
    while holder.dep in ("conj", "appos") and holder.head != holder.index:
        holder = sentence.tokens[holder.head]
    series = sentence.tokens[holder.head]
    if holder.dep == "nmod" and (series.lemma in support.series_nouns or series.lower in support.series_nouns):
        holder = series
    verb = _answering(sentence, holder, support) or sentence.tokens[holder.head]
    if verb.pos not in (*VERBAL, "ADJ") or verb.index == holder.index:
        return
    name = verb_with_particle(sentence, verb)
    preposition = case_of(sentence, holder)
    if holder.dep in ("acl", "amod"):
        return
    if verb.index != holder.head or _answering(sentence, holder, support):
        frame.support, frame.support_kind = verb.index, "active"
        frame.subjects = subjects_of(sentence, verb, support)
        return
    passive = is_passive(sentence, verb)
    if holder.dep == "obj" and name in support.active:
        frame.support, frame.support_kind = verb.index, "active"
        frame.subjects = subjects_of(sentence, verb, support)
    elif holder.dep == "nsubj:pass" and name in support.active:
        frame.support, frame.support_kind = verb.index, "active"
        frame.subjects = agents_of(sentence, verb)
    elif holder.dep in ("obj", "obl") and (name in support.reverse or f"{name} {preposition}" in support.reverse):
        frame.support, frame.support_kind = verb.index, "reverse"
        frame.objects = subjects_of(sentence, verb)
    elif holder.dep == "nsubj" and name in support.effect:
        frame.support, frame.support_kind = verb.index, "effect"
        frame.objects = [a for c in _children(sentence, verb, "obj") for a in _spread(sentence, c, "object")]
    elif _comes_about(holder, name, preposition, support):
        frame.support, frame.support_kind = verb.index, "occurrence"
    elif holder.dep == "obl" and f"{name} {preposition}" in support.active and (not passive or _is_state(sentence, verb, support)):
        frame.support, frame.support_kind = verb.index, "active"
        frame.subjects = subjects_of(sentence, verb, support)
    if frame.support is not None:
        _gather_obliques(sentence, verb, {noun.index, holder.index}, frame)
    if holder.dep == "nsubj" and verb.pos == "ADJ":
        frame.support_kind = "outcome"
        frame.support = verb.index
    if holder.dep == "acl":
        frame.subjects = _spread(sentence, holder.head, "relative")


def _answering(sentence: Sentence, noun: Token, support: SupportVerbs) -> Token | None:
    """ "*claimed* responsibility for the *attack*": the verb of three words that makes its subject the doer."""
    above = sentence.tokens[noun.head]
    verb = sentence.tokens[above.head] if noun.dep == "nmod" and above.dep == "obj" else above
    objects = [sentence.tokens[c].lemma for c in verb.children if sentence.tokens[c].dep == "obj"]
    names = (f"{verb.lemma} {lemma} {case_of(sentence, noun)}" for lemma in objects)
    return verb if noun.dep in ("nmod", "obl") and any(name in support.active for name in names) else None


def _comes_about(noun: Token, verb: str, preposition: str | None, support: SupportVerbs) -> bool:
    """ "The *riots* went on", "it sparked *riots*", "it led to *riots*": nobody acts."""
    if noun.dep in ("nsubj", "nsubj:pass"):
        return verb in support.occurrence
    return (noun.dep == "obj" and verb in support.causing) or (noun.dep == "obl" and f"{verb} {preposition}" in support.causing)


def nested_arguments(sentence: Sentence, arguments: Sequence[Argument]) -> list[Argument]:
    """Nouns inside the phrases of some arguments, breadth first: "limits on aid to *the north*", "an appeal lodged by *the party*"."""
    found: list[Argument] = []
    seen = {argument.head for argument in arguments}
    level = [argument.head for argument in arguments]
    for _ in range(MAX_NESTING):
        below = [c for head in level for c in sentence.tokens[head].children if c not in seen and _nests(sentence, sentence.tokens[c])]
        seen |= set(below)
        found += [Argument(c, "nested") for c in below if sentence.tokens[c].pos not in VERBAL]
        level = below
    return found


def _nests(sentence: Sentence, word: Token) -> bool:
    """Whether a word below an argument may lead to somebody: complements, owners and names, no times and no places."""
    if word.pos in VERBAL:
        return word.dep == "acl"
    if case_of(sentence, word) in (*TEMPORAL_CASES, *LOCATIVE_CASES):
        return False
    if sentence.tokens[word.head].pos in VERBAL:
        return word.dep in ("obl", "obl:agent", "obl:arg", "obj")
    if word.dep in ("amod", "compound"):
        return word.text[0].isupper()
    return word.dep in ("nmod", "nmod:poss", "conj", "appos", "nmod:desc", "flat")


def verb_with_particle(sentence: Sentence, verb: Token) -> str:
    """ "carry out" for a verb with a particle, else the lemma."""
    for child in verb.children:
        if sentence.tokens[child].dep == "compound:prt":
            return f"{verb.lemma} {sentence.tokens[child].lower}"
    return verb.lemma
