"""What templates get: one class a template, and nothing else but the helpers of `rendering`."""

from app.matches.schemas import Shown
from web.data import (
    account,
    administration,
    components,
    errors,
    financing,
    home,
    network,
    programmes,
    sign_in,
    startups,
)

AREAS = (
    account,
    administration,
    components,
    errors,
    financing,
    home,
    network,
    programmes,
    sign_in,
    startups,
)

PAGES: dict[str, type[Shown]] = {
    template: kind for area in AREAS for template, kind in area.PAGES.items()
}
