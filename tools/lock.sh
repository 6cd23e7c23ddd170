#!/bin/sh
# Remake the lock files from pyproject.toml; arguments go to uv (such as --upgrade).
set -eu
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
[ -x "$uv" ] || .venv/bin/python -m pip install --quiet 'uv>=0.13,<1'
passing=$(mktemp -d)
trap 'rm -rf "$passing"' EXIT

compile() { # compile LOCK PURPOSE [uv options]; what is on standard input is locked as well
    lock=$1 purpose=$2
    shift 2
    "$uv" pip compile --quiet - --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-header --no-emit-index-url --no-emit-find-links "$@" --output-file "$lock" >/dev/null
    printf '# %s\n# Made from pyproject.toml by: make lock\n' "$purpose" | cat - "$lock" >"$lock.part"
    mv "$lock.part" "$lock"
}

# setuptools builds the package itself; locked with the rest, nothing is installed that is not named here
printf 'setuptools>=77\n' |
    compile requirements.lock "What newscrawl runs with, on Python 3.11 to 3.13." pyproject.toml "$@"
printf 'setuptools>=77\n' |
    compile requirements-dev.lock "What its tests and checks run with; the versions of requirements.lock and more." \
        pyproject.toml --extra dev --constraint requirements.lock "$@"
# pywb names brotlipy, which would have to be compiled; brotli is the same module
echo 'brotlipy; sys_platform == "never"' >"$passing/overrides.txt"
compile requirements-tools.lock "What judges and plays our archives in tests, in .venv-tools." \
    --group tools --override "$passing/overrides.txt" "$@" </dev/null
