"""The package of TypeScript types: current, complete, and of the version of the shop. `make types`
compiles a program against it.
"""

import json
import re
import tomllib

from django.conf import settings

from site_config.api_types import FILE, declarations

FOLDER = settings.BASE_DIR / "static" / "types"


def test_the_types_of_the_http_api_are_current() -> None:
    assert (settings.BASE_DIR / FILE).read_text(encoding="utf-8") == declarations(), (
        "run make protocol"
    )


def test_the_package_is_of_the_version_of_the_shop() -> None:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]
    package = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
    assert (package["version"], package["license"]) == (project["version"], project["license"])


def test_the_index_has_every_file() -> None:
    exported = set(
        re.findall(r'from "\./(\w+)\.js"', (FOLDER / "index.d.ts").read_text(encoding="utf-8"))
    )
    assert exported == {path.name.removesuffix(".d.ts") for path in FOLDER.glob("*.d.ts")} - {
        "index"
    }


def test_each_name_is_declared_once() -> None:
    texts = [path.read_text(encoding="utf-8") for path in FOLDER.glob("*.d.ts")]
    names = [
        name
        for text in texts
        for name in re.findall(r"^export (?:interface|type) (\w+)", text, re.MULTILINE)
    ]
    assert len(names) == len(set(names))
