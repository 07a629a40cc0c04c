"""A pretended Telegram: the state of a Bot API server, and two ways of reaching it, in process and over HTTP.

It refuses what Telegram refuses, in Telegram's words, and cries out (`MisuseError`) where Telegram would lose something
in silence: a misspelt parameter, a ninth button in a row, a button with two actions.
"""
