"""Where a visitor begins."""

from fastapi import Request
from fastapi.responses import RedirectResponse

from app.accounts.gate import may
from web.pages.kit import pages
from web.rendering import relative

router = pages()


@router.get("/", dependencies=[may("home.read")])
def home(request: Request) -> RedirectResponse:
    """There is no sign-in yet to tell whose home it is: everyone begins at the startups."""
    # A language asked for in the address goes along.
    return RedirectResponse(relative(request.url.replace(path="/startups")), status_code=307)
