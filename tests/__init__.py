"""The tests of the bot and of the knowledge it stands on."""
