"""A day in which six officers work by the screens of the bot: chats, a group, a forum; citizens as in tests/day."""
