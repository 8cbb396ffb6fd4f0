"""Names for made-up people: as they are written in the places pupils come from, hard ones included."""

# (given names, family names) by where both are usual, so that most people sound like one family.
BY_PLACE: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        (
            "Ada",
            "Ben",
            "Chloe",
            "Daniel",
            "Ella",
            "Finn",
            "Grace",
            "Henry",
            "Isla",
            "Jack",
            "Lily",
            "Noah",
            "Ruby",
        ),
        (
            "Ashdown",
            "Barker",
            "Cole",
            "Fairweather",
            "Granger",
            "Hollis",
            "Marsh",
            "Penrose",
            "Thorne",
            "Whitlock",
        ),
    ),
    (
        ("Aoife", "Cian", "Niamh", "Oisín", "Róisín", "Séamus", "Caoimhe", "Dáithí"),
        ("O'Halloran", "O’Dowd", "Mac Cárthaigh", "Ní Bhriain", "Ó Súilleabháin", "Fitzmaurice"),
    ),
    (
        ("María José", "Ángel", "Iker", "Lucía", "Nuria", "Íñigo", "Begoña", "Joaquín"),
        ("García Márquez", "de la Cruz", "Ibáñez-Peña", "Núñez", "Yáñez de Ávila", "Rodríguez y Sanz"),
    ),
    (
        ("João", "Inês", "Tomás", "Beatriz", "Luísa"),
        ("da Conceição", "dos Anjos", "Gonçalves e Sá", "Magalhães", "Brandão"),
    ),
    (
        ("Zoë", "Noël", "Françoise", "Jérôme", "Anaïs", "Loïc", "Maëlys"),
        ("d'Aubigny", "Lefèvre", "de La Tour", "L'Hôte", "Crèvecœur", "Saint-Çyr"),
    ),
    (
        ("Jürgen", "Käthe", "Björn", "Sören", "Ülkü", "Friederike", "Lars"),
        ("Groß", "von der Heide", "Müller-Lüdenscheid", "Strößner", "Öztürk", "zu Löwenstein"),
    ),
    (
        ("Åse", "Øystein", "Þór", "Guðrún", "Ærøe", "Håkon", "Sigríður"),
        ("Ødegård", "Þorvaldsdóttir", "Sørensen", "Björnsson", "Åkerström", "Ægidius"),
    ),
    (
        ("Łukasz", "Żaneta", "Zbigniew", "Małgorzata", "Ján", "Květa", "Šárka"),
        ("Wąsik", "Źrebięcki", "Dvořák", "Šťastný", "Ľupták", "Szczęsny", "Kovačević"),
    ),
    (
        ("İpek", "Çağlar", "Şule", "Gökçe", "Ilgın"),
        ("Yıldız", "Çelik", "Işık", "Gündoğdu", "Şimşek"),
    ),
    (
        ("Анна", "Дмитрий", "Олександр", "Єва", "Щедрик"),
        ("Щукина", "Ковальчук", "Їжакевич", "Соловьёв", "Пономаренко"),
    ),
    (("Ελένη", "Γιώργος", "Άννα", "Νίκος"), ("Παπαδοπούλου", "Ξανθάκης", "Ψαρράς", "Οικονόμου")),
    (("فاطمة", "محمد", "یاسمین", "نور"), ("الخطیب", "عبد الرحمن", "حدّاد", "بن علي")),
    (("נועה", "יעל", "דוד"), ("בן־דוד", "כהן", "לוי")),
    (("小明", "美玲", "子轩"), ("王", "欧阳", "李", "张")),
    (("さくら", "健太", "ゆい"), ("佐藤", "髙橋", "小野寺")),
    (("지우", "민준", "서연"), ("김", "박", "남궁")),
    (("Nguyễn Thị", "Đức", "Thảo", "Quỳnh"), ("Trần", "Đặng", "Lê Hoàng", "Phạm")),
    (("अनन्या", "राजेश", "ஜானகி", "Lakshmi"), ("शर्मा", "வெங்கடேசன்", "Subramanian", "Krishnamurthy")),
    (("Ngozi", "Chukwuemeka", "Ọlájídé", "Àṣàkẹ́"), ("Ọbásanjọ́", "Nwáchukwu", "Adébáyọ̀", "Ng'ang'a")),
    (("Kaʻiulani", "Keanu", "Lokelani", "Mele"), ("Kahananui", "Kealiʻi", "Hoʻokano")),
    (("Shqipe", "Mihnea", "Răzvan", "Zlatan"), ("Ţăranu", "Çela", "Hodžić", "Đurić")),
)

# Nobody should be able to break a page with a name: the longest, the shortest, and those with one part only.
HARD: tuple[tuple[str, str], ...] = (
    (
        "Maximiliana-Theodora Anastasia Bartholomea Philippina",
        "von und zu Hohenlohe-Waldenburg-Schillingsfürst-Featherstonehaugh y Fernández de la Concepción",
    ),
    ("O", "E"),
    ("Sukarno", ""),
    ("X Æ A-12", "Null"),
    ("John", "Test"),
    ("=SUM(A1)", "O'; DROP TABLE--"),
    ("D’Artagnan", "’t Hooft"),
    ("Ja'Marr", "St. John-Smythe Jr."),
    ("JUAN CARLOS", "DE LOS SANTOS"),
    ("mary ann", "mcallister"),
)
