"""What is asked and answered in turn, free of Telegram: (state, words or a button) → (state, messages)."""
