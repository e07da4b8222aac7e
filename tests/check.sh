#!/bin/sh
# What `make check` runs, here and in CI. Every tool comes from requirements-dev.lock; one that is missing fails.
set -eu
export ENV_FILE= DATA_DIR="$PWD/.data/test"

ruff format --check .
ruff check .
mypy .
python manage.py check --deploy --fail-level ERROR
python manage.py makemigrations --check --dry-run
djlint templates --lint --quiet
fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT
tailwindcss -i styles/aisle.css -o "$fresh" --minify 2>/dev/null
cmp -s "$fresh" static/css/aisle.css || { echo "static/css/aisle.css is not current: run make css" >&2; exit 1; }
check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
echo "all checks passed"
