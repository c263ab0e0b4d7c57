"""What a card says of experience: a traineeship is told, and never as no experience alone."""

import pytest

from app.candidates.cards import Card, card_of
from app.kit.i18n import translator
from matching.profile import LANGUAGES
from matching.talent.candidate import Candidate, Post
from tests.web.factories import request
from web.rendering import TEMPLATES, helpers

META = '{% from "talent/parts.html" import card_meta with context %}{{ card_meta(card) }}'


def meta(card: Card, language: str = "fr") -> str:
    told = helpers(request(), translator(language))
    return TEMPLATES.env.from_string(META).render({**told, "card": card})


def card(*posts: Post, years: float | None = 0.0) -> Card:
    return card_of(Candidate("c", "fr", posts=posts, years=years))


TRAINED = (
    Post("Stagiaire", kind="internship", months=18),
    Post("Stagiaire", kind="internship", months=6),
    Post("Stagiaire", kind="internship"),
)


def test_months_of_traineeships_are_told_as_not_counted() -> None:
    assert "<span>24 mois de stage, non comptés</span>" in meta(card(*TRAINED))


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_are_told_in_each_language(language: str) -> None:
    told = meta(card(*TRAINED), language)
    assert translator(language).text("card.trained", months="").strip() in told


def test_work_and_traineeships_without_a_length_are_not() -> None:
    worked = card(Post("Comptable", months=24), Post("Stagiaire", kind="internship"), years=2.0)
    assert "stage" not in meta(worked)
