"""Code a text ad hoc and explain what comes of it: what `show --text` prints, for whoever writes a rule or doubts a row."""

import datetime as dt
from collections.abc import Iterator
from functools import cache
from typing import Any

import polars as pl
from rich.console import Console

from flows.code_mentions import learn_article_priors, outlet_of
from flows.explain import Line, confidence_in_words, explain_mention, relation_lines, setting_in_words
from flows.lexicon_files import find_written_rule, read_model
from flows.resources import DATA, LANGUAGE, load_resources
from flows.show import print_lines, print_marked
from flows.show_grounds import grounds_of
from schemas.annotations import CodedMention, CodedText, Sentence
from schemas.lexicons.confidence import ConfidenceWeights
from schemas.mentions import Mention
from transforms.mentions.article import CoderTools
from transforms.mentions.coder import code_text
from transforms.mentions.frames import count_rows, mention_row, participant_rows
from transforms.mentions.parse import parse_sentences
from transforms.mentions.source_priors import Prior


def show_text(text: str, published: dt.date | None, console: Console) -> None:
    """Print every mention of a text, explained; for a sentence without any, the rules whose words stand in it."""
    tools = load_resources().coder_tools
    coded = code_text(text, published, tools)
    for mention in coded.mentions:
        row = _full_row(mention)
        participants, counts = participant_rows(mention), count_rows(mention)
        written = find_written_rule(mention.rule_id)
        grounds = grounds_of(mention, coded, text, published, tools)
        print_lines(explain_mention(row, participants, counts, written, _confidence_in_words(mention), grounds), console)
        print_lines(relation_lines(_relation_rows(mention)), console)
        print_marked(text, row, participants, counts, console)
        console.print()
    for start, end in _empty_sentences(coded):
        print_lines([("no mention in", text[start:end]), *_why_nothing(text, start, end, tools)], console)


def explain_again(mention: dict[str, Any], text: str, prior: Prior | None = None) -> Iterator[Line]:
    """What the program of today makes of a mention of the lake: values that have changed, and the grounds of place, date and figures.

    prior: where its source is at home; see `prior_of`.
    """
    tools, published = load_resources().coder_tools, mention["published_date"]
    coded = code_text(text, published, tools, prior)
    again = [m for m in coded.mentions if m.trigger_start_char == mention["trigger_start_char"] and m.event_type == mention["event_type"]]
    if not again:
        there = [m for m in coded.mentions if m.sentence_start_char == mention["sentence_start_char"]]
        read = ", ".join(f"{m.event_type} at '{m.trigger_text}' by {m.rule_id}" for m in there)
        yield "coded again", f"this program reads no {mention['event_type']} there; in the sentence it reads {read or 'nothing'}"
        return
    row = _full_row(again[0])
    kept = ("mention_id", "article_id", "published_date", "coder_version", "ontology_version", "run_id")
    changed = [f"{name} {mention[name]!r} -> {row[name]!r}" for name in row if name not in kept and row[name] != mention[name]]
    yield "coded again", "; ".join(changed) or "the same values"
    yield from setting_in_words(row, count_rows(again[0]), grounds_of(again[0], coded, text, published, tools, prior))
    yield "confidence", _confidence_in_words(again[0])


def prior_of(article: dict[str, Any], batch: pl.DataFrame) -> Prior | None:
    """Where the outlet of an article is at home, as the articles say that were coded with it."""
    outlet = outlet_of(article["url"], article["publisher"])
    return learn_article_priors(batch, load_resources().coder_tools.places).get(outlet or "")


def words_of(sentence: Sentence) -> str:
    """A sentence as parsed: each word with its lemma, where it differs, part of speech and relation."""
    told = (
        f"{token.text}{'' if token.lemma == token.lower else '=' + token.lemma}/{token.pos}/{token.dep}"
        for token in sentence.tokens
        if token.pos != "PUNCT"
    )
    return " ".join(told)


def _full_row(mention: CodedMention) -> dict[str, Any]:
    return dict.fromkeys(Mention.column_names()) | mention_row(mention)


def _relation_rows(mention: CodedMention) -> Iterator[dict[str, Any]]:
    for told in mention.relations:
        other = told.other.trigger_text
        yield {"relation": told.relation, "is_inverse": False, "other_text": other, "cue_text": told.cue_text, "rule_id": told.rule_id}


@cache
def _weights() -> ConfidenceWeights:
    return read_model(DATA / "lexicons" / LANGUAGE / "confidence.yaml", ConfidenceWeights)


def _confidence_in_words(mention: CodedMention) -> str:
    return confidence_in_words(mention.confidence, mention.evidence, _weights())


def _empty_sentences(coded: CodedText) -> list[tuple[int, int]]:
    told = {mention.sentence_start_char for mention in coded.mentions}
    return [(start, end) for start, end in coded.sentences if start not in told]


def _why_nothing(text: str, start: int, end: int, tools: CoderTools) -> Iterator[Line]:
    """Rules whose words stand in a sentence that gave no mention, and the sentence as parsed."""
    for sentence in parse_sentences(tools.parser, text, [(0, start, end)]):
        triggers = tools.triggers.find(sentence)
        for rule_id, head in dict.fromkeys((trigger.pattern.rule.id, trigger.head) for trigger in triggers):
            yield "  words of", f"{rule_id} at '{sentence.tokens[head].text}', but what the rule asks does not hold"
        if not triggers:
            yield "  words of", "no rule"
        yield "  parsed as", words_of(sentence)
