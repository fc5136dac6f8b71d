"""The source specs of a desk: what is wrong with one is told with its file, its line or key, and the fix."""

from pathlib import Path

import pytest

from flows.sources.catalogue import check_sources, choose_sources
from schemas.errors import InputNotFound, InvalidSourceSpec, UsageError

FEED = "id: {id}\nkind: feed\nurls: [https://desk.example/feed.xml]\n"


def write(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        (folder / f"{name}.yml").write_text(content)
    return folder


def test_all_sources_or_those_that_are_named(tmp_path: Path) -> None:
    write(tmp_path, b=FEED.format(id="bay"), a=FEED.format(id="quay"))
    assert [spec.id for spec in choose_sources(tmp_path, [])] == ["quay", "bay"]
    assert [spec.id for spec in choose_sources(tmp_path, ["bay"])] == ["bay"]
    with pytest.raises(UsageError, match=r"no such source .* it has quay, bay"):
        choose_sources(tmp_path, ["pier"])


def test_a_folder_without_specs(tmp_path: Path) -> None:
    with pytest.raises(InputNotFound, match="no source spec"):
        check_sources(tmp_path)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(
            "id: a\nkind: feed\n", "urls: missing; a source of kind feed needs at least one address", id="feed without an address"
        ),
        pytest.param("id: a\nkind: gdelt\n", "urls: missing; a source of kind gdelt needs urls or paths", id="gdelt without a list"),
        pytest.param(
            "id: a\nurls: [https://a.example/]\n", "a source of kind files has none; name its kind", id="addresses without a kind"
        ),
        pytest.param(
            "id: a\nkind: feed\nurls: [ftp://a.example/x]\n", "line 3: urls.0: .*'ftp://a.example/x' is no address", id="not of the web"
        ),
        pytest.param("id: a\nkind: podcast\nurls: [https://a.example/]\n", "line 2: kind: .*'files', 'feed'", id="no such kind"),
        pytest.param(
            FEED.format(id="a") + "includes: [x]\n", "line 4: includes: no such key; known keys: id, kind, urls", id="misspelt key"
        ),
        pytest.param(FEED.format(id="a") + "exclude: ['(']\n", r"exclude.0: .*'\(' is no regular expression", id="broken pattern"),
        pytest.param(FEED.format(id="Desk A"), "id: ", id="id with a blank"),
        pytest.param(FEED.format(id="a") + "articles_per_day: none\n", "articles_per_day: ", id="no number"),
        pytest.param("id: a\n  kind: feed\n", "line 2", id="not YAML"),
        pytest.param(FEED.format(id="a") + "robots: no\n", "robots: .*'obey' or 'ignore'", id="robots"),
    ],
)
def test_a_wrong_spec_names_file_key_and_fix(tmp_path: Path, content: str, problem: str) -> None:
    write(tmp_path, good=FEED.format(id="good"), wrong=content)
    specs, problems = check_sources(tmp_path)
    assert [spec.id for spec in specs] == ["good"]
    assert len(problems) == 1
    assert problems[0].startswith(str(tmp_path / "wrong.yml"))
    with pytest.raises(InvalidSourceSpec, match=problem):
        choose_sources(tmp_path, [])


def test_one_id_belongs_to_one_source(tmp_path: Path) -> None:
    write(tmp_path, a=FEED.format(id="bay"), b=FEED.format(id="bay"))
    assert "'bay' is the id of" in check_sources(tmp_path)[1][0]
