"""A file out of Telegram: what it says where the file lies is followed to Telegram's own address and nowhere else."""

from telegram import Bot
from telegram.error import TelegramError


async def content_of(bot: Bot, file_id: str) -> bytes:
    """What is in a file. Raises TelegramError when there is none to be had.

    The library would read a path of this machine, for servers that share a disk with the bot; ours never does.
    """
    file = await bot.get_file(file_id)
    if not (file.file_path or "").startswith(f"{bot.base_file_url}/"):
        raise TelegramError("the file is said to lie elsewhere")
    return bytes(await file.download_as_bytearray())
