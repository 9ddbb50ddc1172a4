"""Django's Postgres backend, with a pool that tries only connections that have rested."""
