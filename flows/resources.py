"""Everything that is read from data/ once a process: ontology, lexicons, gazetteer, parser, and the versions that rows carry."""

import atexit
import gc
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path

import spacy

from flows.gazetteer import GAZETTEER_FILES, gazetteer_folder, read_gazetteer
from flows.lexicon_files import read_model, read_rows, read_rules, read_yaml
from flows.opinion import read_second_opinion
from schemas.codes import Ontology
from schemas.errors import InvalidLexicon
from schemas.lexicons.actors import ACTOR_FILES, parse_actor_lexicons
from schemas.lexicons.confidence import ConfidenceWeights
from schemas.lexicons.dates import DateLexicon
from schemas.lexicons.echoes import EchoLexicon
from schemas.lexicons.kin import KinWords
from schemas.lexicons.numbers import CountLexicon, NumberLexicon
from schemas.lexicons.places import PlaceLexicon
from schemas.lexicons.relations import RelationLexicon
from schemas.lexicons.rules import CueWords, Instruments, NotEvents, ReportingWords, SupportVerbs
from schemas.lexicons.set_apart import SetApartWords
from transforms.events.kin import KinLexicon
from transforms.mentions.actors import ActorEngine, ActorLexicon
from transforms.mentions.article import CoderTools
from transforms.mentions.cues import Cues
from transforms.mentions.dates import DateEngine
from transforms.mentions.echo_words import EchoWords
from transforms.mentions.gate import SentenceGate
from transforms.mentions.gazetteer import Gazetteer, name_key
from transforms.mentions.numbers import NumberEngine
from transforms.mentions.places import PlaceEngine
from transforms.mentions.relation_cues import RelationWords
from transforms.mentions.toll_statements import gate_patterns_of_tolls
from transforms.mentions.triggers import TriggerLexicon
from transforms.ontology import build_ontology

DATA = Path(__file__).resolve().parents[1] / "data"
LANGUAGE = "en"
LONG_LISTS = {"people": "names", "groups": "names", "organizations": "names", "agents": "agents"}
LARGE_TOWN = 100_000


@dataclass(frozen=True, slots=True)
class Versions:
    """What made a row: the program, and hashes (12 hex digits) of the lexicon, gazetteer and parser files."""

    eventwire: str
    ontology: str
    lexicon: str
    gazetteer: str
    model: str

    @property
    def coder(self) -> str:
        return f"{self.eventwire}+lexicon.{self.lexicon}.model.{self.model}.gazetteer.{self.gazetteer}"


@dataclass(frozen=True, slots=True)
class Resources:
    """The reference data of one process."""

    coder_tools: CoderTools
    ontology: Ontology
    versions: Versions


def hash_of_files(paths: Iterable[Path], root: Path) -> str:
    """12 hex digits over names and bytes of files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def hash_of_gazetteer(folder: Path, data: Path) -> str:
    """Hash of the shipped gazetteer with what it is made from, or of the files of another one, wherever it lies."""
    if folder == data / "gazetteer":
        return hash_of_files([path for path in _files(folder) if path.suffix != ".md"], data)
    return hash_of_files([folder / name for name in GAZETTEER_FILES], folder)


def _opinion_files(data: Path) -> list[Path]:
    paths = (data / "model" / "second_opinion" / name for name in ("policy.yaml", "weights.npz"))
    return [path for path in paths if path.is_file()]


def read_versions(data: Path = DATA) -> Versions:
    """Versions of program and data, without loading the data. Fails: InvalidSettings."""
    return _read_versions(data, gazetteer_folder(data / "gazetteer"))


@lru_cache(maxsize=1)
def _read_versions(data: Path, gazetteer: Path) -> Versions:
    return Versions(
        eventwire=metadata.version("eventwire"),
        ontology=str(read_yaml(data / "ontology" / "ontology.yaml")["version"]),
        lexicon=hash_of_files(_files(data / "lexicons"), data),
        gazetteer=hash_of_gazetteer(gazetteer, data),
        model=hash_of_files([*_files(data / "model" / "parser"), *_opinion_files(data)], data),
    )


def read_ontology(data: Path = DATA) -> Ontology:
    return build_ontology(read_yaml(data / "ontology" / "ontology.yaml"))


class WordClasses(dict[str, frozenset[str]]):
    """Word lists of classes.yaml by name; one that the coder asks for and the file has not is an error that says so."""

    def __missing__(self, name: str) -> frozenset[str]:
        raise InvalidLexicon(f"classes.yaml: has no class {name!r}, which the coder asks for; add it with its words")


def read_classes(path: Path) -> WordClasses:
    return WordClasses({name: frozenset(words) for name, words in read_yaml(path).items()})


def towns_for_actors(gazetteer: Gazetteer, lexicon: PlaceLexicon) -> dict[str, str]:
    """Names of large towns that tell their country ("Aleppo residents" -> SYR), without those that are also persons' names or words."""
    no_towns = lexicon.common_words | lexicon.surnames | lexicon.first_names
    towns = gazetteer.towns_of_one_country(LARGE_TOWN).items()
    return {name: code for name, code in towns if name_key(name) not in no_towns and name_key(name).split()[0] not in lexicon.first_names}


def read_abbreviations(path: Path) -> frozenset[str]:
    """Abbreviations of all groups of a file."""
    return frozenset(word for group in read_yaml(path).values() for word in group)


def _read_tools(data: Path, gazetteer_path: Path, ontology: Ontology) -> CoderTools:
    words = data / "lexicons" / LANGUAGE
    classes = read_classes(words / "classes.yaml")
    counts = CountLexicon.from_rows(read_yaml(words / "counts.yaml"))
    classes["person"] |= counts.persons
    rules = read_rules(words / "rules", ontology, classes)
    triggers = TriggerLexicon(rules, read_model(words / "not_events.yaml", NotEvents), classes["time"])
    paths = {name: words / f"{name}.yaml" for name in ACTOR_FILES}
    actor_rows = {name: read_rows(path, LONG_LISTS[name]) if name in LONG_LISTS else read_yaml(path) for name, path in paths.items()}
    gazetteer = read_gazetteer(gazetteer_path)
    place_words = PlaceLexicon.build(read_yaml(words / "places.yaml"), actor_rows["countries"])
    towns = towns_for_actors(gazetteer, place_words)
    numerals = NumberLexicon.from_rows(read_yaml(words / "numerals.yaml"))
    return CoderTools(
        ontology=ontology,
        triggers=triggers,
        gate=SentenceGate([*triggers.gate_patterns(), *gate_patterns_of_tolls(counts.toll_statements)]),
        classes=classes,
        support=read_model(words / "support_verbs.yaml", SupportVerbs),
        instruments=read_instruments(words / "instruments.yaml", ontology),
        reporting=read_model(words / "reporting.yaml", ReportingWords),
        cues=Cues(read_model(words / "factuality.yaml", CueWords)),
        abbreviations=read_abbreviations(words / "abbreviations.yaml"),
        actors=ActorEngine(ActorLexicon.build(parse_actor_lexicons(actor_rows), places=towns)),
        places=PlaceEngine(gazetteer, place_words),
        dates=DateEngine(DateLexicon.from_rows(read_yaml(words / "dates.yaml"), numerals)),
        numbers=NumberEngine(numerals),
        counts=counts,
        apart=read_model(words / "set_apart.yaml", SetApartWords),
        confidence=read_model(words / "confidence.yaml", ConfidenceWeights),
        echoes=EchoWords(read_model(words / "echoes.yaml", EchoLexicon)),
        relations=RelationWords(read_model(words / "relations.yaml", RelationLexicon)),
        parser=read_parser(data / "model" / "parser"),
        second_opinion=read_second_opinion(data / "model" / "second_opinion", triggers.rules),
    )


def read_instruments(path: Path, ontology: Ontology) -> Instruments:
    """Fails with InvalidLexicon for a mode or a CAMEO code that ASSAULT does not have."""
    instruments = read_model(path, Instruments)
    for mode, means in instruments.modes.items():
        if mode not in ontology.event_types["ASSAULT"].modes:
            raise InvalidLexicon(f"{path}: modes.{mode}: is no mode of ASSAULT; take one of data/ontology/ontology.yaml")
        if means.cameo is not None and means.cameo not in ontology.cameo:
            raise InvalidLexicon(f"{path}: modes.{mode}: {means.cameo!r} is no CAMEO code; take one of data/ontology/ontology.yaml")
    return instruments


@lru_cache(maxsize=1)
def read_kin(data: Path = DATA) -> KinLexicon:
    """Read the words for one and the same act, once a process. Fails: InvalidLexicon."""
    return KinLexicon(read_model(data / "lexicons" / LANGUAGE / "kin.yaml", KinWords))


def read_parser(folder: Path) -> spacy.language.Language:
    """Load the shipped parser; fails with InvalidLexicon if it is missing."""
    if not folder.is_dir():
        raise InvalidLexicon(f"{folder} is missing; restore it from the repository or train it with: make parser UD=FOLDER")
    return spacy.load(folder)


def load_resources(data: Path = DATA) -> Resources:
    """Read all reference data, once a process. Fails: InvalidLexicon, InvalidSettings."""
    return _load_resources(data, gazetteer_folder(data / "gazetteer"))


@lru_cache(maxsize=1)
def _load_resources(data: Path, gazetteer: Path) -> Resources:
    ontology = read_ontology(data)
    gc.disable()  # all of it stays: to look for garbage meanwhile takes longer than the reading
    try:
        tools = _read_tools(data, gazetteer, ontology)
    finally:
        gc.enable()
        gc.freeze()
        atexit.register(gc.unfreeze)
    return Resources(coder_tools=tools, ontology=ontology, versions=_read_versions(data, gazetteer))
