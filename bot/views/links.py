"""Links that open the bot: at a procedure, or at its beginning."""

TELEGRAM = "https://t.me/"


def started_with(code: str) -> str:
    """What follows `?start=` in a link to a procedure: its code without the point, which Telegram does not allow."""
    return f"tt_{code.replace('.', '')}"


def link_to(bot_name: str, code: str = "") -> str:
    """A link that opens the bot, at a procedure if one is given; empty while the bot's user name is not known."""
    if not bot_name:
        return ""
    return f"{TELEGRAM}{bot_name}?start={started_with(code)}" if code else f"{TELEGRAM}{bot_name}"
