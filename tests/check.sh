#!/bin/sh
# What `make check` runs, here and in CI. Every tool comes from requirements-dev.lock; one that is missing fails.
set -eu
export ENV_FILE= DATA_DIR="$PWD/.data/test"

ruff format --check .
ruff check .
python -m tests.complexity
mypy .
# What the shop runs on must not import a development dependency; the tests and tools may.
deptry . --exclude '\.venv|\.data|tests/|benchmarks/|demo/draw\.py'
deptry . --exclude '\.venv|\.data' --ignore DEP004
# As a shop that others reach: that is where Django's own advice applies.
ALLOWED_HOSTS=shop.example SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(50))') \
    python manage.py check --deploy --fail-level WARNING
python manage.py makemigrations --check --dry-run
djlint templates --lint --quiet
fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT
tailwindcss -i styles/aisle.css -o "$fresh" --minify 2>/dev/null
cmp -s "$fresh" static/css/aisle.css || { echo "static/css/aisle.css is not current: run make css" >&2; exit 1; }
sh tests/texts.sh
check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose.yml
check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/ci.yml
hadolint Dockerfile
echo "all checks passed"
