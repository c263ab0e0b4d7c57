"""What is typed into a form is kept while it is not sent."""

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.accounts.gate import InPerson, may
from app.drafts import service as drafts
from app.drafts import submissions
from app.kit.database import writing
from app.kit.http import InContext
from web.pages.kit import Sent, SentLists, pages

# The field that names the form, and the one that its button for later sends.
FORM, LATER = "form", "draft"
# What is not typed. A draft that kept what a form was sent with would look sent when it is resumed.
UNTYPED = {FORM, LATER, submissions.FIELD}

router = pages()


@router.post("/drafts", dependencies=[may("draft.keep")])
def keep(context: InContext, person: InPerson, form: Sent, typed: SentLists) -> Response:
    """Keep what was typed; who asked by a button goes back to the form, which says so."""
    fields = {name: texts for name, texts in typed.items() if name not in UNTYPED}
    with writing(context.database) as session:
        drafts.keep(session, person.id, form, fields)
    if LATER in typed:
        return RedirectResponse(f"{form}{'&' if '?' in form else '?'}kept=1", status_code=303)
    return Response(status_code=204)


@router.post("/drafts/drop", dependencies=[may("draft.keep")])
def drop(context: InContext, person: InPerson, form: Sent) -> Response:
    """Forget what was typed, and go back to the form as it was."""
    with writing(context.database) as session:
        drafts.drop(session, person.id, drafts.address(form))
    return RedirectResponse(form, status_code=303)
