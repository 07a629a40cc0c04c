"""Chaos: copies of the bot on one PostgreSQL, and everything that can happen to them at once (`make chaos`)."""
