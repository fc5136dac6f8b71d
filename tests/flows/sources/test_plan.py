import json
from pathlib import Path

import pytest
from reading import SENTENCE, read

from flows.sources import plan_batches, read_batch, read_spec
from flows.sources.files import path_ref
from flows.sources.plan import BatchSizes, source_id_of
from schemas.articles import RawDocument
from schemas.errors import InputNotFound, InvalidSourceSpec

SMALL = BatchSizes(batch_files=5, batch_records=100)


def folder_of_texts(folder: Path, names: list[str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_text(SENTENCE)
    return folder


def test_every_file_is_in_exactly_one_batch(tmp_path: Path) -> None:
    names = [f"n{number:03}.txt" for number in range(60)]
    batches = plan_batches([folder_of_texts(tmp_path, names)], settings=SMALL)
    assert [path.name for batch in batches for path in batch.files] == names
    assert len({batch.key for batch in batches}) == len(batches) > 3


def test_a_new_file_changes_one_batch(tmp_path: Path) -> None:
    folder = folder_of_texts(tmp_path, [f"n{number:03}.txt" for number in range(60)])
    before = {batch.key: batch.files for batch in plan_batches([folder], settings=SMALL)}
    folder_of_texts(folder, ["n030b.txt"])
    after = {batch.key: batch.files for batch in plan_batches([folder], settings=SMALL)}
    assert sum(before.get(key) != files for key, files in after.items()) <= 2


def test_files_of_records_have_batches_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": SENTENCE}) + "\n")
    (tmp_path / "b.csv").write_text(f"text\n{SENTENCE}\n")
    (tmp_path / "c.txt").write_text(SENTENCE)
    assert [[path.name for path in batch.files] for batch in plan_batches([tmp_path])] == [["c.txt"], ["a.jsonl"], ["b.csv"]]


def test_a_large_file_of_records_is_cut_without_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.sources.cutting.COUNTED_FROM_BYTES", 0)
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"text": f"{SENTENCE} {number}"}) + "\n" for number in range(250)))
    batches = plan_batches([path], settings=SMALL)
    assert [(batch.part.first, batch.part.end) for batch in batches] == [(0, 100), (100, 200), (200, None)]
    documents = [result for batch in batches for result in read_batch(batch) if isinstance(result, RawDocument)]
    assert [document.text for document in documents] == [f"{SENTENCE} {number}" for number in range(250)]
    assert documents[-1].raw_ref.endswith("a.jsonl#250")


def test_keys_do_not_depend_on_where_the_working_directory_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = []
    for place in ("one", "two"):
        folder_of_texts(tmp_path / place, []).joinpath("news").mkdir()
        folder_of_texts(tmp_path / place / "news", ["a.txt"])
        monkeypatch.chdir(tmp_path / place)
        keys.append([batch.key for batch in plan_batches([Path("news")])])
        assert path_ref(Path("news/a.txt")) == path_ref(tmp_path / place / "news" / "a.txt") == "news/a.txt"
    assert keys[0] == keys[1]


def test_unknown_files_are_counted_and_hidden_ones_passed_over(tmp_path: Path) -> None:
    folder_of_texts(tmp_path, ["a.txt", ".hidden.txt", "photo.jpg", "notes"])
    reading = read(tmp_path)
    assert len(reading.documents) == 1
    assert [(Path(entry.key).name, entry.reason) for entry in reading.ignored] == [
        ("notes", "unknown_file_kind"),
        ("photo.jpg", "unknown_file_kind"),
    ]


def test_missing_path(tmp_path: Path) -> None:
    with pytest.raises(InputNotFound, match="nowhere: no such file or folder"):
        plan_batches([tmp_path / "nowhere"])


def test_folder_without_a_known_file(tmp_path: Path) -> None:
    folder_of_texts(tmp_path, ["photo.jpg"])
    with pytest.raises(InputNotFound, match="no file that a reader knows"):
        plan_batches([tmp_path])


def test_same_input_twice_is_read_once(tmp_path: Path) -> None:
    folder = folder_of_texts(tmp_path, ["a.txt"])
    assert len(plan_batches([folder, folder])) == 1


@pytest.mark.parametrize(("name", "source_id"), [("My News (2024)", "my-news-2024"), ("a.b.jsonl.gz", "a"), ("日本", "source")])
def test_source_id_of_a_file(tmp_path: Path, name: str, source_id: str) -> None:
    (tmp_path / name).write_text("x")
    assert source_id_of(tmp_path / name) == source_id


def test_read_spec(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text("id: desk\npublisher: The Desk\nfields:\n  text: story\n")
    spec = read_spec(path)
    assert (spec.id, spec.publisher, spec.fields.text) == ("desk", "The Desk", "story")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(
            "id: desk\nfields: {txt: story}\n", r"spec.yaml: line 2: fields.txt: no such key; known keys: text, html", id="unknown field"
        ),
        pytest.param("publisher: x\n", r"spec.yaml: id: missing", id="no id"),
        pytest.param("id: Desk One\n", r"spec.yaml: line 1: id: ", id="id with a space"),
        pytest.param("id: [\n", r"spec.yaml: not YAML", id="not YAML"),
        pytest.param("- desk\n", r"spec.yaml: holds no 'key: value' lines", id="a list"),
        pytest.param("id: desk\nencoding: klingon\n", r"spec.yaml: encoding: no encoding is called 'klingon'", id="unknown encoding"),
    ],
)
def test_bad_specs(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(content)
    with pytest.raises(InvalidSourceSpec, match=message):
        read_spec(path)


def test_missing_spec(tmp_path: Path) -> None:
    with pytest.raises(InvalidSourceSpec, match="cannot be read"):
        read_spec(tmp_path / "spec.yaml")


def test_links_to_folders_are_set_aside(tmp_path: Path) -> None:
    folder = folder_of_texts(tmp_path / "news", ["a.txt"])
    (folder / "loop").symlink_to(".")
    reading = read(folder)
    assert [(entry.key.rpartition("/")[2], entry.reason) for entry in reading.quarantined] == [("loop", "unreadable")]
    assert "name the folder itself" in reading.quarantined[0].detail
    assert len(reading.documents) == 1


def test_a_name_that_is_no_text_is_written_in_ascii(tmp_path: Path) -> None:
    assert path_ref(tmp_path / "a\udcff.txt", tmp_path) == "a\\xff.txt"
