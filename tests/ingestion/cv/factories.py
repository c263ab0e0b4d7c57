"""Small CVs as they come from the reader of documents."""

from datetime import date

from ingestion.cv import Cv, understand
from ingestion.documents.outcome import Kind, Line, Read

TODAY = date(2026, 11, 1)


def read(text: str, sizes: dict[int, float] | None = None) -> Read:
    """A document with a line for each line of the text; a form feed begins a page."""
    lines, page = [], 1
    for number, line in enumerate(text.split("\n")):
        page += line.startswith("\f")
        lines.append(Line(line.lstrip("\f"), page, size=(sizes or {}).get(number)))
    return Read(Kind.TEXT, page, tuple(lines))


def cv(text: str, file: str = "", sizes: dict[int, float] | None = None) -> Cv:
    """What is understood of a text."""
    return understand(read(text, sizes=sizes), file, TODAY)


FRENCH = """\
Yassine BERRADA
Développeur back-end Java
yassine.berrada@example.com | 06 12 34 56 78 | Casablanca
Profil
Cinq ans d'expérience sur des systèmes de paiement.
Expérience professionnelle
Ingénieur back-end – Atlas Paiement, Casablanca
mars 2023 – présent
Découpage d'un monolithe en services Spring Boot.
Outils : Java, PostgreSQL, Docker.
Développeur Java – Zellige Soft, Rabat
sept. 2021 – févr. 2023
Services web REST pour un portail.
Stagiaire – projet de fin d'études (stage) – Zellige Soft, Rabat
févr. 2021 – juil. 2021
Sujet : moteur de règles en Java.
Formation
Diplôme d'ingénieur d'État – Génie logiciel, ENSIAS, Rabat
2018 – 2021
Baccalauréat, mention Bien – Sciences mathématiques, Lycée Moulay Youssef, Rabat
2017 – 2018
Compétences
Java, Spring Boot, PostgreSQL, Docker, Git
Langues
Arabe : langue maternelle
Français : courant
Anglais : avancé (B2)
Certifications
CKA
Recherche
type de contrat : CDI ou mission freelance
Disponibilité : 1 mois
Liens
github.com/yberrada-demo
Centres d'intérêt
Festival Python de reptiles, voyage sur l'île de Java
"""

ARABIC = """\
سلمى بنجلون
مهندسة شبكات
salma.benjelloun@example.com | +212 6 12 34 56 78 | طنجة
نبذة
ست سنوات في إدارة الشبكات.
التجربة المهنية
مهندسة شبكات — عبور الشمال، طنجة
من شتنبر ٢٠٢٠ إلى الآن
تدبير 210 محولات.
متدربة — شركة الجنوب، العيون
فبراير 2020 – يوليوز 2020
المسار الدراسي
شهادة مهندس — المدرسة الوطنية للعلوم التطبيقية ENSA طنجة – هندسة الشبكات
2015 – 2020
المهارات
Linux، Docker، بايثون
اللغات
العربية : اللغة الأم
الفرنسية : جيد جدا (C1)
الإنجليزية : متوسط
الهدف
نوع العقد: عقد غير محدد المدة
تاريخ التوفر: شهران
"""

ENGLISH = """\
Salma Idrissi
Data Engineer
salma.idrissi@example.com
+212 661 234567
Casablanca, Morocco

Experience
OCP Digital
Data Engineer
January 2021 - Present (3 years 2 months)
Casablanca, Morocco
- Built pipelines with Airflow and Spark.
Capsoft
Junior Data Analyst
September 2019 - December 2020 (1 year 4 months)
Rabat, Morocco
Dashboards in Power BI for a bank.

Education
ENSIAS
Engineering degree, Software engineering · (2016 - 2019)

Skills
Python, SQL, Airflow, Spark

Languages
Arabic (Native or Bilingual)
French (fluent)
English (B2)

Looking for
open to permanent contract
Availability: two months
"""
