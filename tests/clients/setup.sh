#!/usr/bin/env bash
# Install the calendar clients.  Safe to run again: what is there is left alone.  setup.sh [--no-apt]
# They go beside this script, or into $INTEROP_HOME.
set -eu
cd "$(dirname "$0")"
here=$PWD
home=${INTEROP_HOME:-$here}
mkdir -p "$home/build"

packages=(libical-dev gcc libc6-dev pkg-config tzdata)
command -v npm >/dev/null || packages+=(nodejs npm)
if [ "${1:-}" != --no-apt ]; then
  ../install_debian.sh "${packages[@]}" || echo "Going on without them: some calendar clients are left out." >&2
fi

if ! cmp -s requirements.txt "$home/venv/installed"; then
  echo "Installing the calendar clients ..."
  [ -x "$home/venv/bin/pip" ] || python3 -m venv "$home/venv"
  "$home/venv/bin/python" -m pip --disable-pip-version-check -qq install -r requirements.txt
  cp requirements.txt "$home/venv/installed"
fi

if ! command -v npm >/dev/null; then
  echo "npm is missing: ical.js is left out." >&2
elif ! cmp -s package.json "$home/node_modules/installed"; then
  [ "$home" = "$here" ] || cp package.json "$home/"
  (cd "$home" && npm install --silent --no-fund --no-audit --no-package-lock)
  cp package.json "$home/node_modules/installed"
fi
if [ "$home" != "$here" ]; then
  mkdir -p "$home/adapters"
  cp adapters/*.mjs "$home/adapters/"
fi

if ! pkg-config --exists libical 2>/dev/null; then
  echo "libical-dev is missing: libical is left out." >&2
elif [ ! "$home/build/libical" -nt adapters/libical.c ]; then
  # shellcheck disable=SC2046  # the flags are words
  gcc -O1 -o "$home/build/libical" adapters/libical.c $(pkg-config --cflags --libs libical)
fi
