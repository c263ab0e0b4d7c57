"""What templates get: one class a template, and nothing else but the helpers of `rendering`."""

from app.matches.schemas import Shown
from web.data import (
    account,
    administration,
    candidate,
    components,
    errors,
    financing,
    home,
    network,
    programmes,
    school,
    sign_in,
    startups,
    talent,
)

AREAS = (
    account,
    administration,
    candidate,
    components,
    errors,
    financing,
    home,
    network,
    programmes,
    school,
    sign_in,
    startups,
    talent,
)

PAGES: dict[str, type[Shown]] = {
    template: kind for area in AREAS for template, kind in area.PAGES.items()
}
