"""Parse candidate sentences into tokens with parts of speech, heads and labels (Universal Dependencies)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from schemas.annotations import Sentence, Token
from transforms.mentions.capitals import restore_capitals
from transforms.mentions.lemmas import lemma_of
from transforms.mentions.member_lists import LISTED, NOUNS, SUBJECTS, join_members

MAX_WORDS = 220
LEAST_ACRONYM = 3
NOT_NAMES = ("ADV", "VERB", "AUX", "X", "INTJ", "SCONJ", "ADJ")
CLAUSAL = frozenset({"nsubj", "nsubj:pass", "cop", "obj", "case", "mark", "aux"})
MAX_DATELINE = 70
# In copy that is all capitals two of these are an aside: "ON 2 MAY, FOUR NUNS -- ALL FROM SPAIN -- WERE HELD".
ASIDE = " -- "
# Capitalised words and dates, perhaps an agency in brackets, then a dash between blanks.
_DATELINE = re.compile(
    r"[A-Z][\w.'’]*(?:,? (?:[A-Z(][\w.'’/]*\)?|\d{1,4}))*,?\s+(?:--|—|–|-)\s+(?=[\"“A-Z0-9])|[A-Z][A-Z/ .,-]{3,40}: (?=[\"“A-Z])"
)


_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}")
MAX_ABBREVIATION = 5


def is_shouted(text: str) -> bool:
    """True for a text in capitals (old wire copy), which is parsed in small letters but for its names."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 10 and sum(char.isupper() for char in letters) > 0.8 * len(letters)


def readable(text: str, vocab: Vocab) -> str:
    """The same number of characters in a shape that the parser knows: capitals of names, not throughout, no newlines, straight quotes."""
    lowered = text
    if is_shouted(text):
        lowered = _INITIALS.sub(lambda found: found[0].upper(), restore_capitals(text.lower(), vocab))
    if len(lowered) != len(text):
        lowered = text
    return lowered.translate({10: " ", 13: " ", 9: " ", 0x2019: "'", 0x2018: "'", 0x201C: '"', 0x201D: '"', 0xA0: " "})


def make_docs(nlp: Language, texts: Iterable[str]) -> Iterator[Doc]:
    """Tokenise; each Doc is one sentence, which the parser may not cut further. Overlong ones (tables, lists) are cut short."""
    for text in texts:
        doc = nlp.make_doc(readable(text, nlp.vocab))
        if len(doc) > MAX_WORDS:
            doc = doc[:MAX_WORDS].as_doc()
        _close_abbreviations(doc)
        for token in doc:
            token.is_sent_start = token.i == 0
        yield doc


def _close_abbreviations(doc: Doc) -> None:
    """Give a short capitalised word its dot back where a name goes on behind it: "*Sgt.* Carl Dent" inside one sentence."""
    dots = [token.i for token in doc[1:-1] if token.text == "." and _is_abbreviation(doc, token.i)]
    if dots:
        with doc.retokenize() as retokenizer:
            for dot in dots:
                retokenizer.merge(doc[dot - 1 : dot + 1])


def _is_abbreviation(doc: Doc, dot: int) -> bool:
    word, after = doc[dot - 1], doc[dot + 1]
    is_short = word.is_alpha and word.text[0].isupper() and 1 < len(word) <= MAX_ABBREVIATION
    return is_short and not word.whitespace_ and bool(doc[dot].whitespace_) and after.text[0].isupper()


def parse_sentences(nlp: Language, text: str, spans: Sequence[tuple[int, int, int]]) -> list[Sentence]:
    """Parse sentences of one text. spans: (sentence index, start, end). Out: one Sentence each, offsets into the text."""
    bodies = [start + dateline_length(text[start:end]) for _, start, end in spans]
    docs = nlp.pipe(make_docs(nlp, (text[body:end] for body, (_, _, end) in zip(bodies, spans, strict=True))))
    return [to_sentence(doc, index, (start, body, end), text) for doc, body, (index, start, end) in zip(docs, bodies, spans, strict=True)]


def dateline_length(sentence: str) -> int:
    """Characters of a dateline ("NAIROBI, March 3 (Agency) -- ") before a sentence, which would be parsed as its subject; else 0."""
    found = _DATELINE.match(sentence)
    if found is None or found.end() > MAX_DATELINE or (is_shouted(sentence) and sentence.count(ASIDE) == 2):
        return 0
    return found.end()


def to_sentence(doc: Doc, index: int, span: tuple[int, int, int], text: str) -> Sentence:
    """Copy a parsed Doc into plain tokens, white space left out. span: where the sentence, its parsed body and both end."""
    start, body, end = span
    words = [token for token in doc if not token.is_space]
    place = {token.i: position for position, token in enumerate(words)}
    tokens: list[Token] = []
    root = 0
    for position, token in enumerate(words):
        form, pos = token.text, token.pos_
        lower = form.lower()
        head_token = token.head
        while head_token.is_space and head_token.head.i != head_token.i:
            head_token = head_token.head
        head = place.get(head_token.i, position)
        first = body + token.idx
        last = first + len(form)
        tokens.append(
            Token(
                index=position,
                text=text[first:last],
                lower=lower,
                lemma=lemma_of(lower, pos),
                pos=pos,
                dep=token.dep_,
                head=head,
                start_char=first,
                end_char=last,
                morph=str(token.morph),
            )
        )
        if head == position:
            root = position
    mend_lists(tokens)
    root = next((token.index for token in tokens if token.head == token.index), root)
    for token_copy in tokens:
        if token_copy.head != token_copy.index:
            tokens[token_copy.head].children.append(token_copy.index)
    return Sentence(index=index, start_char=start, end_char=end, text=text[start:end], tokens=tokens, root=root)


def mend_lists(tokens: Sequence[Token]) -> None:
    """Put right what the parser often misreads in lists and names; children are not yet known."""
    _mend_first_acronym(tokens)
    below: dict[int, list[Token]] = defaultdict(list)
    for token in tokens:
        below[token.head].append(token)
    for noun in tokens:
        if noun.dep == "conj" and noun.pos in NOUNS and tokens[noun.head].pos == "VERB" and noun.index > noun.head:
            _join_to_object(noun, tokens[noun.head], below)
        elif noun.dep == "appos" and noun.pos in NOUNS and _is_listed(noun, tokens, below):
            noun.dep = "conj"
        elif noun.dep == "conj" and noun.pos in (*NOUNS, "ADJ") and tokens[noun.head].pos in NOUNS:
            _part_from_name(noun, tokens, below)
        elif noun.dep in SUBJECTS and noun.pos in NOUNS:
            _free_name(noun, tokens, below)
        elif noun.dep == "case" and tokens[noun.head].dep in ("compound", "amod") and tokens[noun.head].head > noun.head > noun.index:
            noun.head = tokens[noun.head].head
        elif noun.dep == "obl" and noun.pos in NOUNS and tokens[noun.head].pos == "VERB":
            _count_object(noun, below)
    join_members(tokens)


def _mend_first_acronym(tokens: Sequence[Token]) -> None:
    """ "*ECOWAS* threatened", "*PTI* called": an acronym that opens a sentence before a verb is its subject, not an adverb or a verb."""
    if len(tokens) < 2:
        return
    first, verb = tokens[0], tokens[1]
    if not _is_acronym(first) or first.pos not in NOT_NAMES or verb.pos != "VERB" or not verb.text.islower():
        return
    if first.head == first.index and verb.head == first.index:
        for token in tokens[1:]:
            token.head = verb.index if token.head == first.index else token.head
        verb.dep, verb.morph = "ROOT", "Mood=Ind|Tense=Past|VerbForm=Fin"
    if first.head in (first.index, verb.index):
        first.pos, first.dep, first.head, first.lemma, first.morph = "PROPN", "nsubj", verb.index, first.lower, "Number=Sing"


def _is_acronym(token: Token) -> bool:
    return token.text.isupper() and token.text.isalpha() and len(token.text) >= LEAST_ACRONYM


def _join_to_object(noun: Token, verb: Token, below: Mapping[int, Sequence[Token]]) -> None:
    """Join a noun coordinated with a verb to the object before it: "sent *blankets* and *stoves* to the towns".

    A noun with a subject, a copula, an object or a bare verb behind it is a clause and stays. What it took from the verb goes back to it.
    """
    own = {word.dep for word in below[noun.index]}
    objects = [word for word in below[verb.index] if word.dep == "obj" and verb.index < word.index < noun.index and word.pos in LISTED]
    is_clause = own & CLAUSAL or any(word.dep == "acl" and not below[word.index] for word in below[noun.index])
    if not objects or "cc" not in own or is_clause:
        return
    noun.head = objects[-1].index
    for word in below[noun.index]:
        if word.dep in ("obl", "obl:agent"):
            word.head = verb.index


def _part_from_name(noun: Token, tokens: Sequence[Token], below: Mapping[int, Sequence[Token]]) -> None:
    """Say what is told of a name apart from who else acts: "Moss, 31, *Salem*, was held" has a residence, "Moss, *a Democrat*" is Moss."""
    name = tokens[noun.head]
    fellows = [word for word in below[name.index] if word.dep == "conj"]
    if name.pos != "PROPN" or any(word.dep == "cc" for fellow in fellows for word in below[fellow.index]):
        return
    if any(_is_age(word, tokens) for word in tokens[name.index : noun.index]):
        noun.dep = "nmod"
    elif any(word.dep == "det" for word in below[noun.index]) or noun.pos == "ADJ" or (noun.pos == "NOUN" and "Number=Sing" in noun.morph):
        noun.dep = "appos"


def _count_object(noun: Token, below: Mapping[int, Sequence[Token]]) -> None:
    """ "killing *as many as* 20 people": words of measure that the parser took for a preposition leave the object its place."""
    case = next((word for word in below[noun.index] if word.dep == "case"), None)
    is_measured = case is not None and sum(word.dep == "fixed" for word in below[case.index]) > 1
    is_free = not any(word.dep == "obj" for word in below[noun.head])
    if case is not None and is_measured and is_free and any(word.dep == "nummod" for word in below[noun.index]):
        noun.dep, case.dep = "obj", "advmod"


def _free_name(noun: Token, tokens: Sequence[Token], below: Mapping[int, Sequence[Token]]) -> None:
    """Make the name the subject where the parser took the address for it: "*Ann Moss*, 18, of 208 Elm St. was held"."""
    inner = [word for word in below[noun.index] if word.index < noun.index]
    case = next((word for part in (noun, *inner) for word in below[part.index] if word.dep == "case" and word.index > 2), None)
    if case is None or not (tokens[case.index - 1].text == "," and _is_age(tokens[case.index - 2], tokens)):
        return
    before = [word for word in inner if word.index < case.index]
    name = next((word for word in before if word.pos == "PROPN"), None)
    if name is None:
        return
    name.head, name.dep = noun.head, noun.dep
    noun.head, noun.dep = name.index, "nmod"
    for word in before:
        if word is not name:
            word.head, word.dep = name.index, "flat" if word.pos == "PROPN" else word.dep


def _is_age(word: Token, tokens: Sequence[Token]) -> bool:
    """A number of two figures at most, set off by commas."""
    is_set_off = 0 < word.index < len(tokens) - 1 and tokens[word.index - 1].text == tokens[word.index + 1].text == ","
    return is_set_off and word.text.isdigit() and len(word.text) <= 2


def _is_listed(noun: Token, tokens: Sequence[Token], below: Mapping[int, Sequence[Token]]) -> bool:
    """ "a village, *a convoy* and a school": a member of a list read as an apposition; "Hassan, a teacher and activist" is none."""
    first = tokens[noun.head]
    for holder in (first, noun):
        for last in below[holder.index]:
            joiners = [word.index for word in below[last.index] if word.dep == "cc"]
            if last.dep == "conj" and last.index > noun.index and joiners and tokens[joiners[0] - 1].text != ",":
                return all(any(word.dep in ("det", "nummod", "nmod:poss") for word in below[n.index]) for n in (first, noun, last))
    return False
