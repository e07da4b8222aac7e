"""The documents say what is there: every setting, every link, every command."""

import ast
import re
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parent.parent
DOCUMENTS = [
    path
    for path in [
        BASE / "README.md",
        BASE / "CONTRIBUTING.md",
        BASE / "SECURITY.md",
        BASE / "CHANGELOG.md",
        *BASE.glob("docs/*.md"),
    ]
    if path.exists()
]
READERS = {"text", "secret", "flag", "whole", "number", "words", "origins", "colour", "choice"}
# Read by the libraries that speak to the providers, not by us.
PROVIDERS = {"OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY"}


def _names_in(call: ast.Call) -> set[str]:
    """The variable that a call of one of env's readers, or of os.environ.get in env
    itself, names.
    """
    name = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
    match call.func:
        case ast.Attribute(value=ast.Name(id="env"), attr=attr) if attr in READERS:
            return {str(name)}
        case ast.Attribute(value=ast.Attribute(attr="environ"), attr="get") if name:
            return {str(name)}
    return set()


def settings_read() -> set[str]:
    found: set[str] = set()
    for app in ("site_config", "shop", "chat", "embed"):
        for path in (BASE / app).rglob("*.py"):
            calls = (
                node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
            )
            found |= {name for call in calls for name in _names_in(call)}
    compose = re.findall(r"(?<!\$)\$\{([A-Z][A-Z0-9_]*)", (BASE / "docker-compose.yml").read_text())
    return found | set(compose) | PROVIDERS


def test_every_setting_is_read_from_the_source() -> None:
    assert {
        "DEBUG",
        "SECRET_KEY",
        "DATABASE_URL",
        "PORT",
        "HOST",
        "DEVDB_UNSAFE",
        "DATA_DIR",
        "ENV_FILE",
        "WEB_PORT",
    } <= settings_read()


def test_the_configuration_page_has_every_setting_and_no_other() -> None:
    rows = re.findall(
        r"^\| `([A-Z0-9_]+)` \| \S.* \| \S.* \| \S.* \|$",
        (BASE / "docs" / "configuration.md").read_text(),
        re.MULTILINE,
    )
    assert sorted(rows) == sorted(settings_read())


def test_the_example_file_explains_every_setting_and_no_other() -> None:
    lines = (BASE / ".env.example").read_text().splitlines()
    settings = {}
    for before, line in zip(["", *lines], lines, strict=False):
        if found := re.fullmatch(r"# ([A-Z][A-Z0-9_]*)=(\S*)", line):
            settings[found[1]] = before
        else:
            assert not line or line.startswith("# "), f"not commented out: {line}"
    assert sorted(settings) == sorted(settings_read())
    assert all(re.fullmatch(r"# [A-Z].*[.]", before) for before in settings.values())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text())
    missing = [
        target
        for target in targets
        if "://" not in target and not (document.parent / target).exists()
    ]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_make_targets_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (BASE / "Makefile").read_text(), re.MULTILINE))
    named = set(
        re.findall(r"(?:`|^    |\$ )make ([a-z][a-z-]*)", document.read_text(), re.MULTILINE)
    )
    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_of_manage_py_exist(document: Path) -> None:
    from django.core.management import get_commands

    assert set(re.findall(r"manage\.py ([a-z_]+)", document.read_text())) <= set(get_commands())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_are_named_exist(document: Path) -> None:
    """Paths into the code, in backticks."""
    named = re.findall(
        r"`((?:shop|chat|embed|site_config|templates|static|styles|tests|tools|demo|benchmarks"
        r"|docker)/[\w./-]+)`",
        document.read_text(),
    )
    assert not [path for path in named if not (BASE / path).exists()]
