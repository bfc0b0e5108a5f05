"""The sample in German, with long words, and in Arabic, read from the right."""

from __future__ import annotations

from dataclasses import replace

from secondslice.reports.document import Chart, Figure, Quote, Section, Series, Story, Table
from secondslice.reports.tests.sample import DEFENCE, EXECUTIVE, VALUE, rows

FALLS = next(one for one in VALUE.blocks if isinstance(one, Chart))
GERMAN = replace(
    EXECUTIVE,
    title="Was das Projektmanagementbüro wert war",
    subtitle="Drittes Quartal 2026",
    pmo="PMO der Überlandwerke Süddeutschland Aktiengesellschaft",
    language="de",
    sections=(
        replace(
            VALUE,
            title="Kunden bestätigen 1,24 Millionen Euro Nutzen, 310.000 mehr als im Frühjahr",
            blocks=(
                Figure(
                    "F1",
                    "Von Kunden oder Finanzen bestätigt",
                    "1.240.000 €",
                    "1240000.00",
                    "Aus 38 Nutzen",
                    rows("Bestätigte Nutzen", 38),
                    is_headline=True,
                ),
                Figure(
                    "F2",
                    "Nutzenverwirklichungswahrscheinlichkeit",
                    "2.910.000 €",
                    "2910000.00",
                    "91 Nutzen, nicht dazugezählt",
                    rows("Geplante Nutzen", 91),
                ),
                Figure(
                    "F11",
                    "Sagen es niemandem",
                    "96 %",
                    "0.96",
                    "TARP 1979",
                    rows("Studie", 0),
                    "folklore",
                ),
                replace(
                    FALLS,
                    title="Vier von zehn versprochenen Euro sind bestätigt",
                    categories=("Versprochen", "Gemeldet", "Mitgezeichnet", "Geprüft"),
                ),
                Story(
                    "S1",
                    "Lagerumzug: in 23 Tagen vom Nein zum Ja",
                    (
                        "Der Auftraggeber sagte Nein.",
                        "Jeden Freitag kam eine Seite.",
                        "Derselbe Auftraggeber sagte Ja.",
                    ),
                    rows("Fall", 5),
                ),
                Quote("Q1", "3f0c", "d1"),
            ),
            weak=("Die Hälfte des bestätigten Geldes steht auf zwei Nutzen eines Kunden.",),
        ),
    ),
    weak=("Die Hälfte des bestätigten Geldes steht auf zwei Nutzen eines Kunden.",),
)
ARABIC = replace(
    DEFENCE,
    title="ماذا كان سينقصنا بدون مكتب إدارة المشاريع",
    subtitle="الربع الثالث 2026",
    pmo="مكتب إدارة المشاريع في مارغريتا",
    language="ar",
    sections=(
        Section(
            "value",
            "أكد العملاء فوائد بقيمة 1.24 مليون يورو",
            (
                Figure(
                    "F1",
                    "مؤكد من العملاء أو المالية",
                    "1,240,000 €",
                    "1240000.00",
                    "من 38 فائدة",
                    rows("فوائد مؤكدة", 38),
                    is_headline=True,
                ),
                Figure(
                    "F2", "موعود", "2,910,000 €", "2910000.00", "91 فائدة", rows("فوائد مخططة", 91)
                ),
                Figure(
                    "F11",
                    "لا يخبرون أحدا",
                    "96 %",
                    "0.96",
                    "TARP 1979",
                    rows("دراسة", 0),
                    "folklore",
                ),
                Chart(
                    "C1",
                    "أربعة من كل عشرة يوروهات موعودة مؤكدة",
                    "falls",
                    ("موعود", "مطالب به", "موقع", "محقق"),
                    (Series("المبالغ", (2_910_000, 1_730_000, 1_240_000, 212_000), tone="yes"),),
                    "money",
                    rows("فوائد", 91),
                    currency="EUR",
                ),
                Chart(
                    "C3",
                    "الأخبار المتأخرة أول سبب للرفض",
                    "bars",
                    ("أخبار متأخرة أو مفقودة", "مواعيد تغيرت بلا كلمة", "ليس ما طلب"),
                    (Series("إجابات لا", (21, 14, 11), tone="no"),),
                    "count",
                    rows("أسباب", 62),
                ),
                Table(
                    "T1",
                    "حسب العميل",
                    ("العميل", "مشاريع", "مؤكد"),
                    (("العمليات", "6", "512,000 €"), ("المالية", "3", "231,000 €")),
                    rows("فوائد", 77),
                    (1, 2),
                ),
                Story(
                    "S1",
                    "من لا إلى نعم في 23 يوما",
                    ("قال الراعي لا.", "صفحة واحدة كل يوم جمعة.", "قال نفس الراعي نعم."),
                    rows("حالة", 5),
                ),
                Quote("Q1", "3f0c", "d1"),
            ),
            weak=("نصف المال المؤكد يقوم على فائدتين لعميل واحد.",),
        ),
    ),
    weak=("نصف المال المؤكد يقوم على فائدتين لعميل واحد.",),
)
