"""A whole day in little: people who talk with the bot, an office that answers, a network that fails, kill -9."""
