#!/bin/sh
# restore.sh FILE: put a dump into PGDATABASE, which must be there and empty. All of it, or nothing.
# Reads PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE.
set -eu
file=$1

if [ -f "$file.sha256" ]; then
    (cd "$(dirname "$file")" && sha256sum --check --status "$(basename "$file").sha256") || {
        echo "$file is not what was written: its checksum differs." >&2
        exit 1
    }
fi
tables=$(psql --no-psqlrc --tuples-only --no-align --command "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
if [ "$tables" != 0 ]; then
    echo "Database $PGDATABASE holds $tables tables. Restore into an empty database, then let the platform use that one." >&2
    exit 1
fi
pg_restore --exit-on-error --single-transaction --no-owner --no-privileges --dbname "$PGDATABASE" "$file"
echo "restored: $file into $PGDATABASE"
echo "Now, before anybody may visit: python manage.py migrate && python manage.py erasures apply"
