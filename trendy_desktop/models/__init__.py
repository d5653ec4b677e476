"""The books: one SQLite file, its schema and every query on it. Rows leave as frozen dataclasses or plain values."""
