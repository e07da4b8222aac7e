"""What a shop uses reports nothing to its makers."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings


def test_the_encoder_writes_no_mark_of_the_machine(tmp_path: Path) -> None:
    """Onnxruntime keeps an identifier in the home where it may report its use."""
    program = (
        "import django; django.setup(); from shop.search import embedding; "
        "print(len(embedding.local_vectors(['a lamp'])))"
    )
    home = {name: str(tmp_path) for name in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    asked = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        env=os.environ | home | {"DJANGO_SETTINGS_MODULE": "site_config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout.strip() == "1"
    assert list(tmp_path.iterdir()) == []
