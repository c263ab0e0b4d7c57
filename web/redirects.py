"""Where a person is led to: pages of ours only, whatever an address or a form says."""

import re

from fastapi.responses import RedirectResponse

HOME = "/"
# A path: no second slash, which would begin another host's name, nor anything that a browser
# would read as one (a backslash) or leave out (a tab).
OWN = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
LONGEST = 2000


def own(address: str, otherwise: str = HOME) -> str:
    """The address if it is one of our pages, else another one."""
    return address if len(address) <= LONGEST and OWN.fullmatch(address) else otherwise


def see(address: str) -> RedirectResponse:
    """What a form that was sent leads to."""
    return RedirectResponse(address, status_code=303)
