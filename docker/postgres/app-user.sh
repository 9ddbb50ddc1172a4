#!/bin/sh
# Runs once, when the database is made: a user that owns this one database and nothing else.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$APP_PASSWORD" -U postgres -d postgres <<'SQL'
CREATE ROLE onderwijsheid LOGIN PASSWORD :'password';
CREATE DATABASE onderwijsheid OWNER onderwijsheid;
REVOKE CONNECT ON DATABASE onderwijsheid FROM PUBLIC;
SQL
