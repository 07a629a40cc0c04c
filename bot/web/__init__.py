"""The bot over HTTP: Telegram's webhook, and whether all is well."""
