#!/bin/sh
# Whether every sentence of the shop is in each catalogue of locale/, translated, and compiled. Changes nothing.
set -eu
here=$PWD
for tool in xgettext msgmerge msgattrib msgfmt; do
    command -v "$tool" >/dev/null || { echo "$tool is missing: install gettext. [tool_missing]" >&2; exit 1; }
done
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
cp -R locale "$fresh"
for name in *; do
    case $name in locale | tests | benchmarks) ;; *) ln -s "$here/$name" "$fresh" ;; esac
done

# Without the shop's settings, which would name the catalogues that are not to be changed.
(cd "$fresh" && env -u DJANGO_SETTINGS_MODULE PYTHONPATH="$here" python -m django makemessages --all --symlinks --no-location --no-wrap --no-obsolete -v 0)
refuse() { echo "$1 $2: run make texts, and translate what is new (docs/translating.md)" >&2; exit 1; }
for catalogue in locale/*/LC_MESSAGES/django.po; do
    grep -v '^"POT-Creation-Date' "$catalogue" >"$fresh/is"
    grep -v '^"POT-Creation-Date' "$fresh/$catalogue" >"$fresh/should"
    cmp -s "$fresh/is" "$fresh/should" || refuse "$catalogue" "is not current"
    [ -z "$(msgattrib --untranslated "$catalogue")$(msgattrib --only-fuzzy "$catalogue")" ] || refuse "$catalogue" "is not complete"
    msgfmt --check -o "$fresh/compiled" "$catalogue"
    cmp -s "$fresh/compiled" "${catalogue%.po}.mo" || refuse "${catalogue%.po}.mo" "is not current"
done
