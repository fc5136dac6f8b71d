"""The house rules that a machine can check: imports run one way, and importing touches nothing."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ALLOWED = {"schemas": {"schemas"}, "transforms": {"schemas", "transforms"}, "flows": {"schemas", "transforms", "flows"}}
MODULES = sorted(path.relative_to(ROOT) for package in ALLOWED for path in (ROOT / package).rglob("*.py"))
# Modules of the standard library that read or write something, or know the time; transforms and schemas do without.
WORLDLY = {"os", "io", "subprocess", "socket", "tempfile", "shutil", "random", "time", "secrets", "http", "glob"}


def imported(path: Path) -> set[str]:
    """First parts of the names of everything that a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_run_one_way(path: Path) -> None:
    package = path.parts[0]
    assert imported(path) & set(ALLOWED) <= ALLOWED[package]


@pytest.mark.parametrize("path", [p for p in MODULES if p.parts[0] != "flows"], ids=str)
def test_schemas_and_transforms_do_not_touch_the_world(path: Path) -> None:
    assert not imported(path) & WORLDLY


def test_importing_reads_no_data_and_no_settings(tmp_path: Path) -> None:
    """All of schemas and transforms import in a folder without data/ and with a broken setting in the environment."""
    names = [".".join(p.with_suffix("").parts).removesuffix(".__init__") for p in MODULES if p.parts[0] != "flows"]
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import importlib; [importlib.import_module(n) for n in {names!r}]"
    environment = {"PATH": "/usr/bin:/bin", "EVENTWIRE_WORKERS": "not a number", "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr


def test_top_level_holds_only_what_the_project_names() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    allowed = {
        "pyproject.toml", "requirements.lock", "Makefile", "README.md", "CHANGELOG.md", "LICENSE", "NOTICE", "DATA_DICTIONARY.md",
        "prefect.yaml",
        ".gitignore", ".gitattributes", ".ci", "flows", "transforms", "schemas", "data", "tests",
    }  # fmt: skip
    assert {name.split("/")[0] for name in tracked} <= allowed
