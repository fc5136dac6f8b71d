"""What data/ must hold: a damaged file stops the program at the door, and the message names the file and the cause."""

import shutil
from pathlib import Path

import pytest

from flows.gazetteer import read_gazetteer
from flows.lexicon_files import find_written_rule, read_model, read_rows, read_rules, read_yaml
from flows.resources import (
    DATA,
    hash_of_files,
    load_resources,
    read_classes,
    read_ontology,
    read_parser,
    read_versions,
)
from schemas.errors import InvalidLexicon
from schemas.lexicons.rules import CueWords, ReportingWords, SupportVerbs

WORDS = Path("lexicons") / "en"
RULE = """\
- id: assault.zap
  type: ASSAULT
  verbs: [zap]
  matches: ["Rebels zapped the port."]
  ignores: ["He zapped to the next channel."]
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of data/ in which the lexicons and the ontology may be damaged, with one rule; the large folders are links."""
    for folder in ("lexicons", "ontology"):
        shutil.copytree(DATA / folder, tmp_path / folder, ignore=shutil.ignore_patterns("rules"))
    rules = tmp_path / WORDS / "rules"
    rules.mkdir()
    (rules / "zap.yaml").write_text(RULE, encoding="utf-8")
    for folder in ("gazetteer", "model"):
        (tmp_path / folder).symlink_to(DATA / folder)
    return tmp_path


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder of rules with one good file."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "good.yaml").write_text(RULE.replace("zap", "zing"), encoding="utf-8")
    return folder


BROKEN_RULES = [
    pytest.param("- id: [zap\n", "is not valid YAML", id="broken YAML"),
    pytest.param("id: assault.zap\n", "holds no list of rules; begin each rule with", id="a mapping instead of a list"),
    pytest.param("- zap\n", "rule 1 is no block of keys; write", id="a word instead of a rule"),
    pytest.param(RULE.replace("ASSAULT", "PARTY"), "assault.zap: type: Input should be", id="unknown type"),
    pytest.param(RULE + "  actor: {sector: [XYZ]}\n", "assault.zap: actor: Value error, unknown sector XYZ", id="unknown sector"),
    pytest.param(RULE + "  actor: {kind: [ghost]}\n", "assault.zap: actor.kind.0: Input should be", id="unknown kind"),
    pytest.param(RULE + "  colour: red\n", "assault.zap: colour: Extra inputs are not permitted", id="unknown key"),
    pytest.param(RULE + "  cameo: ninety\n", "assault.zap: cameo: String should match", id="code that is no number"),
    pytest.param(RULE.replace("assault.zap", "Zap!"), "Zap!: id: String should match", id="id that is none"),
    pytest.param(RULE.replace("  verbs: [zap]\n", ""), "assault.zap: Value error, a rule needs verbs or nouns", id="no words"),
    pytest.param("- \n" + RULE, "rule 1 is empty", id="an empty row"),
    pytest.param("- [zap]\n", "rule 1 is no block of keys", id="a list instead of a rule"),
    pytest.param("7\n", "holds no list of rules", id="a number instead of a list"),
    pytest.param(RULE.replace("[zap]", '[""]'), "assault.zap: '' is no pattern", id="no word in a pattern"),
    pytest.param(RULE.replace("[zap]", '["(zap|) at"]'), "'(zap|) at' is no pattern", id="empty alternative"),
    pytest.param(RULE.replace("[zap]", '["(zap at"]'), "'(zap at' is no pattern", id="alternatives left open"),
    pytest.param(RULE.replace("Rebels zapped the port.", " "), "a sentence of matches or ignores is empty", id="empty sentence"),
    pytest.param(RULE.replace('"Rebels zapped the port."', "He said: go"), "assault.zap: matches.0: Input should be", id="colon"),
    pytest.param(
        RULE.replace('["Rebels zapped the port."]', "[]"), "assault.zap: matches: Tuple should have at least 1 item", id="nothing to match"
    ),
    pytest.param(
        RULE.replace('  ignores: ["He zapped to the next channel."]\n', ""), "assault.zap: ignores: Field required", id="nothing to ignore"
    ),
]


@pytest.mark.parametrize(("text", "cause"), BROKEN_RULES)
def test_broken_rule_names_file_and_cause(rules, text, cause) -> None:
    broken = rules / "zap.yaml"
    broken.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidLexicon) as caught:
        read_rules(rules, read_ontology(), {})
    assert str(broken) in str(caught.value)
    assert cause in str(caught.value)


UNFIT_RULES = [
    pytest.param(RULE + '  cameo: "999"\n', "unknown CAMEO code '999'", id="unknown CAMEO code"),
    pytest.param(RULE + '  cameo: "0874"\n', "CAMEO code 0874 stands for RETREAT, not ASSAULT", id="CAMEO code of another type"),
    pytest.param(RULE + "  mode: dance\n", "unknown mode 'dance' of ASSAULT", id="unknown mode"),
    pytest.param(RULE + "  contexts: [dance]\n", "unknown context 'dance'", id="unknown context"),
    pytest.param(RULE + "  object: {nouns: [$dance]}\n", "unknown class $dance; known are weapon", id="unknown class"),
    pytest.param(RULE + RULE, "rule assault.zap is there twice", id="id used twice in a file"),
    pytest.param(RULE.replace("zap", "zing"), "rule assault.zing is there twice", id="id used in another file"),
]


@pytest.mark.parametrize(("text", "cause"), UNFIT_RULES)
def test_rule_that_does_not_fit_the_ontology_names_rule_and_cause(rules, text, cause) -> None:
    (rules / "zap.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidLexicon, match="assault") as caught:
        read_rules(rules, read_ontology(), {"weapon": frozenset({"rocket"})})
    assert cause in str(caught.value)


@pytest.mark.parametrize(("text", "cause"), UNFIT_RULES)
def test_unfit_rule_names_its_file(rules, text, cause) -> None:
    (rules / "zap.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidLexicon, match=r"zap\.yaml: rule assault\."):
        read_rules(rules, read_ontology(), {"weapon": frozenset({"rocket"})})


def test_a_rule_is_found_where_it_is_written(rules) -> None:
    (rules / "zap.yaml").write_text(
        "# first\n" + RULE + "\n# second\n- type: AID\n  id: aid.zoom\n  verbs: [zoom]\n  matches: [a]\n  ignores: [b]\n"
    )
    found = find_written_rule("aid.zoom", rules)
    assert found is not None
    assert (found.rule.type, found.path.name, found.line) == ("AID", "zap.yaml", 10)
    assert find_written_rule("aid.zo", rules) is None


def test_rules_come_in_the_order_of_files_and_rows(rules) -> None:
    (rules / "zap.yaml").write_text(RULE + RULE.replace("zap", "zoom"), encoding="utf-8")
    (rules / "empty.yaml").write_text("# nothing yet\n", encoding="utf-8")
    assert [rule.id for rule in read_rules(rules, read_ontology(), {})] == ["assault.zing", "assault.zap", "assault.zoom"]


MISSING = [
    pytest.param(WORDS / "classes.yaml", id="word classes"),
    pytest.param(WORDS / "countries.yaml", id="names"),
    pytest.param(Path("ontology") / "ontology.yaml", id="ontology"),
]


@pytest.mark.parametrize("name", MISSING)
def test_missing_file_is_named(data, name) -> None:
    (data / name).unlink()
    with pytest.raises(InvalidLexicon, match="is missing; restore it") as caught:
        load_resources(data)
    assert str(data / name) in str(caught.value)


def test_missing_gazetteer_is_named(tmp_path) -> None:
    with pytest.raises(InvalidLexicon, match=r"gazetteer.places\.parquet is missing; restore it"):
        read_gazetteer(tmp_path / "gazetteer")


def test_missing_parser_is_named(tmp_path) -> None:
    with pytest.raises(InvalidLexicon, match="parser is missing; restore it"):
        read_parser(tmp_path / "parser")


BROKEN_FILES = [
    pytest.param(WORDS / "classes.yaml", id="word classes"),
    pytest.param(WORDS / "countries.yaml", id="names"),
    pytest.param(WORDS / "rules" / "zap.yaml", id="rules"),
    pytest.param(Path("ontology") / "ontology.yaml", id="ontology"),
]


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_broken_yaml_names_file_and_line(data, name) -> None:
    (data / name).write_text("words: [one,\nmore: ]two\n", encoding="utf-8")
    with pytest.raises(InvalidLexicon, match="is not valid YAML") as caught:
        load_resources(data)
    assert str(data / name) in str(caught.value)
    assert "line 2" in str(caught.value)


def test_bytes_that_are_no_text_name_the_file(tmp_path) -> None:
    path = tmp_path / "words.yaml"
    path.write_bytes(b"words: [\xff\xfe]\n")
    with pytest.raises(InvalidLexicon, match=r"words\.yaml is not valid YAML"):
        read_yaml(path)


WORD_LISTS = [
    pytest.param(CueWords, "factuality", "negation_adverbs", id="cue words"),
    pytest.param(ReportingWords, "reporting", "media_nouns", id="reporting words"),
    pytest.param(SupportVerbs, "support_verbs", "reverse", id="support verbs"),
]


@pytest.mark.parametrize(("shape", "name", "key"), WORD_LISTS)
def test_word_list_names_file_and_key(data, shape, name, key) -> None:
    path = data / WORDS / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\nhelpful: [help]\n", encoding="utf-8")
    with pytest.raises(InvalidLexicon, match="helpful: Extra inputs are not permitted") as caught:
        read_model(path, shape)
    assert str(path) in str(caught.value)
    path.write_text(text.replace(f"\n{key}:", "\n#"), encoding="utf-8")
    with pytest.raises(InvalidLexicon, match=f"{key}: Field required"):
        read_model(path, shape)
    path.write_text("- say\n", encoding="utf-8")
    with pytest.raises(InvalidLexicon, match="should be a valid dictionary") as caught:
        read_model(path, shape)
    assert str(path) in str(caught.value)


def test_on_and_no_are_words_in_yaml(tmp_path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("on: [no, off, yes, true, false]\n", encoding="utf-8")
    assert read_yaml(path) == {"on": ["no", "off", "yes", True, False]}
    path.write_text("weapons: [rocket, shell]\n", encoding="utf-8")
    assert read_classes(path) == {"weapons": frozenset({"rocket", "shell"})}


def test_resources_are_read_once() -> None:
    assert load_resources() is load_resources()


def test_versions_name_the_program_and_the_bytes_of_the_data() -> None:
    versions = read_versions()
    assert load_resources().versions == versions
    assert load_resources().ontology.version == versions.ontology
    for part in (versions.eventwire, versions.lexicon, versions.model, versions.gazetteer):
        assert part in versions.coder


def test_hash_changes_with_names_and_bytes_only(tmp_path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    for folder in (first, second):
        folder.mkdir()
        (folder / "a.yaml").write_text("a: 1\n", encoding="utf-8")
        (folder / "b.yaml").write_text("b: 1\n", encoding="utf-8")

    def version(folder: Path) -> str:
        return hash_of_files(folder.iterdir(), folder)

    before = version(first)
    assert before == version(second)
    (second / "a.yaml").write_text("a: 2\n", encoding="utf-8")
    assert version(second) != before
    (first / "b.yaml").rename(first / "c.yaml")
    assert version(first) != before


def test_rows_in_json_are_read_as_yaml_would_read_them(tmp_path: Path) -> None:
    path = tmp_path / "names.yaml"
    head = "# Names.\nsource: record\nnames:\n"
    path.write_text(head + '  # rebels\n  - {"id": "group:a", "name": "A: b", "aliases": ["É"]}\n', encoding="utf-8")
    assert (
        read_rows(path, "names") == read_yaml(path) == {"source": "record", "names": [{"id": "group:a", "name": "A: b", "aliases": ["É"]}]}
    )
    path.write_text(head + "  - {id: group:a, name: A}\n", encoding="utf-8")
    assert read_rows(path, "names")["names"] == [{"id": "group:a", "name": "A"}]
    path.write_text(head + "  - {id: group:a, name: [}\n", encoding="utf-8")
    with pytest.raises(InvalidLexicon, match=r"names.yaml is not valid YAML"):
        read_rows(path, "names")
    with pytest.raises(InvalidLexicon, match=r"missing"):
        read_rows(tmp_path / "nowhere.yaml", "names")


def test_a_missing_class_names_the_file_and_the_fix(tmp_path: Path) -> None:
    (tmp_path / "classes.yaml").write_text("weapon: [rifle]\n", encoding="utf-8")
    classes = read_classes(tmp_path / "classes.yaml")
    assert classes["weapon"] == {"rifle"}
    with pytest.raises(InvalidLexicon, match=r"classes.yaml: has no class 'land'.*add it"):
        classes["land"]
