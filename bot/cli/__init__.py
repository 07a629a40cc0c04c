"""The commands of administrators: they speak English, print JSON where facts are printed, and end with 0, 1 or 2.

0 is done, 1 is refused, 2 is misused; errors go to standard error. A command's room is entered only when it runs, so
that `motcua ask` never loads what only the chat needs.
"""

from bot.cli.parser import main

__all__ = ["main"]
