#!/bin/sh
# Make .venv from a lock file: install.sh LOCK. Every package is checked by its hash; uv is used where it is at hand.
set -eu

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null
}

find_python() {
    for name in python3.13 python3 python3.14 python3.12 python; do
        if command -v "$name" >/dev/null 2>&1 && is_new_enough "$name"; then
            command -v "$name"
            return
        fi
    done
    # pyenv keeps its interpreters off the PATH until one is chosen.
    for path in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[2-9]*/bin/python; do
        if [ -x "$path" ] && is_new_enough "$path"; then
            echo "$path"
            return
        fi
    done
}

if [ ! -x .venv/bin/python ] || ! is_new_enough .venv/bin/python; then
    python=$(find_python)
    if [ -z "$python" ]; then
        echo "aisle: Python 3.12 or newer is needed, and none was found on the PATH. [python_missing]" >&2
        exit 1
    fi
    echo "  python     $("$python" -c 'import platform; print(platform.python_version())')"
    rm -rf .venv
    "$python" -m venv .venv
fi

echo "  packages   installing from $1 (once)"
if command -v uv >/dev/null 2>&1; then
    uv pip install --quiet --python .venv/bin/python --require-hashes -r "$1"
else
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1"
fi
