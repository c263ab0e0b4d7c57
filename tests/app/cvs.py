"""Small CVs of people who do not exist, and schools that give them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.accounts.policy import NOBODY
from app.context import Context
from app.intakes import reports, service
from app.intakes.schemas import FileShown, IntakeShown
from app.intakes.sources import Given, given
from app.network.importing import import_network
from ingestion import network
from tests.app.networks import organisation, written

FRENCH = """Badr Eddine Sanhaji
Développeur web
E-mail : badr.sanhaji@example.ma
Téléphone : 06 61 22 33 44
Ville : Casablanca

Expérience professionnelle
Développeur web — Zellij Logiciels, Casablanca
03/2021 – 06/2023
Développement de services en Python et Django pour des hammams de Tafilalet.

Formation
2016 – 2021 : Ingénieur en génie informatique, École des Dunes, Errachidia

Compétences
Python, Django, PostgreSQL

Langues
Arabe : langue maternelle
Français : C1
"""
ARABIC = """بدر الدين الصنهاجي
مطور ويب
البريد الإلكتروني: b.essanhaji@example.org
المدينة: الدار البيضاء

التجربة المهنية
مطور ويب - زليج للبرمجيات، الدار البيضاء
03/2021 – 06/2023
تطوير خدمات بلغة Python

التكوين
2016 – 2021 : مهندس في الإعلاميات، مدرسة الكثبان، الرشيدية

المهارات
Python, Django

اللغات
العربية: اللغة الأم
"""
NAMESAKE = """Badr Eddine Sanhaji
Comptable
E-mail : sanhaji.compta@example.net
Téléphone : 07 00 11 22 33
Ville : Fès

Expérience professionnelle
Comptable — Cabinet du Saïss, Fès
01/2015 – 12/2019
Tenue de la comptabilité et déclarations de TVA.

Formation
2011 – 2014 : Licence en comptabilité, Faculté de Fès

Compétences
Sage, Excel
"""
# Three developers of one town.
SALMA = """Salma Berrechid
Développeuse web
E-mail : salma.berrechid@example.ma
Téléphone : 06 61 20 30 40
Ville : Casablanca

Expérience professionnelle
Développeuse web — Atelier Bleu, Casablanca
09/2022 – 06/2025
Services en Python et Django pour des coopératives, avec PostgreSQL et Docker.

Formation
2019 – 2022 : Ingénieur d'État en génie informatique, École des Dunes, Errachidia

Compétences
Python, Django, PostgreSQL, Docker

Langues
Arabe : langue maternelle
Français : C1
"""
HAMZA = """حمزة الوزاني
مطور ويب
البريد الإلكتروني: hamza.ouazzani@example.org
الهاتف: 0662334455
المدينة: الدار البيضاء

التجربة المهنية
مطور ويب - مختبر الأطلس، الدار البيضاء
01/2021 – 03/2024
تطوير خدمات بلغة Python لتتبع الحصص.

التكوين
2017 – 2020 : إجازة في الإعلاميات، كلية العلوم، وجدة

المهارات
Python, PostgreSQL

اللغات
العربية: اللغة الأم
الفرنسية: C1
"""
LEILA = """Leïla Tahiri
Développeuse Python
E-mail : leila.tahiri@example.net
Ville : Casablanca

Expérience professionnelle
Développeuse Python — Maison du Code, Casablanca
02/2020 – 05/2025
Services en Python et Django avec PostgreSQL.

Compétences
Python, Django, PostgreSQL, Docker

Langues
Français : C2
"""


def schools(context: Context, folder: Path, *names: str) -> None:
    """Schools of these names."""
    folder.mkdir(exist_ok=True)
    rows = [organisation(), *(organisation(name, kind="school") for name in names)]
    import_network(context, network.read(written(folder / "network", organisations=rows)))


def files(folder: Path, **texts: str) -> Path:
    """A folder with text files of these names."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def read(context: Context, school: str, path: Path | list[Given], **options: bool) -> IntakeShown:
    """What became of the files at a path, read in this process, one after the other."""
    from app.intakes.reading import read_file

    found = path if isinstance(path, list) else given(path)
    intake_id = service.receive(context, NOBODY, school, found, **options)  # type: ignore[arg-type]
    for position in range(1, len(found) + 1):
        read_file(context, intake_id, position)
    return reports.report(context, intake_id)


def by_name(shown: IntakeShown) -> dict[str, FileShown]:
    """The files of a report."""
    return {one.name: one for one in shown.files}


@contextmanager
def reading_here(context: Context) -> Iterator[None]:
    """Workflows run in this process."""
    from app.intakes import workflow

    with workflow.running(context) as mine:
        assert mine
        yield
