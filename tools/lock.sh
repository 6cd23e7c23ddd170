#!/bin/sh
# Remake requirements.lock and requirements-dev.lock from pyproject.toml; arguments go to uv (such as --upgrade).
set -eu
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
[ -x "$uv" ] || .venv/bin/python -m pip install --quiet 'uv>=0.13,<1'

compile() { # compile LOCK PURPOSE [uv options]
    lock=$1 purpose=$2
    shift 2
    # setuptools builds the package itself; locked with the rest, nothing is installed that is not named here
    printf 'setuptools>=77\n' |
        "$uv" pip compile --quiet pyproject.toml - --universal --python-version 3.11 --generate-hashes \
            --no-annotate --no-header --no-emit-index-url --no-emit-find-links "$@" --output-file "$lock" >/dev/null
    printf '# %s\n# Made from pyproject.toml by: make lock\n' "$purpose" | cat - "$lock" >"$lock.part"
    mv "$lock.part" "$lock"
}

compile requirements.lock "What newscrawl runs with, on Python 3.11 to 3.13." "$@"
compile requirements-dev.lock "What its tests and checks run with; the versions of requirements.lock and more." \
    --extra dev --constraint requirements.lock "$@"
