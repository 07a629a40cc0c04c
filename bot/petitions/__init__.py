"""The life of a petition: draft, register, moves, clocks, files and audit trail. No Telegram, no views."""
