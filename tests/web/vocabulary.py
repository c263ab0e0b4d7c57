"""The codes that each family of labels must name, taken from where the codes are defined."""

import json
from importlib.resources import files
from typing import Any

import yaml

from app.accounts import looking
from app.accounts.agreements import purposes
from app.accounts.demo import people
from app.accounts.entering import Method
from app.accounts.oidc import Doubt as Distrust
from app.accounts.passwords import Weakness
from app.accounts.people import State
from app.accounts.policy import HELD_FOR, Reason, Role, actions
from app.accounts.throttle import Limit
from app.accounts.ways_in import BROWSERS, SYSTEMS
from app.candidates.listing import Stage
from app.candidates.proof import rows as proof_rows
from app.candidates.schemas import Standing
from app.candidates.values import FIELDS
from app.decisions.states import Step as DecisionStep
from app.decisions.states import reasons as decision_reasons
from app.homes.unsent import FORMS
from app.homes.unsent import OTHER as NO_FORM
from app.intakes.outcomes import CODES, Outcome
from app.intakes.refusing import CODES as NOT_TAKEN
from app.intakes.sources import FILE, ROW
from app.introductions.states import REVEALABLE, Party, Step
from app.mail.service import Letter
from app.matches.difference import Cause, How
from app.matches.eligibility import HYPOTHESIS
from app.matches.parts import Show
from app.network.states import CohortState, OrganisationKind, ResidencyStatus, SiteStatus
from app.offers.states import OfferState
from app.offers.values import FORMS as OFFERED
from app.organisations.listing import COUNTS, RESIDENT
from app.profiles.editing import COACH, STARTUP
from app.programmes.facets import NAMED, ORDER, UNKNOWN
from app.programmes.search import Sort
from app.programmes.upkeep import Issue
from app.talent.figures import STAGES as TALENT_STAGES
from ingestion import programmes, startups
from ingestion.cv.model import Work
from ingestion.offers.words import cities as read_cities
from ingestion.offers.words import contract_kinds
from ingestion.report import Reason as Refusal
from ingestion.rules import condition
from matching.criteria.derived import DERIVATIONS
from matching.criteria.facts import fact_types
from matching.criteria.phrases import DEMANDS, SAYS
from matching.criteria.rules import Dated, Leaf, Need, leaves
from matching.criteria.verdict import Doubt, Truth, Verdict
from matching.criteria.vocabulary import vocabulary
from matching.engine import Beside
from matching.profile import LANGUAGES
from matching.ranking.bands import Band
from matching.ranking.features import FEATURES
from matching.talent.coverage import Met
from web import offer_form
from web.company_form import EDITED
from web.company_form import NEW as ENTRIES
from web.data import account, administration
from web.data.errors import WORDED
from web.data.financing import ROWS
from web.data.programmes import TOLD_ELSEWHERE, WORDS, Translation
from web.data.startups import OTHER, TOPICS
from web.navigation import COMPANIES, HOME, JOBS, OFFERS, OWN, PLACES
from web.pages.candidate_offers import ANSWERS
from web.pages.candidates import DONE as OWN_DONE
from web.pages.financing import FAULTS
from web.pages.purposes import DONE as AGREED
from web.pages.school import DONE as CANDIDATE_DONE
from web.pages.school import FAULTS as INVITE_FAULTS
from web.pages.talent import DONE as OFFER_DONE
from web.portraits import PARTS, SURENESS


def loaded(package: str, name: str) -> Any:  # noqa: ANN401
    """A data file of ours; JSON is YAML too."""
    return yaml.safe_load(files(package).joinpath(name).read_text("utf-8"))


def schema(name: str) -> dict[str, Any]:
    text = files("ingestion").joinpath("schemas", f"{name}.schema.json").read_text("utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


def enumeration(schema_name: str, *path: str) -> set[str]:
    """The values that a schema allows at a place."""
    found: Any = schema(schema_name)
    for step in path:
        found = found[step]
    return set(found["enum"])


FACTS = fact_types()
CLOSED = {name: set(kind.values) for name, kind in FACTS.items() if kind.values}
STATEMENTS = {name for name, kind in FACTS.items() if kind.type == "boolean"}
ORIGINS = {origin for ways in DERIVATIONS.values() for origin, _ in ways}
UNITS = {kind.unit for kind in FACTS.values() if kind.unit} | {"months", "days"}
COMPARED = set(SAYS.values())
SAID = set(DEMANDS)
INSTRUMENTS = enumeration("programme", "properties", "instruments", "items")
SOUGHT = enumeration("startup", "properties", "seeks", "items")
NEEDS = set(loaded("matching.ranking", "needs.yaml")["needs"])
LISTED = set(programmes.FACTS.values()) - TOLD_ELSEWHERE | {"deadlines", "url"}
WISHES = set(loaded("ingestion", "wishes.yaml"))
STATED = set(startups.FACTS.values()) | WISHES | {"seeks", "amount_mad", "use", "funders"}
REGIONS = enumeration("programme", "$defs", "region")
ERRORS = set(map(str, WORDED))

# Why something that a person enters does not fit what is there (app.network.checks.Unfit).
UNFIT = {
    "status_next",
    "since_before",
    "since_future",
    "startup_unknown",
    "startup_elsewhere",
    "cohort_ends",
    "state_next",
    "programme_unknown",
    "site_elsewhere",
}

# What else than the policy's actions the journal names, and what it says of them.
NOTED = {
    "account.disable",
    "account.enable",
    "password.change",
    *("session.open", "account.create", "account.delete", "email.change", "look.end"),
    *("role.give", "role.take", "role.leave", "consent.give", "consent.withdraw"),
    *("factor.add", "factor.remove", "key.create", "invitation.accept"),
    *("invitation.withdraw", "invitation.resend", "factor.reset"),
    *("identity.link", "identity.remove", "startup.forget"),
    *("startup.ingest", "programme.ingest", "network.ingest"),
    *("offer.move", "offer.forget", "ranking.promote", "ranking.back"),
}
DETAILS = {"method", "strong", "factor", "why", "purpose", "changed", "of_kind", "of", "scopes"}
DETAILS |= {
    "ticket",
    "created",
    "updated",
    "unnoted_until",
    "more",
    "since",
    "to",
    "programme",
    "version",
    "by",
}
KEYS = {one.key for one in actions().values() if one.key}
# What may be wrong with what somebody types about an account.
TYPED = {
    *("no_name", "long_name", "no_language", "address", "wrong", "code", "key_name", "no_scope"),
    *("no_days", "no_role", "no_place", "no_reason", "ticket", "no_day"),
    *("passkey", "passkey_name"),
}

REQUIRED: dict[str, set[str]] = {
    **{name: codes for name, codes in CLOSED.items() if name not in {"region", "stage"}},
    "kind": enumeration("programme", "properties", "kind"),
    "instrument": INSTRUMENTS | SOUGHT | NEEDS,
    "stage": enumeration("programme", "$defs", "stage"),
    "status": enumeration("programme", "properties", "status")
    | enumeration("startup", "properties", "status"),
    "target": enumeration("programme", "properties", "target", "items"),
    "currency": enumeration("programme", "$defs", "currency"),
    "evidence_kind": enumeration("programme", "properties", "evidence"),
    "region": REGIONS | {"any"},
    "sector": enumeration("startup", "properties", "sectors", "items")
    | vocabulary("sector").names
    | {"any"},
    "verdict": set(Verdict),
    "component": set(FEATURES),
    "lack": set(FEATURES),
    "beside": set(map(str, Beside)),
    "list_part": set(map(str, Show)),
    "list_none": set(map(str, Show)) - {str(Show.ALL)},
    "band": set(Band),
    "field": set(FACTS) | ORIGINS | LISTED | STATED,
    "ask": set(FACTS),
    **dict.fromkeys(("need_yes", "need_no", "fact_yes", "fact_no"), STATEMENTS),
    "body": {kind.decided_by for kind in FACTS.values() if kind.decided_by},
    "measure": COMPARED,
    "day": COMPARED,
    "name": {"is", "is_not", "with"},
    "instead": {"legal_form.aucune"},
    "requirement": SAID | {"any"},
    "met": SAID,
    "failed": SAID | {"any"},
    "open": SAID | {"any"},
    "doubt": set(Doubt) - {Doubt.IMPRECISE}
    | {"general", "related", "only_year", "only_month", "only_day"},
    "stated": {"day", "month", "year"},
    "join": {"and", "or", "then", "comma", "group", "groups"},
    "change": {"on", "closes", "lapses", "obtain", "confirm", "rise", "fall", "set", "become"},
    "period": {"always", "since", "until", "since_until"},
    "told": {"and", "or", "list"},
    "truth": set(Truth),
    "issue": set(Issue),
    # Who said a fact or a field, where no document did.
    "author": {STARTUP, COACH, HYPOTHESIS},
    "stage_of": set(Stage),
    "talent_stage": set(TALENT_STAGES),
    "intake_advice": {"held", "nothing", "refused", "quarantined", "removed"},
    "invite_fault": set(INVITE_FAULTS.values()),
    "candidate_done": set(CANDIDATE_DONE),
    "own_done": set(OWN_DONE),
    "own_step": set(ANSWERS),
    "own_step_note": set(ANSWERS),
    "agreed_done": set(AGREED),
    "agreed_to": {code for code, one in purposes().items() if not one.about},
    "cv_field": set(FIELDS),
    "cv_part": {"code", "contract", *(part for parts in PARTS.values() for part in parts)},
    "sureness": set(SURENESS),
    "document_kind": {FILE, ROW},
    "left": {*proof_rows([]), "index", "files"},
    "node": {"all", "any"},
    "rule_need": set(Need),
    # What ingestion calls the parts of a text (ingestion.startups, ingestion.programmes).
    "section": {"description", "need", "summary", "conditions", "apply"},
    "unit": UNITS,
    "unit_of": UNITS,
    # What a list says it was made of (app.matches.service.versions).
    "version": {"wasl", "model", "index", "ranking"},
    "site_status": set(SiteStatus),
    "site_fact": set(schema("site")["properties"]["facts"]["properties"]),
    "precision": {"about", "at_least"},
    "residency_status": set(ResidencyStatus),
    "residency_note": set(ResidencyStatus),
    "residency_many": set(ResidencyStatus),
    "organisation_kind": set(OrganisationKind),
    "organisation_name": set(LANGUAGES),
    "cohort_state": set(CohortState),
    "network_unfit": UNFIT,
    "role": set(map(str, Role)) - {"person", "anyone"},
    "company_field": {one.name for one in (*ENTRIES, *EDITED)},
    "company_hint": {one.name for one in ENTRIES if one.hint},
    "company_group": {one.group for one in ENTRIES},
    "company_facet": set(COUNTS),
    "company_unknown": set(COUNTS) - set(RESIDENT),
    "draft_of": {*FORMS, NO_FORM},
    "topic": {*TOPICS, OTHER},
    "compare_row": set(ROWS),
    "cause": set(Cause),
    "programme_now": set(How),
    "compare_fault": set(FAULTS.values()),
    "mail": {f"{one}.{part}" for one in Letter for part in ("subject", "body")},
    "refused": set(map(str, Reason)) - {"granted"},
    # Refusals are left out of the journal, and refused to nobody.
    "too_many": set(Limit),
    "sign_in_fault": {"address", "no_password", "wrong", "no_name", "long_name", "code", "passkey"}
    | set(Distrust),
    "demo_person": set(people()),
    "error_title": ERRORS,
    "error_text": ERRORS,
    "deadline": {"rolling"},
    "facet": {*NAMED, WORDS},
    "facet_value": {
        "sector.any",
        "region.any",
        *(
            f"{facet}.{code}"
            for facet in ("stage", "dilutive", "language")
            for code in ORDER[facet]
            if facet != "stage" or code == UNKNOWN
        ),
    },
    "sort": set(Sort),
    "translation": set(Translation),
    "held_for": set(HELD_FOR.values()),
    "method": set(Method) | {"look"},
    "browser": set(BROWSERS.values()) | {"other"},
    "system": set(SYSTEMS.values()) | {"other"},
    "account_done": set(account.Done),
    "administration_done": set(administration.Done),
    "account_state": set(State),
    "invitation_state": {"waiting", "accepted", "withdrawn", "expired"},
    "letter": set(Letter),
    "look_reason": set(looking.allowed().reasons),
    "action": set(actions()) | NOTED,
    "key_scope": KEYS,
    "intake_outcome": set(Outcome),
    "intake_note": set(CODES),
    "not_taken": set(NOT_TAKEN),
    "alike": {"email", "phone", "name"},
    "offer_state": set(OfferState),
    "introduction_step": set(Step),
    "decision_step": set(map(str, DecisionStep)) - {"taken_back"},
    "decision_action": set(DecisionStep),
    "decision_reason": set(decision_reasons()),
    "party": set(Party),
    "standing": set(Standing),
    "account_fault": TYPED | set(Weakness),
    "detail": DETAILS,
    "nav": {one.key for one in (HOME, COMPANIES, OFFERS, OWN, JOBS, *PLACES)}
    | {"company", "financing", "talent", "candidates"},
    "offer_done": set(OFFER_DONE),
    "offer_move": {OfferState.OPEN, OfferState.CLOSED},
    "offer_field": set(OFFERED),
    "contract_kind": set(contract_kinds()),
    "work_mode": set(offer_form.MODES),
    "experience_level": set(offer_form.EXPERIENCE),
    "skill_rank": set(offer_form.RANKS),
    # Levels are called alike in every language, but for one's own.
    "language_level": {"native"},
    "candidate_verdict": set(Verdict),
    "candidate_row": {
        *("verdict", "vacancy", "candidate", "years", "city", "languages", "studies", "schools"),
        *Met,
    },
    "skill_met": set(Met),
    "post_kind": set(Work),
    "step_action": {"shortlisted", "proposed", "asked", "dropped", "met", "hired", "not_hired"},
    "step_note": set(Step),
    "introduction_fault": {"none", "long"},
    "revealable": set(REVEALABLE),
}


def records() -> list[dict[str, Any]]:
    """The packaged programmes, as they are written."""
    folder = files("ingestion").joinpath("catalogue", "programmes")
    return [yaml.safe_load(one.read_text("utf-8")) for one in folder.iterdir()]


RECORDS = records()


def catalogued(field: str) -> set[str]:
    """The values that the catalogue's programmes have for a list."""
    values = [record.get(field, []) for record in RECORDS]
    return {value for listed in values if isinstance(listed, list) for value in listed}


def compared(leaf: Leaf) -> set[str]:
    """The names that a rule compares a fact with."""
    given = leaf.value
    thresholds = [one.value for one in given.periods] if isinstance(given, Dated) else [given]
    values = [one if isinstance(one, tuple) else (one,) for one in thresholds]
    return {value for several in values for value in several if isinstance(value, str)}


def ruled(field: str) -> set[str]:
    """The names that the catalogue's rules compare a fact with."""
    conditions = [condition(one) for record in RECORDS for one in record.get("eligibility", ())]
    found = [leaf for one in conditions for leaf in leaves(one.tree) if leaf.field == field]
    return {value for leaf in found for value in compared(leaf)}


CITIES = loaded("matching.criteria", "places.yaml")["cities"]
SAMPLES = loaded("ingestion", "catalogue/startups.yaml")
# Whatever a rule names is named in every language, countries by Unicode's own list.
REQUIRED["sector"] |= ruled("sector")
REQUIRED |= {name: ruled(name) for name in ("business_model", "candidate_profile")}

# Names that anyone may write otherwise: a label helps where it exists, and none is owed.
OPEN: dict[str, set[str]] = {
    "fault": set(Refusal),
    "record": set(schema("programme")["properties"]),
    "sector": catalogued("sectors") | catalogued("sectors_excluded"),
    "jurisdiction": {"aucune"},
    "city": {city for cities in CITIES.values() for city in cities}
    | {one["city"] for one in SAMPLES if "city" in one}
    | ruled("province")
    | set(read_cities().values()),
}
