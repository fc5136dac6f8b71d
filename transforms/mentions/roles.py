"""Who acts on whom: the arguments of a verb or an event noun, read from the dependencies.

The listing is the algorithm: `verb_frame` and `noun_frame` gather the arguments that stand in the sentence, each with the basis on which it
was found; the rule then says which of them is actor and which recipient (coder.py).
"""

from collections import defaultdict
from dataclasses import dataclass, field

from schemas.annotations import Sentence, Token
from schemas.lexicons.rules import SupportVerbs
from transforms.mentions.phrases import RELATIVE_PRONOUNS, case_of, fellow_of, fellows

# Verbs whose object does what an "of", "for" or "from" gerund behind it says: "accused the army of bombing".
GERUND_CONTROL = frozenset(
    [
        "accuse",
        "blame",
        "suspect",
        "convict",
        "charge",
        "acquit",
        "stop",
        "prevent",
        "keep",
        "ban",
        "bar",
        "condemn",
        "criticise",
        "criticize",
        "fault",
        "denounce",
        "thank",
        "praise",
        "arrest",
        "jail",
        "sentence",
        "detain",
        "indict",
        "try",
        "clear",
    ]
)
# Verbs whose object, or that of their preposition, does what the infinitive says: "ordered troops to attack", "called on rebels to yield".
OBJECT_CONTROL = frozenset(
    [
        "order",
        "tell",
        "ask",
        "urge",
        "send",
        "call",
        "force",
        "allow",
        "instruct",
        "direct",
        "command",
        "persuade",
        "train",
        "pay",
        "hire",
        "authorise",
        "authorize",
        "press",
        "want",
        "help",
        "enable",
        "appeal",
        "lead",
        "invite",
        "encourage",
    ]
)
SUBJECT_CONTROL = frozenset({"promise", "threaten", "vow", "pledge", "agree", "offer", "ask"})
VERBAL = ("VERB", "AUX")
MAX_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Argument:
    """The head noun of one argument and how it was found (schemas.codes.ROLE_BASES)."""

    head: int
    basis: str


@dataclass(slots=True)
class Frame:
    """The arguments of one predicate. obliques: preposition -> arguments; clause: subjects of its complement clause."""

    subjects: list[Argument] = field(default_factory=list)
    objects: list[Argument] = field(default_factory=list)
    agents: list[Argument] = field(default_factory=list)
    obliques: dict[str, list[Argument]] = field(default_factory=lambda: defaultdict(list))
    clause: list[Argument] = field(default_factory=list)
    own: list[Argument] = field(default_factory=list)
    is_passive: bool = False
    support: int | None = None
    support_kind: str | None = None


def is_passive(sentence: Sentence, verb: Token) -> bool:
    """True for "was arrested", "arrested by police", "men arrested in the raid" and their coordinated fellows."""
    if _children(sentence, verb, "nsubj:pass", "aux:pass", "csubj:pass"):
        return True
    if _children(sentence, verb, "obl:agent") and not _children(sentence, verb, "obj"):
        return bool(_children(sentence, verb, "cop")) or not _children(sentence, verb, "nsubj")
    if not _is_past_participle(verb):
        return False
    if verb.dep == "acl" and verb.index > verb.head:
        return not _children(sentence, verb, "obj")
    if verb.dep == "conj" and not _children(sentence, verb, "nsubj") and not _children(sentence, verb, "obj"):
        governor = sentence.tokens[verb.head]
        return governor.pos in VERBAL and is_passive(sentence, governor) and not _children(sentence, governor, "obj")
    return verb.dep == "amod" and not _children(sentence, verb, "nsubj")


def _is_past_participle(verb: Token) -> bool:
    return "VerbForm=Part" in verb.morph and "Tense=Past" in verb.morph


def _children(sentence: Sentence, token: Token, *deps: str) -> list[int]:
    return [c for c in token.children if sentence.tokens[c].dep in deps]


def _spread(sentence: Sentence, head: int, basis: str) -> list[Argument]:
    """An argument and the heads coordinated with it; a relative pronoun stands for what it refers to."""
    token = sentence.tokens[head]
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


def subjects_of(sentence: Sentence, verb: Token, depth: int = 0) -> list[Argument]:
    """Whoever stands as the subject of a verb, its own or the one that it shares with the verb or noun that governs it."""
    own = _children(sentence, verb, "nsubj", "nsubj:pass", "nsubj:outer")
    if own:
        passive = sentence.tokens[own[0]].dep == "nsubj:pass"
        return [a for head in own for a in _spread(sentence, head, "passive_subject" if passive else "subject")]
    if depth > MAX_DEPTH:
        return []
    governor = fellow_of(sentence, verb) if verb.dep == "conj" else sentence.tokens[verb.head]
    if verb.dep == "conj" and governor.pos in (*VERBAL, "ADJ", "NOUN"):
        if governor.dep == "acl:relcl" and not _children(sentence, governor, "nsubj", "nsubj:pass"):
            return _spread(sentence, governor.head, "relative")
        return subjects_of(sentence, governor, depth + 1)
    if verb.dep in ("acl:relcl", "acl") and governor.pos in ("NOUN", "PROPN", "PRON", "NUM"):
        return _subjects_under_noun(sentence, verb, governor, depth)
    if verb.dep in ("xcomp", "advcl", "ccomp") and governor.pos in (*VERBAL, "ADJ"):
        return [Argument(a.head, "control") for a in _controllers(sentence, verb, governor, depth)]
    return []


def _subjects_under_noun(sentence: Sentence, verb: Token, noun: Token, depth: int) -> list[Argument]:
    infinitive = "VerbForm=Inf" in verb.morph or any(sentence.tokens[c].lower == "to" for c in _children(sentence, verb, "mark"))
    if verb.dep == "acl" and infinitive:
        return [Argument(a.head, "control") for a in owners_of(sentence, noun, depth)]
    marks = [sentence.tokens[c].lower for c in _children(sentence, verb, "mark")]
    if marks and noun.dep in ("obj", "nsubj:pass") and sentence.tokens[noun.head].lemma in GERUND_CONTROL:
        return [Argument(a.head, "control") for a in _spread(sentence, noun.index, "object")]
    if marks:
        return [Argument(a.head, "control") for a in owners_of(sentence, noun, depth)] if marks[0] in ("of", "for", "in") else []
    return _spread(sentence, noun.index, "relative")


def owners_of(sentence: Sentence, noun: Token, depth: int = 0) -> list[Argument]:
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
        return subjects_of(sentence, governor, depth + 1)
    return []


def _controllers(sentence: Sentence, verb: Token, governor: Token, depth: int) -> list[Argument]:
    """The party of the governing clause that does the act: object control by default where there is an object."""
    objects = _children(sentence, governor, "obj", "iobj")
    marks = {sentence.tokens[c].lower for c in _children(sentence, verb, "mark")}
    gerund_of_blame = bool(marks & {"for", "of", "from", "with"}) and verb.dep in ("advcl", "ccomp", "acl", "xcomp")
    takes_object = verb.dep == "xcomp" or gerund_of_blame or governor.lemma in OBJECT_CONTROL
    if not objects and governor.lemma in OBJECT_CONTROL:
        objects = [
            c
            for c in _children(sentence, governor, "obl")
            if case_of(sentence, sentence.tokens[c]) in ("on", "upon", "to") and c < verb.index
        ]
    if takes_object and objects and governor.lemma not in SUBJECT_CONTROL:
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
    return subjects_of(sentence, governor, depth + 1)


def agents_of(sentence: Sentence, verb: Token) -> list[Argument]:
    """The "by" phrases of a passive verb."""
    found = []
    for child in _children(sentence, verb, "obl", "obl:agent"):
        if case_of(sentence, sentence.tokens[child]) == "by":
            found += _spread(sentence, child, "by_agent")
    return found


def verb_frame(sentence: Sentence, verb: Token, pattern_tokens: tuple[int, ...] = (), *, is_transitive: bool = True) -> Frame:
    """The arguments of a verb.

    pattern_tokens: the words of the trigger, whose own complements count as the verb's ("take control *of the port*").
    is_transitive: False for verbs that have no passive ("clashed with"): a bare participle of them is active.
    """
    frame = Frame(is_passive=is_passive(sentence, verb) and (is_transitive or verb.dep != "acl"))
    subjects = subjects_of(sentence, verb)
    taken = set(pattern_tokens)
    if frame.is_passive:
        frame.objects = [Argument(a.head, "passive_subject" if a.basis == "subject" else a.basis) for a in subjects]
        frame.agents = agents_of(sentence, verb) or (agents_of(sentence, sentence.tokens[verb.head]) if verb.dep == "conj" else [])
        frame.subjects = frame.agents
    else:
        frame.subjects = subjects
    for child in _children(sentence, verb, "iobj", "obj"):
        if child not in taken:
            frame.objects += _spread(sentence, child, "object")
    if verb.dep == "amod" and verb.head > verb.index and verb.head not in taken and not frame.is_passive:
        frame.objects += _spread(sentence, verb.head, "object")
    if not frame.objects and not frame.is_passive:
        frame.objects = _shared_object(sentence, verb) or _relative_object(sentence, verb)
    for holder in (verb.index, *pattern_tokens[1:]):
        _gather_obliques(sentence, sentence.tokens[holder], taken, frame)
    for child in _children(sentence, verb, "obj"):
        if child not in taken:
            _gather_obliques(sentence, sentence.tokens[child], taken, frame)
    _gather_clause(sentence, verb, frame)
    _gather_from_pattern(sentence, pattern_tokens[1:], taken, frame)
    last = sentence.tokens[pattern_tokens[-1]] if pattern_tokens else verb
    if last.pos == "ADP" and last.index != verb.index and not frame.is_passive:
        frame.objects = frame.obliques.get(last.lower, []) + frame.objects
    return frame


def _shared_object(sentence: Sentence, verb: Token) -> list[Argument]:
    """ "targeted and killed 200 militants": the first verb shares the object of the second, if nothing stands between."""
    for child in _children(sentence, verb, "conj"):
        fellow = sentence.tokens[child]
        if fellow.pos in VERBAL and fellow.index - verb.index <= 3 and not _children(sentence, fellow, "nsubj"):
            return [Argument(a.head, "coordination") for c in _children(sentence, fellow, "obj") for a in _spread(sentence, c, "object")]
    return []


def _relative_object(sentence: Sentence, verb: Token) -> list[Argument]:
    """ "the men whom police arrested", "the town rebels seized": the noun that a relative clause with its own subject hangs on."""
    if verb.dep != "acl:relcl":
        return []
    own = _children(sentence, verb, "nsubj")
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
            frame.objects += [
                a for c in _children(sentence, token, "obj", "iobj") if c not in taken for a in _spread(sentence, c, "object")
            ]
            _gather_clause(sentence, token, frame)
        elif token.pos in ("NOUN", "PROPN"):
            frame.own.append(Argument(index, "object"))


def _gather_clause(sentence: Sentence, verb: Token, frame: Frame) -> None:
    """Subjects of a complement clause: "demanded that *Israel* withdraw", "called for *troops* to leave"."""
    for child in _children(sentence, verb, "ccomp", "xcomp", "advcl"):
        clause = sentence.tokens[child]
        for subject in _children(sentence, clause, "nsubj", "nsubj:pass"):
            frame.clause += _spread(sentence, subject, "control")


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
    frame.agents = frame.obliques.pop("by", [])
    _add_support(sentence, noun, support, frame)
    return frame


def _add_support(sentence: Sentence, noun: Token, support: SupportVerbs, frame: Frame) -> None:
    holder = noun
    while holder.dep in ("conj", "appos") and holder.head != holder.index:
        holder = sentence.tokens[holder.head]
    if holder.dep == "nmod" and sentence.tokens[holder.head].lemma in (
        "series",
        "wave",
        "number",
        "string",
        "spate",
        "round",
        "campaign",
        "kind",
        "barrage",
    ):
        holder = sentence.tokens[holder.head]
    verb = sentence.tokens[holder.head]
    if verb.pos not in (*VERBAL, "ADJ") or verb.index == holder.index:
        return
    name = verb_with_particle(sentence, verb)
    preposition = case_of(sentence, holder)
    if holder.dep in ("acl", "amod"):
        return
    passive = is_passive(sentence, verb)
    if holder.dep == "obj" and name in support.active:
        frame.support, frame.support_kind = verb.index, "active"
        frame.subjects = subjects_of(sentence, verb)
    elif holder.dep == "nsubj:pass" and name in support.active:
        frame.support, frame.support_kind = verb.index, "active"
        frame.subjects = agents_of(sentence, verb)
    elif holder.dep in ("obj", "obl") and (name in support.reverse or f"{name} {preposition}" in support.reverse):
        frame.support, frame.support_kind = verb.index, "reverse"
        frame.objects = subjects_of(sentence, verb)
    elif holder.dep == "nsubj" and name in support.effect:
        frame.support, frame.support_kind = verb.index, "effect"
        frame.objects = [a for c in _children(sentence, verb, "obj") for a in _spread(sentence, c, "object")]
    elif holder.dep in ("nsubj", "nsubj:pass") and name in support.occurrence:
        frame.support, frame.support_kind = verb.index, "occurrence"
    elif holder.dep == "obl" and f"{name} {preposition}" in support.active and not passive:
        frame.support, frame.support_kind = verb.index, "active"
        frame.subjects = subjects_of(sentence, verb)
    if frame.support is not None:
        _gather_obliques(sentence, verb, {noun.index, holder.index}, frame)
    if holder.dep == "nsubj" and verb.pos == "ADJ":
        frame.support_kind = "outcome"
        frame.support = verb.index
    if holder.dep == "acl":
        frame.subjects = _spread(sentence, holder.head, "relative")


def verb_with_particle(sentence: Sentence, verb: Token) -> str:
    """ "carry out" for a verb with a particle, else the lemma."""
    for child in verb.children:
        if sentence.tokens[child].dep == "compound:prt":
            return f"{verb.lemma} {sentence.tokens[child].lower}"
    return verb.lemma
