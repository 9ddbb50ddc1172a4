#!/bin/sh
# archive.sh PATH NAME: keep a finished piece of Postgres' log. Never overwrites; whole or not at all.
set -eu
target=${WAL_FOLDER:-/wal}/$2
test ! -f "$target"
cp "$1" "$target.part"
sync "$target.part"
mv "$target.part" "$target"
