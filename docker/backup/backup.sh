#!/bin/sh
# One dump of the database into BACKUP_FOLDER (/backups), read back before it counts, then the old ones go.
# Reads PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE. Exits with an error when the dump is no good.
set -eu
umask 077
folder=${BACKUP_FOLDER:-/backups}
name=onderwijsheid-$(date -u +%Y%m%dT%H%M%SZ).dump

pg_dump --format=custom --compress=9 --lock-wait-timeout=60s --file="$folder/$name.part"
pg_restore --list "$folder/$name.part" > /dev/null
mv "$folder/$name.part" "$folder/$name"
(cd "$folder" && sha256sum "$name" > "$name.sha256")

find "$folder" -name 'onderwijsheid-*.dump*' -mtime "+${KEEP_DAYS:-14}" -delete
echo "written: $folder/$name"
