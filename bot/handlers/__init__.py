"""Telegram in and out: each handler reads an update, runs one act in the office, and shows what it gave."""
