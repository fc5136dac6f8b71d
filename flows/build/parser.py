"""Train the dependency parser that data/model ships, from Universal Dependencies treebanks and made-up newswire.

    python -m flows.build.parser --ud UD_FOLDER        (or: make parser UD=UD_FOLDER)

UD_FOLDER holds ewt_all.conllu.gz, gum_ccby_train.conllu.gz and gum_ccby_dev.conllu.gz. The treebanks are read, never
copied: only the trained weights and the model card enter the project. Two stages: the treebanks alone (twenty minutes on one
core), then the treebanks with the sentences of newswire_trees.py (ten minutes); the weights of both stages are blended.
"""

import argparse
import gzip
import json
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import cast

import spacy
from spacy.cli.train import train
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, DocBin
from spacy.training import Corpus, Example
from spacy.vocab import Vocab

from flows.build.newswire_trees import make_sentences

CONFIG = Path(__file__).with_suffix(".cfg")
NEWSWIRE_CONFIG = Path(__file__).with_name("parser_newswire.cfg")
SEED = 20241130
NEWSWIRE_SENTENCES = 9_000
NEWSWIRE_SHARE = 0.7  # of the second stage in the blended weights
Word = dict[str, str | int | bool]


def read_conllu(path: Path) -> Iterator[list[Word]]:
    """Yield one list of words per sentence; a multiword token's words have no space between them.

    Empty nodes (8.1) are left out. The range line of a multiword token ("Syria's") gives only the space after its last word.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        sentence: list[Word] = []
        range_end, range_space = 0, True
        for line in lines:
            if not line.strip():
                if sentence:
                    yield sentence
                sentence, range_end = [], 0
                continue
            if line.startswith("#"):
                continue
            number, form, _, upos, _, feats, head, deprel, _, misc = line.rstrip("\n").split("\t")
            space = "SpaceAfter=No" not in misc
            if "-" in number:
                range_end, range_space = int(number.split("-")[1]), space
                continue
            if "." in number:
                continue
            if int(number) < range_end:
                space = False
            elif int(number) == range_end:
                space = range_space
            sentence.append({"form": form, "upos": upos, "feats": feats, "head": int(head), "deprel": deprel, "space": space})
        if sentence:
            yield sentence


def to_doc(vocab: Vocab, sentences: list[list[Word]]) -> Doc:
    """Put sentences one behind the other into one Doc with heads, labels, tags and sentence starts."""
    words: list[Word] = []
    heads: list[int] = []
    starts: list[bool | int | None] = []
    for sentence in sentences:
        offset = len(words)
        for index, word in enumerate(sentence):
            head = int(word["head"])
            heads.append(offset + (head - 1 if head else index))
            starts.append(index == 0)
        words.extend(sentence)
    return Doc(
        vocab,
        words=[str(w["form"]) for w in words],
        spaces=[bool(w["space"]) for w in words],
        pos=[str(w["upos"]) for w in words],
        morphs=[str(w["feats"]) if w["feats"] != "_" else "" for w in words],
        heads=heads,
        deps=["ROOT" if w["head"] == 0 else str(w["deprel"]) for w in words],
        sent_starts=starts,
    )


def write_corpus(sentences: list[list[Word]], target: Path, group_sizes: list[int], shuffle: bool) -> None:
    """Convert sentences to one DocBin. The program parses sentence by sentence, so most Docs hold one."""
    if shuffle:
        sentences = list(sentences)
        random.Random(SEED).shuffle(sentences)  # noqa: S311  the order of training, not a secret
    vocab, docs, position, sizes = Vocab(), DocBin(), 0, cycle(group_sizes)
    while position < len(sentences):
        size = next(sizes)
        docs.add(to_doc(vocab, sentences[position : position + size]))
        position += size
    docs.to_disk(target)


def train_first(treebanks: list[list[Word]], scratch: Path, steps: int) -> Path:
    """Train on the treebanks alone; return the best model by development score."""
    write_corpus(treebanks, scratch / "train.spacy", [1, 1, 1, 2], True)
    paths = {"paths.train": str(scratch / "train.spacy"), "paths.dev": str(scratch / "dev.spacy")}
    train(CONFIG, scratch / "first", overrides=paths | {"training.max_steps": steps})
    return scratch / "first" / "model-best"


def train_newswire(treebanks: list[list[Word]], first: Path, scratch: Path) -> Path:
    """Go on from the first stage on the treebanks and made-up newswire; return the last model (the development set is no newswire)."""
    write_corpus([*treebanks, *make_sentences(NEWSWIRE_SENTENCES)], scratch / "newswire.spacy", [1], True)
    paths = {"paths.base": str(first), "paths.train": str(scratch / "newswire.spacy"), "paths.dev": str(scratch / "dev.spacy")}
    train(NEWSWIRE_CONFIG, scratch / "second", overrides=paths)
    return scratch / "second" / "model-last"


def blend(first: Path, second: Path, share: float) -> Language:
    """Mix the weights of two stages of one model: share of the second, the rest of the first. Keeps what the first knew of other text."""
    nlp, other = spacy.load(first), spacy.load(second)
    for name in nlp.pipe_names:
        pipes = cast(TrainablePipe, nlp.get_pipe(name)), cast(TrainablePipe, other.get_pipe(name))
        for mine, theirs in zip(*(pipe.model.walk() for pipe in pipes), strict=True):
            for weight in mine.param_names:
                if mine.has_param(weight):
                    mine.set_param(weight, (1 - share) * mine.get_param(weight) + share * theirs.get_param(weight))
    return nlp


def measure(nlp: Language, dev: Path) -> dict[str, float]:
    """Score a model on a DocBin (given sentence bounds, raw text tokenised by the model) and time it in words per second of one core."""
    examples: list[Example] = list(Corpus(dev)(nlp))
    scores = nlp.evaluate(examples)
    texts = [example.reference.text for example in examples] * 4
    started = time.process_time()
    words = sum(len(doc) for doc in nlp.pipe(texts, batch_size=256))
    seconds = time.process_time() - started
    figures = {key: round(float(scores[key]), 4) for key in ("token_f", "pos_acc", "morph_acc", "dep_uas", "dep_las")}
    return figures | {"words_per_cpu_second": round(words / seconds)}


def publish(nlp: Language, out: Path, figures: dict[str, float]) -> None:
    """Put a trained model in its place with its card's facts, and without the paths of the machine that trained it."""
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])
    nlp.meta.update(
        name="eventwire", version="0.2.0", license="CC BY-SA 4.0", author="The Eventwire authors",
        description="Universal Dependencies parser for English news, trained on EWT, the CC BY genres of GUM and made-up newswire.",
        performance=figures,
    )  # fmt: skip
    shutil.rmtree(out, ignore_errors=True)
    nlp.to_disk(out)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--ud", type=Path, required=True, help="folder with the treebanks")
    arguments.add_argument("--out", type=Path, default=Path("data/model/parser"), help="where the model goes")
    arguments.add_argument(
        "--steps", type=int, default=5_000, help="steps of the first stage; its learning rate falls as if there were 11,000"
    )
    arguments.add_argument("--first", type=Path, help="a model of the first stage, to train the second alone")
    options = arguments.parse_args()
    treebanks = [s for name in ("ewt_all.conllu.gz", "gum_ccby_train.conllu.gz") for s in read_conllu(options.ud / name)]
    held_back = list(read_conllu(options.ud / "gum_ccby_dev.conllu.gz"))
    print(f"training on {len(treebanks)} sentences and {NEWSWIRE_SENTENCES} made up, scoring on {len(held_back)}", flush=True)
    with tempfile.TemporaryDirectory() as scratch_name:
        scratch = Path(scratch_name)
        write_corpus(held_back, scratch / "dev.spacy", [1], False)
        first = options.first or train_first(treebanks, scratch, options.steps)
        nlp = blend(first, train_newswire(treebanks, first, scratch), NEWSWIRE_SHARE)
        figures = measure(nlp, scratch / "dev.spacy")
        publish(nlp, options.out, figures)
    sizes = {"train_sentences": len(treebanks), "newswire_sentences": NEWSWIRE_SENTENCES, "dev_sentences": len(held_back)}
    (options.out.parent / "scores.json").write_text(json.dumps(figures | sizes, indent=1) + "\n")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
