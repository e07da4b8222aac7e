"""The packages and their order: imports run downwards, and there is no cycle."""

import ast
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parent.parent
# From the top down: a package may import from its own level and from those below it.
CHAT = [
    {"urls", "admin", "apps", "management"},
    {"protocol", "conformance"},
    {"transport"},
    {"visitors"},
    {"turns"},
    {"answering"},
    {"builtin"},
    {"claims"},
    {"tools"},
    {"errors", "wire", "models"},
]
EMBED = [{"urls", "apps"}, {"views", "loader"}]
SHOP = [
    {"urls", "admin", "apps", "management", "demo", "templatetags"},
    {"views", "api", "product_api", "crawlers", "feed_views", "webhook_views"},
    {
        "api_keys",
        "catalogue_writes",
        "idempotency",
        "product_schema",
        "request_bodies",
        "stored_products",
        "listing",
        "examples",
        "facet_links",
        "cards",
        "forms",
        "results",
        "tasks",
        "feed_jobs",
        "import_jobs",
        "picture_jobs",
        "records",
        "analytics",
        "shortlist",
        "webhooks",
    },
    {"importer"},
    {"search"},
    {"feeds", "pictures", "remote_pictures", "comparison", "structured", "choices", "demo_file"},
    {"attribute_units", "public_web"},
    {"models", "wire", "errors", "measurement_units"},
]
# What each app may use of site_config: never settings, urls or api.
GROUND = {
    "site_config.aio",
    "site_config.array_files",
    "site_config.attempts",
    "site_config.clock",
    "site_config.deadline",
    "site_config.errors",
    "site_config.formatting",
    "site_config.origin",
    "site_config.proxies",
    "site_config.stored_translation",
    "site_config.sessions",
    "site_config.text",
    "site_config.theme",
}


def modules(app: str) -> list[Path]:
    return [path for path in sorted((BASE / app).rglob("*.py")) if "migrations" not in path.parts]


def imports(path: Path) -> set[str]:
    """Full names of everything of ours that a file imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            # "from chat import turns" names a module, "from chat.turns import start" what is in
            # one.
            found |= (
                {f"{node.module}.{name.name}" for name in node.names}
                if node.module in ("chat", "embed", "shop")
                else {node.module}
            )
    return {
        name for name in found if name.split(".")[0] in ("chat", "embed", "shop", "site_config")
    }


def level(levels: list[set[str]], name: str) -> int:
    for number, names in enumerate(levels):
        if name in names:
            return number
    raise AssertionError(f"{name} has no level: give it one in {__file__}")


@pytest.mark.parametrize(("app", "levels"), [("chat", CHAT), ("shop", SHOP), ("embed", EMBED)])
def test_imports_run_downwards(app: str, levels: list[set[str]]) -> None:
    for path in modules(app):
        parts = path.relative_to(BASE / app).with_suffix("").parts
        if parts == ("__init__",):
            continue
        for name in imports(path):
            if name.startswith(f"{app}."):
                assert level(levels, parts[0]) <= level(levels, name.split(".")[1]), (
                    f"{path} imports {name} from above"
                )


def test_the_shop_knows_nothing_of_the_chat() -> None:
    for path in modules("shop"):
        assert not any(name.startswith("chat") for name in imports(path)), path


def test_the_chat_knows_nothing_of_where_it_is_shown() -> None:
    for path in modules("chat"):
        assert not any(name.startswith("embed") for name in imports(path)), path


def test_the_apps_know_little_of_the_site() -> None:
    for app in ("chat", "embed", "shop"):
        for path in modules(app):
            assert {name for name in imports(path) if name.startswith("site_config")} <= GROUND, (
                path
            )


@pytest.mark.parametrize("app", ["chat", "shop"])
def test_wire_modules_import_pydantic_alone(app: str) -> None:
    tree = ast.parse((BASE / app / "wire.py").read_text(encoding="utf-8"))
    named = {
        node.module.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
    }
    assert named <= {"pydantic", "typing", "datetime", "uuid", "shop"}


def test_no_file_carries_an_absolute_path_of_a_machine() -> None:
    for path in [*modules("chat"), *modules("embed"), *modules("shop"), *modules("site_config")]:
        assert "/home/" not in path.read_text(encoding="utf-8"), path
