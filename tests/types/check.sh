#!/bin/sh
# Packs static/types as npm does, installs the package into an empty project, and compiles a program against it under --strict.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
for tool in node npm; do
    command -v "$tool" >/dev/null || { echo "types: $tool is not installed. [tool_missing]" >&2; exit 1; }
done
project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT
package=$(cd "$project" && npm pack --silent "$here/../../static/types")
cp "$here/use.ts" "$project"
cd "$project"
echo '{"private": true, "type": "module"}' > package.json
npm install --silent --no-audit --no-fund --no-save "./$package" typescript@7.0.2
for resolution in bundler nodenext; do
    module=$([ "$resolution" = nodenext ] && echo nodenext || echo esnext)
    npx tsc --strict --noEmit --target es2022 --module "$module" --moduleResolution "$resolution" --types '' --lib es2022,dom use.ts
done
echo "types: $package compiles under --strict"
