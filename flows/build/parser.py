"""Train the dependency parser that data/model ships, from Universal Dependencies treebanks.

    python -m flows.build.parser --ud UD_FOLDER        (or: make parser UD=UD_FOLDER)

UD_FOLDER holds ewt_all.conllu.gz, gum_ccby_train.conllu.gz and gum_ccby_dev.conllu.gz. The treebanks are read, never
copied: only the trained weights and the model card enter the project. About twenty minutes on one core.
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

import spacy
from spacy.cli.train import train
from spacy.tokens import Doc, DocBin
from spacy.training import Corpus, Example
from spacy.vocab import Vocab

CONFIG = Path(__file__).with_suffix(".cfg")
SEED = 20241130
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
    starts: list[bool] = []
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


def write_corpus(sources: list[Path], target: Path, group_sizes: list[int], shuffle: bool) -> int:
    """Convert treebanks to one DocBin; return the number of sentences. The program parses sentence by sentence, so most Docs hold one."""
    sentences = [sentence for source in sources for sentence in read_conllu(source)]
    if shuffle:
        random.Random(SEED).shuffle(sentences)  # noqa: S311  the order of training, not a secret
    vocab, docs, position, sizes = Vocab(), DocBin(), 0, cycle(group_sizes)
    while position < len(sentences):
        size = next(sizes)
        docs.add(to_doc(vocab, sentences[position : position + size]))
        position += size
    docs.to_disk(target)
    return len(sentences)


def measure(model: Path, dev: Path) -> dict[str, float]:
    """Score a model on a DocBin (given sentence bounds, raw text tokenised by the model) and time it in words per second of one core."""
    nlp = spacy.load(model)
    examples: list[Example] = list(Corpus(dev)(nlp))
    scores = nlp.evaluate(examples)
    texts = [example.reference.text for example in examples] * 4
    started = time.process_time()
    words = sum(len(doc) for doc in nlp.pipe(texts, batch_size=256))
    seconds = time.process_time() - started
    figures = {key: round(float(scores[key]), 4) for key in ("token_f", "pos_acc", "morph_acc", "dep_uas", "dep_las")}
    return figures | {"words_per_cpu_second": round(words / seconds)}


def publish(trained: Path, out: Path, figures: dict[str, float]) -> None:
    """Put a trained model in its place with its card's facts, and without the paths of the machine that trained it."""
    nlp = spacy.load(trained)
    nlp.config["paths"].update(train=None, dev=None)
    nlp.meta.update(
        name="eventwire", version="0.1.0", license="CC BY-SA 4.0", author="The Eventwire authors",
        description="Universal Dependencies parser for English news, trained on EWT and the CC BY genres of GUM.",
        performance=figures,
    )  # fmt: skip
    shutil.rmtree(out, ignore_errors=True)
    nlp.to_disk(out)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--ud", type=Path, required=True, help="folder with the treebanks")
    arguments.add_argument("--out", type=Path, default=Path("data/model/parser"), help="where the model goes")
    arguments.add_argument("--steps", type=int, default=5_000, help="training steps; the learning rate falls as if there were 11,000")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch_name:
        scratch = Path(scratch_name)
        n_train = write_corpus(
            [options.ud / "ewt_all.conllu.gz", options.ud / "gum_ccby_train.conllu.gz"], scratch / "train.spacy", [1, 1, 1, 2], True
        )
        n_dev = write_corpus([options.ud / "gum_ccby_dev.conllu.gz"], scratch / "dev.spacy", [1], False)
        print(f"training on {n_train} sentences, scoring on {n_dev}", flush=True)
        overrides = {
            "paths.train": str(scratch / "train.spacy"),
            "paths.dev": str(scratch / "dev.spacy"),
            "training.max_steps": options.steps,
        }
        train(CONFIG, scratch / "model", overrides=overrides)
        figures = measure(scratch / "model" / "model-best", scratch / "dev.spacy")
        publish(scratch / "model" / "model-best", options.out, figures)
    (options.out.parent / "scores.json").write_text(
        json.dumps(figures | {"train_sentences": n_train, "dev_sentences": n_dev}, indent=1) + "\n"
    )
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
