#!/bin/sh
# The password goes in by a file in memory: a command line can be read by everybody on the host.
set -eu
umask 077
{
    cat "${VALKEY_FOLDER:-/etc/valkey}/valkey.conf"
    printf 'dir %s\n' "${VALKEY_DATA:-/data}"
    printf 'requirepass %s\n' "$VALKEY_PASSWORD"
} > "${VALKEY_RUN:-/run/valkey}/valkey.conf"
exec valkey-server "${VALKEY_RUN:-/run/valkey}/valkey.conf" "$@"
