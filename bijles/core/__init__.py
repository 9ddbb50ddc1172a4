"""The rules of this room, without a database."""
