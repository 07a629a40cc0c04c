"""The national portal (Cổng Dịch vụ công quốc gia) at a procedure.

Since 2026 a procedure's own page there goes by a number of the portal's, which nobody publishes for every code; its
search takes the code, so the link leads there.
"""

from bot.texts import say
from bot.views.message import Button

SEARCH = "https://dichvucong.gov.vn/tim-kiem-thu-tuc-hanh-chinh?keyword="


def portal_row(code: str) -> tuple[tuple[Button, ...], ...]:
    """A row with the link; no row for a local code, which the portal does not know."""
    if not code[:1].isdecimal():
        return ()
    return ((Button(say("button.portal"), "", SEARCH + code),),)
