"""Dictionary forms of English words, and all forms of a dictionary form, by lemminflect."""

from functools import lru_cache

from lemminflect import getAllInflections, getAllLemmasOOV, getLemma

_CLASSES = {"VERB": "VERB", "AUX": "AUX", "NOUN": "NOUN", "PROPN": "NOUN", "ADJ": "ADJ", "ADV": "ADV"}
# lemminflect gives these forms to rarer words; in news they are forms of the commoner verb or noun.
_PREFERRED = {
    ("left", "VERB"): "leave", ("leaves", "VERB"): "leave", ("found", "VERB"): "find", ("wounded", "VERB"): "wound",
    ("wound", "VERB"): "wound", ("shelled", "VERB"): "shell", ("saw", "VERB"): "see", ("bound", "VERB"): "bind",
    ("felt", "VERB"): "feel", ("lay", "VERB"): "lay", ("fell", "VERB"): "fall", ("ground", "VERB"): "ground",
    ("stove", "VERB"): "stave", ("forces", "NOUN"): "force", ("troops", "NOUN"): "troop", ("people", "NOUN"): "people",
    ("media", "NOUN"): "media", ("police", "NOUN"): "police", ("arms", "NOUN"): "arms", ("spoke", "VERB"): "speak",
    ("rose", "VERB"): "rise", ("shot", "VERB"): "shoot", ("rocketed", "VERB"): "rocket", ("better", "VERB"): "better",
    ("freed", "VERB"): "free", ("banned", "VERB"): "ban", ("barred", "VERB"): "bar", ("bombed", "VERB"): "bomb",
}  # fmt: skip


@lru_cache(maxsize=200_000)
def lemma_of(word: str, pos: str) -> str:
    """Dictionary form of one lower-case word read as a Universal part of speech; the word itself where there is none."""
    preferred = _PREFERRED.get((word, "VERB" if pos == "AUX" else _CLASSES.get(pos, "")))
    if preferred:
        return preferred
    word_class = _CLASSES.get(pos)
    if word_class is None or not word.isascii() or not word.isalpha():
        return word
    found = getLemma(word, upos=word_class, lemmatize_oov=False)
    if not found and pos in ("NOUN", "PROPN", "VERB"):
        guesses = getAllLemmasOOV(word, upos=word_class).get(word_class, ())
        return guesses[0] if guesses else word
    return found[0] if found else word


@lru_cache(maxsize=50_000)
def forms_of(lemma: str, word_class: str) -> frozenset[str]:
    """All written forms of a dictionary form as VERB or NOUN, itself included; regular ones where the dictionary has none."""
    tags = getAllInflections(lemma, upos=word_class)
    forms = {lemma, *(form for variants in tags.values() for form in variants)}
    if not tags and word_class == "NOUN":
        forms |= {lemma + "s", lemma + "es"}
    if not tags and word_class == "VERB":
        stem = lemma[:-1] if lemma.endswith("e") else lemma
        forms |= {lemma + "s", stem + "ed", stem + "ing"}
    return frozenset(form.lower() for form in forms)
