#!/bin/sh
# A copy of the whole cluster into WAL_FOLDER (/wal), from which the archived log can be played on to any
# moment. Runs where Postgres runs, as its own user. Keeps the two newest copies and the log they need.
set -eu
umask 077
folder=${WAL_FOLDER:-/wal}
name=base-$(date -u +%Y%m%dT%H%M%SZ)

pg_basebackup --pgdata="$folder/$name.part" --wal-method=none --checkpoint=fast --no-password
pg_verifybackup --no-parse-wal "$folder/$name.part" > /dev/null
mv "$folder/$name.part" "$folder/$name"

# shellcheck disable=SC2012 -- the names are ours: they sort by time and hold no odd signs
ls -d "$folder"/base-*Z | sort -r | tail -n +3 | xargs -r rm -rf --
oldest=$(ls -d "$folder"/base-*Z | sort | head -n 1)
first=$(sed -n 's/^START WAL LOCATION: .*(file \([0-9A-F]*\)).*/\1/p' "$oldest/backup_label")
pg_archivecleanup "$folder" "$first"
echo "written: $folder/$name"
