"""The documents say what is there: every setting, every link, every command."""

import ast
import re
from pathlib import Path
from pkgutil import resolve_name

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
READERS = {
    "text",
    "secret",
    "flag",
    "whole",
    "number",
    "words",
    "origins",
    "colour",
    "choice",
    "countries",
}
# Read by the libraries that speak to the providers, not by us.
PROVIDERS = {"OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY"}

APPS = ("site_config", "shop", "chat", "embed", "gallery", "tests", "benchmarks")
FOLDERS = {path.name for path in BASE.iterdir() if path.is_dir() and not path.name.startswith(".")}
# What a reader is told to add.
TO_BE_MADE = {"locale/fr/LC_MESSAGES/django.po"}


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


def is_importable(name: str) -> bool:
    """Whether the name is a module's, or that of something in one."""
    try:
        resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


def is_defined(name: str, source: str) -> bool:
    """Whether a file makes the name, and does not only use it."""
    return bool(
        re.search(
            rf"^\s*(?:(?:async )?def |class )?[\"']?{name}[\"']?\s*[(:=\[]", source, re.MULTILINE
        )
    )


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
    """Paths from the root of the repository, in backticks."""
    named = re.findall(r"`([\w-]+/[\w./-]*)(?:#\w+)?`", document.read_text())
    ours = {path for path in named if path.split("/")[0] in FOLDERS} - TO_BE_MADE
    assert not [path for path in ours if not (BASE / path).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_modules_that_are_named_exist(document: Path) -> None:
    """Full names of modules, and of what is in them, in backticks."""
    named = re.findall(rf"`((?:{'|'.join(APPS)})(?:\.\w+)+)\b", document.read_text())
    assert not [name for name in named if not is_importable(name)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_is_said_to_be_in_a_file_is_there(document: Path) -> None:
    """As in: `snapshot` in `chat/turns/transcript.py`; and the tables of names with their files."""
    text = document.read_text()
    said = re.findall(r"`(\w+)`\s+in\s+`(\w+/[\w/.-]+\.\w+)`", text)
    assert not [
        (name, path) for name, path in said if not is_defined(name, (BASE / path).read_text())
    ]
    rows = re.findall(
        r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|[^|]*\| (`[^|]*\.py`[^|]*) \|", text, re.MULTILINE
    )
    for names, paths in rows:
        source = "".join((BASE / path).read_text() for path in re.findall(r"`([\w/]+\.py)`", paths))
        assert not [name for name in re.findall(r"`(\w+)`", names) if name not in source]


def test_the_rooms_are_the_folders() -> None:
    rooms = (BASE / "CONTRIBUTING.md").read_text().partition("## The rooms")[2].partition("\n##")[0]
    above: list[str] = []
    for indent, name in re.findall(r"^    ( *)(\w+)/", rooms, re.MULTILINE):
        above = [*above[: len(indent) // 2], name]
        assert BASE.joinpath(*above).is_dir(), above
