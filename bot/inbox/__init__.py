"""Updates on their way in: stored once, handled once, in order per chat; and where each chat stands. No Telegram."""
