"""`python -m tests.benchmarks.echo ADDRESS [PORT]`: a bare echo bot of the library, what ours is held beside.

It polls; with a port it takes what a webhook brings, as the library's own example with Starlette does.
"""

import asyncio
import sys
from http import HTTPStatus
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

from tests.wire.api import TOKEN


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Say what was said."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main(address: str, port: int = 0) -> None:
    """Serve until killed."""
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{address}/bot").base_file_url(f"{address}/file/bot")
    application = builder.build() if not port else builder.updater(None).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    if port:
        asyncio.run(_take(application, port))
    else:
        application.run_polling(allowed_updates=Update.ALL_TYPES)


async def _take(application: Application[Any, Any, Any, Any, Any, Any], port: int) -> None:
    async def take(request: Request) -> Response:
        await application.update_queue.put(Update.de_json(await request.json(), application.bot))
        return Response(status_code=HTTPStatus.OK)

    site = Starlette(routes=[Route("/telegram", take, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(site, port=port, log_level="error"))
    async with application:
        await application.start()
        await server.serve()
        await application.stop()


if __name__ == "__main__":
    main(sys.argv[1], *(int(port) for port in sys.argv[2:]))
