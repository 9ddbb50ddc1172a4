"""Rules of the outbox, without a database."""
