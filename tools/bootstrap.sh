#!/bin/sh
# Make .venv with what a lock file names, and newscrawl itself: bootstrap.sh PYTHON LOCK
# Needs nothing but a Python of 3.11 or later with its venv module. What is there already is kept.
set -eu
cd "$(dirname "$0")/.."
python=$1 lock=$2

fail() {
    printf '%s\n' "$@" >&2
    exit 3
}

# pip's messages name the package index it uses, which may be a private one: they are shown on failure only, without it
pip_install() {
    log=$(mktemp)
    if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input "$@" >"$log" 2>&1; then
        sed -e 's#[a-z+]*://[^/ ]*#…#g' -e "s#host='[^']*'#host=…#g" "$log" >&2
        rm -f "$log"
        fail "pip could not install it; its messages are above. Running make again goes on where this stopped."
    fi
    rm -f "$log"
}

command -v "$python" >/dev/null 2>&1 ||
    fail "There is no program '$python' here. newscrawl needs Python 3.11 or later (Debian: apt install python3-venv)," \
        "or name yours: make PYTHON=/path/to/python3.11"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "newscrawl needs Python 3.11 or later; '$python' is $("$python" -V 2>&1). Name another one: make PYTHON=python3.12"

if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "'$python' comes without its venv module. On Debian and Ubuntu: apt install python3-venv" \
            "(for a Python that is not the system's own, the package named after it, such as python3.12-venv)"
    echo "Making .venv with $("$python" -V)."
    "$python" -m venv --clear .venv
fi

echo "Installing what $lock names; the first time this takes about a minute."
pip_install --require-hashes --requirement "$lock"
pip_install --no-deps --no-build-isolation --editable .
