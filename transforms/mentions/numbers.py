"""Read numbers of persons and things as news writes them: figures, words, magnitudes, ranges, vague words, qualifiers."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from schemas.annotations import Quantity
from schemas.lexicons.numbers import NumberLexicon, QualifierWords, VagueWords
from transforms.mentions.wordclasses import PhraseGrammar, PhraseMatch, PhraseRule, Word, split_words

_YEARS = range(1500, 2100)
_GREATEST = 10**12
_WIDEST_RANGE = 20
_NUMERAL = (
    "((FIGURE | DECIMAL | CARDINAL | one_word MAGNITUDE (joiner CARDINAL)? | half one_word MAGNITUDE)"
    " ( -? CARDINAL | -? MAGNITUDE (joiner CARDINAL)? | joiner one_word half )*)"
)


def read_numeral(words: Sequence[str], lexicon: NumberLexicon) -> int | Fraction | None:
    """The number that lower-cased words spell ("two", "and", "a", "half", "million"), null where they spell none ("two", "three")."""
    total: int | Fraction = 0
    current: int | Fraction = 0
    unit, is_open = 1, False
    for position, word in enumerate(words):
        if word[0].isdigit():
            if is_open:
                return None
            figure = word.replace(",", "")
            current, is_open = int(figure) if figure.isdigit() else Fraction(figure), True
        elif word in lexicon.cardinals:
            step = lexicon.cardinals[word]
            if not _may_follow(current, step, is_open=is_open):
                return None
            current, is_open = current + step, True
        elif word in lexicon.magnitudes:
            unit = lexicon.magnitudes[word]
            current = (current if is_open else 1) * unit
            is_open = True
            if unit >= 1000:
                total, current, is_open = total + current, 0, position + 1 < len(words) and words[position + 1] in lexicon.magnitudes
                if is_open:
                    total, current = 0, total
        elif word == lexicon.half:
            current, is_open = current + Fraction(unit, 2), True
    return total + current


def _may_follow(current: int | Fraction, step: int, *, is_open: bool) -> bool:
    """Whether a number word may add to what stands before it: "twenty" + "five", "hundred" + "thirty", not "two" + "three"."""
    if not is_open:
        return True
    if current and current % 100 == 0:
        return True
    return 20 <= current % 100 <= 90 and current % 10 == 0 and 0 < step < 10


class NumberEngine:
    """Finds quantities in texts. Dates, durations, ages, money, percentages, ordinals, measures and labels ("Article 5") are none."""

    def __init__(self, lexicon: NumberLexicon) -> None:
        self._lexicon = lexicon
        self._after = {word for words in lexicon.not_counted.after for word in words}
        self._before = {word for words in lexicon.not_counted.before for word in words}
        self._fillers = {"-", *lexicon.joiners, *lexicon.one_words} - lexicon.cardinals.keys()
        self._qualifiers: dict[str, QualifierWords] = {}
        self._vague: dict[str, VagueWords] = {}
        self._grammar = self._compile(lexicon)

    def find_quantities(self, text: str, words: Sequence[Word] = ()) -> list[Quantity]:
        """All quantities of a text, in order.

        In:     any text, of any case. words: of the text (`split_words`), where they are at hand.
        Out:    low <= best <= high; high is null where the words leave the top open. "nearly 3,000" is 2,700 to 3,000, "about 200"
                180 to 220, "more than 200" 200 and up, "up to 20" 1 to 20; the shares stand in the lexicon.
        Limits: "a" and "an" are left to the reader of the noun phrase.
        """
        words = words or split_words(text)
        found = []
        for match in self._grammar.find(words):
            quantity = self._read(text, words, match)
            if quantity is not None:
                found.append(quantity)
        return found

    def _compile(self, lexicon: NumberLexicon) -> PhraseGrammar:
        phrases = {"NUMERAL": _spell_numeral(lexicon), "FILLER": _any_of(lexicon.fillers), "LINK": _any_of(lexicon.range_links)}
        rules = [PhraseRule("plain", "NUMERAL")]
        for letter, qualifier in zip("ABCDEFGH", lexicon.qualifiers, strict=False):
            if qualifier.before:
                phrases[f"BEFORE_{letter}"] = _any_of(qualifier.before)
                rules.append(PhraseRule(f"Q{letter}", f"BEFORE_{letter} FILLER? NUMERAL"))
            if qualifier.after:
                phrases[f"AFTER_{letter}"] = _any_of(qualifier.after)
                rules.append(PhraseRule(f"Q{letter}", f"NUMERAL AFTER_{letter}"))
            self._qualifiers[f"Q{letter}"] = qualifier
        widened = " | ".join(name for name in phrases if name.startswith("BEFORE_"))
        phrases["WIDENED"] = f"({widened})"
        for letter, vague in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", lexicon.vague, strict=False):
            phrases[f"VAGUE_{letter}"] = _any_of(vague.words)
            rules.append(PhraseRule(f"V{letter}", f"WIDENED? VAGUE_{letter}"))
            self._vague[f"V{letter}"] = vague
        for opening, link in lexicon.range_opens.items():
            rules.append(PhraseRule("range", f"{opening} NUMERAL {link} NUMERAL2"))
        rules.append(PhraseRule("range", "NUMERAL LINK NUMERAL2"))
        rules.append(PhraseRule("none", _any_of(lexicon.none_words), not_before=(".",)))
        classes = {
            "FIGURE": [str(number) for number in range(2101)],
            "CARDINAL": list(lexicon.cardinals),
            "MAGNITUDE": list(lexicon.magnitudes),
            "HEAD": [max(phrase.split(), key=len) for vague in lexicon.vague for phrase in vague.words]
            + [w.split()[0] for w in lexicon.none_words],
        }
        return PhraseGrammar(classes, phrases, rules, cores=("FIGURE", "DECIMAL", "CARDINAL", "MAGNITUDE", "HEAD"))

    def _read(self, text: str, words: Sequence[Word], match: PhraseMatch) -> Quantity | None:
        name = match.rule.name
        start, end = words[match.first].start, words[match.last - 1].end
        if name == "none":
            return Quantity(start, end, text[start:end], 0, 0, 0, "exact")
        if self._is_no_count(words, match, name):
            return None
        if name in self._vague:
            vague = self._vague[name]
            return Quantity(start, end, text[start:end], vague.low, vague.best, vague.high, "vague")
        slots = [match.slots[slot] for slot in ("NUMERAL", "NUMERAL2") if slot in match.slots]
        spelled = [figure for slot in slots if (figure := self._figure(words, slot)) is not None]
        if not spelled or len(spelled) < len(slots):
            return None
        figures = self._scale_range(words, match, spelled)
        if len(figures) > 1 and figures[-1] > _WIDEST_RANGE * figures[0]:
            return None
        low, best, high, qualifier = self._bounds(name, figures)
        return None if low > best else Quantity(start, end, text[start:end], low, best, high, qualifier)

    def _bounds(self, name: str, figures: list[int]) -> tuple[int, int, int | None, str]:
        first, last = figures[0], figures[-1]
        if name == "range":
            return first, (first + last) // 2, last, "between"
        if name in self._qualifiers:
            rule = self._qualifiers[name]
            low = min(rule.low_figure, first) if rule.low_figure is not None else math.floor(first * Fraction(str(rule.low)))
            return low, first, None if rule.high is None else math.ceil(first * Fraction(str(rule.high))), rule.qualifier
        return first, first, first, "exact"

    def _scale_range(self, words: Sequence[Word], match: PhraseMatch, figures: list[int]) -> list[int]:
        """Let the first number of a range share the magnitude of the last: "five to six thousand"."""
        if len(figures) == 2:
            magnitude = self._lexicon.magnitudes.get(words[match.slots["NUMERAL2"][1] - 1].lower)
            if magnitude is not None and figures[0] * magnitude < figures[1]:
                return [figures[0] * magnitude, figures[1]]
        return figures

    def _figure(self, words: Sequence[Word], span: tuple[int, int]) -> int | None:
        number = read_numeral([word.lower for word in words[slice(*span)] if word.lower not in self._fillers], self._lexicon)
        if number is None or number.denominator != 1 or number > _GREATEST:
            return None
        return int(number)

    def _is_no_count(self, words: Sequence[Word], match: PhraseMatch, name: str) -> bool:
        """Money, measures, times, labels, years and parts of codes: numbers that count nothing."""
        after = _neighbour(words, match.last, 1)
        before = _neighbour(words, match.first, -1)
        following = after
        if after is not None and after.text == "-":
            if name in self._vague:
                return False
            following = _neighbour(words, match.last + 1, 1)
        if following is not None and (following.lower in self._after or "=" + following.text in self._after):
            return True
        if name in self._vague:
            return False
        if name == "range" and _is_telephone(words[match.first : match.last]):
            return True
        if self._is_address(words, match.last):
            return True
        if before is not None and (before.lower in self._before or "=" + before.text in self._before):
            return True
        return _is_glued(words, match) or self._is_year(words, match, before, after)

    def _is_address(self, words: Sequence[Word], position: int) -> bool:
        """ "221 Market Street": a name and a word for a street follow the figure."""
        follower, street = _neighbour(words, position, 1), _neighbour(words, position + 1, 1)
        is_named = follower is not None and street is not None and follower.text.istitle() and street.text.istitle()
        return is_named and street is not None and street.lower in self._lexicon.streets

    def _is_year(self, words: Sequence[Word], match: PhraseMatch, before: Word | None, after: Word | None) -> bool:
        first, last = match.slots.get("NUMERAL", (match.first, match.last))
        word = words[first]
        if last - first != 1 or not word.text.isdigit() or len(word.text) != 4 or int(word.text) not in _YEARS:
            return False
        if before is not None and before.lower in self._lexicon.year_before:
            return True
        return after is None or not (after.lower in self._lexicon.counted_nouns or (after.text.islower() and after.text.endswith("s")))


def _neighbour(words: Sequence[Word], position: int, step: int) -> Word | None:
    place = position if step > 0 else position - 1
    return words[place] if 0 <= place < len(words) else None


def _is_glued(words: Sequence[Word], match: PhraseMatch) -> bool:
    """Part of a code, a score, a clock time, a fraction: a sign or letter stands against the figure without a space."""
    first, last = match.first, match.last
    if (
        first
        and words[first - 1].end == words[first].start
        and (words[first - 1].text in {"-", "/", ":", "."} or words[first - 1].text.isalpha())
    ):
        return True
    if last < len(words) and words[last].start == words[last - 1].end:
        sign = words[last]
        follower = words[last + 1] if last + 1 < len(words) else None
        if sign.text.isalpha():
            return True
        if sign.text in {"/", ":", "-", "."} and follower is not None and follower.start == sign.end and follower.text[0].isdigit():
            return True
    return False


def _is_telephone(words: Sequence[Word]) -> bool:
    """ "555-1234": figures of three and of four digits, tied by a hyphen."""
    return len(words) == 3 and words[1].text == "-" and len(words[0].text) == 3 and len(words[2].text) == 4 and words[2].text.isdigit()


def _any_of(phrases: Sequence[str]) -> str:
    """A group of alternatives, longest first, so that "a few dozen" is tried before "a few"."""
    return "(" + " | ".join(sorted(phrases, key=lambda phrase: (-len(phrase.split()), phrase))) + ")"


def _spell_numeral(lexicon: NumberLexicon) -> str:
    spelled: Mapping[str, str] = {"one_word": _any_of(lexicon.one_words), "joiner": _any_of(lexicon.joiners), "half": lexicon.half}
    pattern = _NUMERAL
    for name, words in spelled.items():
        pattern = pattern.replace(name, words)
    return pattern
