#!/bin/sh
# Make .venv-tools: programs of others that judge and play our archives, apart from .venv because their pins and ours
# don't agree. Where it can't be made the tests that need it are skipped (in CI they fail), and the next make tries again.
set -eu
cd "$(dirname "$0")/.."
home=.venv-tools
player=replaywebpage-2.5.3
sha512=9c28f63d238ddc1c5e489284f00b183f250bbf45cf64a2567f2e25f4fc90adef52ab02d9f9629956cfec7cba8f390e06ac7fb46248dbc0e86bf1c4931f4f20b1

log=$(mktemp)
trap 'rm -f "$log"' EXIT
try() { # try WHAT COMMAND…: what goes wrong is said without the address of a package index, which may be a private one
    what=$1
    shift
    "$@" >"$log" 2>&1 </dev/null && return
    sed -e 's#[a-z+]*://[^/ ]*#…#g' -e "s#host='[^']*'#host=…#g" "$log" | tail -n 5
    echo "Not installed: $what. Tests that need it are skipped (in CI they fail)."
    exit 0
}

echo "Installing what requirements-tools.lock names into $home; the first time this takes up to a minute."
try "$home" .venv/bin/python -m venv --clear "$home"
try "the tools of requirements-tools.lock" "$home/bin/python" -m pip install --quiet --disable-pip-version-check \
    --no-input --no-compile --no-deps --require-hashes --requirement requirements-tools.lock
PATH=$PWD/$home/bin:$PATH
try "$player" npm pack --silent --pack-destination "$home" "replaywebpage@${player#*-}"
try "$player, whose checksum is another one," "$home/bin/python" -c \
    'import hashlib, sys; sys.exit(hashlib.sha512(open(sys.argv[1], "rb").read()).hexdigest() != sys.argv[2])' \
    "$home/$player.tgz" "$sha512"
try "$player" tar -xzf "$home/$player.tgz" -C "$home"
mv "$home/package" "$home/replaywebpage"
rm "$home/$player.tgz"
touch "$home/.installed"
