"""Dates as calendar files: pure text, without Django."""
