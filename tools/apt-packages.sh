#!/bin/sh
# Install the Debian packages that some tests need, where that is permitted; elsewhere say which tests won't run.
set -eu
packages="chromium faketime git openssl systemd-analyze:systemd wget" # one name is both package and program; a package of another name: PROGRAM:PACKAGE

missing=
for entry in $packages; do
    command -v "${entry%%:*}" >/dev/null 2>&1 || missing="$missing ${entry##*:}"
done
[ -n "$missing" ] || exit 0

as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if ! command -v apt-get >/dev/null 2>&1 || { [ -n "$as_root" ] && ! $as_root true 2>/dev/null; }; then
    echo "Not installed, and not permitted to install:$missing. Tests that need them are skipped (in CI they fail)."
    exit 0
fi
echo "Installing with apt-get:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install $missing >"$log" 2>&1; }
# the package lists may be missing or old
install || { $as_root apt-get -q update >/dev/null 2>&1 && install; } || {
    sed 's#[a-z]*://[^ /]*#…#g' "$log" | tail -n 5
    echo "apt-get could not install:$missing. Tests that need them are skipped (in CI they fail)."
}
