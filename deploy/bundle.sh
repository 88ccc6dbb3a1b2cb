#!/usr/bin/env bash
# A folder to carry to a machine without internet: our files at HEAD, and a wheel of everything they
# need, checked by hash. For the kind of machine and the Python that this runs on.  bundle.sh PYTHON
set -eu
cd "$(dirname "$0")/.."
python=$1
version=$("$python" -c "from domain.version import VERSION; print(VERSION)")-$(git rev-parse --short HEAD)
name=levende-hus-$version
out=$PWD/build/$name
rm -rf "$out"
mkdir -p "$out/wheels"
git archive HEAD | tar x -C "$out"
"$python" -m pip --disable-pip-version-check -q download --no-deps --require-hashes \
  --only-binary :all: -r requirements.lock -d "$out/wheels"
tar c -C build "$name" | gzip -9 > "build/$name.tar.gz"
(cd build && sha256sum "$name.tar.gz" > "$name.tar.gz.sha256")
rm -rf "$out"
echo "build/$name.tar.gz"
