"""What a company does with its offers of work."""

from collections.abc import Callable, Sequence
from typing import Any

from app.accounts.policy import Target, Visitor
from app.accounts.tokens import identifier
from app.audit import service as audit
from app.candidates.schemas import Standing
from app.context import Context
from app.drafts import submissions
from app.kit.database import now, writing
from app.kit.errors import DomainError
from app.offers import publishing, values
from app.offers.models import Offer
from app.offers.publishing import NOTHING, Unread
from app.offers.schemas import Answered, OfferChange, OfferGiven, OfferShown
from app.offers.showing import by_id, shown
from app.offers.states import TRANSITIONS, OfferState
from app.profiles import service as profiles
from matching.profile import Kind

Write = Callable[[Offer], None]


class NotNext(DomainError):
    """An offer cannot come to be that from what it is."""

    status = 409
    title = "Not next"


def create(
    context: Context, visitor: Visitor, startup_id: str, given: OfferGiven, once: str = ""
) -> OfferShown:
    """Add a draft of a company, with what is proposed from its text. Raises `NotFound`.

    `once` tells a filling of a form: sent by the same person again, it adds nothing.
    """
    read = values.proposals(given.text, given.language or "")
    with writing(context.database) as session:
        if visitor.person and (made := submissions.result(session, visitor.person.id, once)):
            return shown(session, by_id(session, made))
        profiles.stored(session, Kind.STARTUP, startup_id)
        row = drafted(startup_id, given, *read)
        row.written_by = visitor.account_id
        session.add(row)
        session.flush()
        if visitor.person:
            submissions.note(session, visitor.person.id, once, row.id)
        audit.note(session, visitor, "offer.create", Target("offer", row.id), of=startup_id)
        return shown(session, row)


def drafted(
    startup_id: str, given: OfferGiven, language: str, proposed: list[dict[str, Any]]
) -> Offer:
    """A draft of a company, written now."""
    at = now()
    return Offer(
        id=identifier(),
        startup_id=startup_id,
        text=given.text,
        language=language,
        proposed=proposed,
        hides_school=given.hides_school,
        state=OfferState.DRAFT,
        created_at=at,
        updated_at=at,
        moved_at=at,
        answers=[],
    )


def change(context: Context, visitor: Visitor, offer_id: str, given: OfferChange) -> OfferShown:
    """Write an offer anew; what a person said of its values stays. Raises `NotFound`."""
    language, proposed = values.proposals(given.text, "") if given.text else ("", [])

    def write(row: Offer) -> None:
        if given.text:
            row.text, row.language, row.proposed = given.text, language, proposed
        if given.hides_school is not None:
            row.hides_school = given.hides_school
        row.updated_at = now()

    return done(context, visitor, "offer.edit", offer_id, write)


def answer(
    context: Context, visitor: Visitor, offer_id: str, given: Sequence[Answered]
) -> OfferShown:
    """Keep what a person says of values. Raises `NotFound` and `values.NotAValue`."""

    def write(row: Offer) -> None:
        for one in given:
            say(row, one)
        row.updated_at = now()

    return done(context, visitor, "offer.edit", offer_id, write)


def say(row: Offer, given: Answered) -> None:
    """Keep what a person says of one value."""
    said = values.answered(row, given.field, given.key, Standing(given.standing), given.value)
    said.at = now()
    row.answers = [one for one in row.answers if (one.field, one.key) != (said.field, said.key)]
    row.answers.append(said)


def move(context: Context, visitor: Visitor, offer_id: str, state: OfferState) -> OfferShown:
    """Open or close an offer; who opens one confirms what was read and not denied.

    Raises `NotFound` and `NotNext`.
    """

    def write(row: Offer) -> None:
        if state not in TRANSITIONS[OfferState(row.state)]:
            message = f"An offer that is {row.state} does not come to be {state}."
            raise NotNext(message)
        if state is OfferState.OPEN:
            confirm(row)
        row.state, row.moved_at = state, now()

    return done(context, visitor, "offer.move", offer_id, write, to=state)


def confirm(row: Offer) -> None:
    """Confirm every value that was read and of which nobody said anything."""
    for one in values.values(row):
        if one.standing is Standing.READ:
            say(row, Answered(field=one.field, key=one.key, standing=Standing.CONFIRMED))


def done(
    context: Context,
    visitor: Visitor,
    action: str,
    offer_id: str,
    write: Write,
    **details: Any,  # noqa: ANN401 - see `audit.note`
) -> OfferShown:
    """Do something to an offer, and have what is matched follow it.

    Where its text has to be read for that, nobody waits meanwhile: nothing is written, and it is
    done again with what the text means. Raises `NotFound`, and what `write` does.
    """
    known = NOTHING
    while True:
        try:
            with writing(context.database) as session:
                row = by_id(session, offer_id)
                write(row)
                session.flush()
                publishing.follow(session, row, known)
                audit.note(session, visitor, action, Target("offer", offer_id), **details)
                return shown(session, row)
        except Unread as unread:
            known = publishing.meant(context, unread)
