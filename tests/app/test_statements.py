"""The main uses send as few statements to the database for many rows as for some."""

from collections.abc import Callable

import pytest

from app.context import Context
from app.matches.eligibility import explain, overview
from app.matches.service import keep
from app.network import figures, organisations, residencies, sites
from app.organisations.service import startup as shown_startup
from app.profiles.importing import import_batch
from app.programmes.search import Wanted, search
from app.programmes.service import programme as shown_programme
from app.programmes.service import upkeep
from matching.profile import Kind
from tests.app.factories import batch, programme, startup
from tests.app.networks import imported, organisation, residency, site
from tests.app.queries import statements
from tests.ingestion.factories import condition

FEW, MANY = 5, 50
# More than some rows, fewer than many: a part of a list grows with it.
PART = 25

Use = Callable[[Context, str], object]


def financing(context: Context, company: str) -> None:
    """Show a company its list, and keep it."""
    keep(context, overview(context, company).shortlist, "page")


USES: dict[str, Use] = {
    "financing": financing,
    "pair": lambda context, company: explain(context, company, "p0"),
    "company": shown_startup,
    "companies of a site": lambda context, _: residencies.companies(context, "agadir", 0, PART),
    "sites": lambda context, _: sites.sites(context),
    "site": lambda context, _: sites.site(context, "agadir"),
    "figures": lambda context, _: figures.figures(context),
    "organisations": lambda context, _: organisations.organisations(context, 0, PART),
    "catalogue": lambda context, _: search(context, Wanted(), 0, PART),
    "catalogue searched": lambda context, _: search(context, Wanted(q="eau"), 0, PART),
    "programme": lambda context, _: shown_programme(context, "p0"),
    "upkeep": lambda context, _: upkeep(context),
}


def grown(context: Context, number: int) -> None:
    """Have so many companies, programmes, sites and organisations."""
    asked = [condition("company_age_years", "<=", 5), condition("has_mvp", "==", value=True)]
    offers = [programme(f"p{one}", eligibility=asked) for one in range(number)]
    facts = {"company_creation_date": "2024-03-01", "legal_form": "SARL"}
    companies = [startup(f"s{one}", facts=facts) for one in range(number)]
    import_batch(context, Kind.PROGRAMME, batch(*offers))
    import_batch(context, Kind.STARTUP, batch(*companies))
    imported(
        context,
        context.settings.home / "network",
        organisations=[organisation(), *(organisation(f"o{one}") for one in range(number))],
        sites=[site("agadir"), *(site(f"site{one}") for one in range(number))],
        residencies=[residency(f"s{one}", "agadir") for one in range(number)],
    )


@pytest.mark.parametrize("name", USES)
def test_a_use_sends_as_many_statements_for_many_rows_as_for_some(
    empty_context: Context, name: str
) -> None:
    sent = []
    # Another company each time, so that no list is only shown again.
    for number, company in ((FEW, "s1"), (MANY, "s2")):
        grown(empty_context, number)
        USES[name](empty_context, "s0")
        with statements(empty_context.database) as counted:
            USES[name](empty_context, company)
        sent.append(len(counted))
    assert sent[0] == sent[1] > 0
