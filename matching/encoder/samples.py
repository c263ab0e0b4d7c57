"""Two hundred texts in French, Arabic and English, to compare two encoders on; our own wording."""

from itertools import chain, product

FRAMES = {
    "fr": (
        "{0} cherche un prêt d'honneur de 300 000 dirhams pour lancer sa première série.",
        "Programme de soutien à l'amorçage : {0} peut déposer un dossier avant le 30 juin.",
        "Nous développons une plateforme pour {0} ; l'équipe compte 6 personnes à Agadir.",
        "Quels appuis à l'export existent pour {0} qui vise l'Afrique de l'Ouest ?",
        "Le jury retient {0} dès 2 ans d'existence, avec un chiffre d'affaires sous 5 MDH.",
        "Offre d'emploi : {0} recrute un ingénieur données (Python, SQL), stage de 6 mois.",
        "« Où en est le financement ? » demande {0}. L'accompagnement dure neuf mois, de la "
        "sélection à la sortie.\nIl comprend un diagnostic, un plan d'affaires et une mise en "
        "relation avec des banques ; les frais de dossier sont pris en charge à 80 %.",
    ),
    "ar": (
        "تبحث {0} عن قرض شرف بقيمة 300 ألف درهم لإطلاق أول منتج لها.",
        "برنامج دعم الانطلاق: يمكن أن تقدم {0} ملفها قبل 30 يونيو.",
        "نطوّر منصة رقمية لفائدة {0}، ويضم الفريق ستة أشخاص بأكادير.",
        "ما هي برامج دعم التصدير المتاحة أمام {0} نحو غرب إفريقيا؟",
        "تقبل اللجنة {0} بعد سنتين من النشاط، ورقم معاملات أقل من 5 ملايين درهم.",
        "عرض عمل: توظف {0} مهندسا في معالجة المعطيات، مع إمكانية تدريب لستة أشهر.",
        "«أين وصل التمويل؟» تسأل {0}. تدوم المواكبة تسعة أشهر من الانتقاء إلى الخروج.\n"
        "وتشمل التشخيص ومخطط الأعمال والربط مع الأبناك؛ وتتحمل الجهة 80٪ من مصاريف الملف.",
    ),
    "en": (
        "{0} needs an honour loan of 300,000 dirhams to launch its first batch.",
        "Seed support programme: {0} may apply before 30 June.",
        "We build a platform for {0}; the team is six people in Agadir.",
        "Which export schemes are open to {0} looking at West Africa?",
        "The panel takes {0} from two years of activity and under MAD 5m in revenue.",
        "Job offer: {0} hires a data engineer (Python, SQL), six-month internship possible.",
        '"How far is the funding?" asks {0}. Coaching lasts nine months, from selection to exit.\n'
        "It covers a diagnosis, a business plan and introductions to banks; 80% of the filing "
        "costs are paid for.",
    ),
}
SEEKERS = {
    "fr": (
        "une coopérative d'argan",
        "une jeune pousse de paiement mobile",
        "un atelier de céramique à Safi",
        "une entreprise d'irrigation connectée",
        "une société de recyclage du plastique",
        "un laboratoire de diagnostic médical",
        "une plateforme d'apprentissage de la darija",
        "une PME de pièces pour l'aéronautique",
        "un producteur d'énergie solaire",
        "une application de covoiturage",
    ),
    "ar": (
        "تعاونية لإنتاج زيت الأركان",
        "شركة ناشئة في الأداء عبر الهاتف",
        "ورشة للخزف بآسفي",
        "مقاولة للري الذكي",
        "شركة لإعادة تدوير البلاستيك",
        "مختبر للتشخيص الطبي",
        "منصة لتعلم الدارجة",
        "مقاولة صغرى لأجزاء الطائرات",
        "شركة لإنتاج الطاقة الشمسية",
        "تطبيق للنقل المشترك",
    ),
    "en": (
        "an argan cooperative",
        "a mobile payment startup",
        "a ceramics workshop in Safi",
        "a smart irrigation company",
        "a plastic recycling firm",
        "a medical diagnosis laboratory",
        "a platform for learning Darija",
        "a small maker of aircraft parts",
        "a producer of solar power",
        "a car-sharing application",
    ),
}
COUNT = 200


def samples() -> list[str]:
    """The texts, languages alternating, from 10 to about 90 tokens."""
    filled = (
        [frame.format(who) for who, frame in product(SEEKERS[lang], FRAMES[lang])]
        for lang in FRAMES
    )
    return list(chain.from_iterable(zip(*filled, strict=True)))[:COUNT]
