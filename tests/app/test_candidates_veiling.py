"""Who somebody is, left out of texts: in any spelling, whatever was said of their name since."""

from pathlib import Path
from typing import Any

import pytest

from app.candidates import service as people
from app.candidates.matched import without_names
from app.candidates.schemas import Standing, ValueShown
from app.candidates.veiling import GAP, own, unnamed, without
from app.context import Context
from matching.talent.candidate import Candidate
from tests.app.cvs import FRENCH
from tests.app.networks import imported, organisation
from tests.app.test_talent_desks import listed
from tests.app.work import companies, offered, pooled


def value(field: str, told: Any, text: str = "") -> ValueShown:  # noqa: ANN401
    return ValueShown(field=field, key="", value=told, standing=Standing.READ, text=text)


KNOWN = own(
    [
        value("name", {"full": "Zineb Ali Bennani", "given": "Zineb", "family": "Ali Bennani"}),
        value("links", "zbennani.dev"),
        value("emails", "zineb@example.ma"),
        value("phones", {"e164": "+212612345678"}, "06 12-34 56 78"),
    ]
)


@pytest.mark.parametrize(
    "said",
    ["Zineb", "BENNANI", "Benani", "Bénani", "بناني", "زينب", "Zaynab", "Ali", "ali bennani zineb",
     "zbennani.dev", "06 12-34 56 78", "zineb@example.ma"],
)  # fmt: skip
def test_a_name_is_left_out_in_any_spelling(said: str) -> None:
    assert set(unnamed(f"{said}, stage", KNOWN).removesuffix(", stage")) <= {*GAP, " "}


@pytest.mark.parametrize(
    "said", ["Bonne base en Python", "une banane bien mûre", "بناء على", "ali", "Bien, Bonjour"]
)
def test_words_that_are_nobodys_name_stay(said: str) -> None:
    assert unnamed(said, KNOWN) == said


@pytest.mark.parametrize("said", ["ECOLE DES DUNES", "école  des dunes", "E\u0301cole des Dunes"])
def test_a_phrase_is_left_out_with_any_accents(said: str) -> None:
    assert without(f"à l'{said}.", ["École des Dunes"]) == f"à l'{GAP}."
    assert without(said, []) == without(said, [" "])


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("12 rue des Orangers, Maarif, Casablanca", ""),
        ("الرباط", "Rabat"),
        ("rabat, Maroc", "Rabat"),
    ],
)
def test_a_city_is_one_that_is_known_and_no_address(said: str, shown: str) -> None:
    assert without_names(Candidate("c", "fr", city=said), own([])).city == shown


@pytest.mark.parametrize(
    ("standing", "said"),
    [(Standing.CORRECTED, "Youssef Tazi"), (Standing.CORRECTED, {"full": "Youssef Tazi"}),
     (Standing.DENIED, None)],
)  # fmt: skip
def test_what_is_said_of_a_name_uncovers_none(
    empty_context: Context, tmp_path: Path, standing: Standing, said: object
) -> None:
    companies(empty_context, "aquanour")
    imported(
        empty_context, tmp_path / "network", organisations=[organisation("ensias", kind="school")]
    )
    told = "Développement par Badr Sanhaji et Youssef TAZI,"
    cv = FRENCH.replace("Développement", told).replace("Ingénieur en", "Ingénieur SANHAJI en")
    someone, who = pooled(empty_context, tmp_path, cv)
    people.answer(empty_context, who, someone, ("name", ""), standing=standing, value=said)
    shown = listed(empty_context, offered(empty_context)).model_dump_json().casefold()
    assert "sanhaji" not in shown
    assert ("tazi" in shown) is (said is None)
