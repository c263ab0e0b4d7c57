"""Which language a page speaks: the one asked for, else the one kept, else the browser's."""

from babel import negotiate_locale
from starlette.requests import Request

from app.accounts.policy import NOBODY
from app.kit.i18n import DEFAULT
from matching.profile import LANGUAGES

PARAMETER = COOKIE = "lang"


def asked(request: Request) -> str | None:
    """The language in the address, if it is one of ours."""
    language = request.query_params.get(PARAMETER)
    return language if language in LANGUAGES else None


def kept(request: Request) -> str | None:
    """The language in the cookie, if it is one of ours."""
    language = request.cookies.get(COOKIE)
    return language if language in LANGUAGES else None


def spoken(request: Request) -> str | None:
    """The language that the person signed in chose for their account."""
    visitor = getattr(request.state, "visitor", NOBODY)
    return visitor.person.language if visitor.person else None


def accepted(header: str) -> list[str]:
    """The languages of an `Accept-Language` header, the preferred ones first."""
    weighed = [weight(part) for part in header.split(",") if part.strip()]
    return [tag for weight, tag in sorted(weighed, key=lambda one: -one[0]) if weight > 0]


def weight(part: str) -> tuple[float, str]:
    """A language of the header with its weight, 0 when that is not a number."""
    tag, _, parameters = part.strip().partition(";")
    quality = parameters.strip().removeprefix("q=")
    try:
        return float(quality or 1), tag.strip()
    except ValueError:
        return 0, tag.strip()


def language_of(request: Request) -> str:
    """The language of the answer to a request."""
    wanted = accepted(request.headers.get("accept-language", ""))
    return (
        asked(request)
        or kept(request)
        or spoken(request)
        or negotiate_locale(wanted, LANGUAGES, sep="-")
        or DEFAULT
    )
