"""perf_15: what people type and what it has to find, in all fourteen languages.

Each line: the language of the reader, the words of an offer as somebody wrote them, and what
others type for it. MISTYPED has one mistake in each: a letter wrong, missing, too much, or two
turned round.
"""

RECALL = [
    # German: sharp s, umlauts both ways, compounds, hyphens, other words' parts
    ("de", "Straßenfest am Marktplatz", ("strassenfest", "STRAẞENFEST", "Straßenfest", "fest")),
    ("de", "Grosse Strasse", ("große straße", "grosse", "Straße")),
    ("de", "Bäckerei für Anfänger", ("baeckerei", "backerei", "bäckerei", "fuer anfaenger")),
    ("de", "Baeckerei Schoen und Mueller", ("bäckerei", "schön", "müller", "Mueller", "muller")),
    ("de", "Aufenthaltserlaubnis verlängern", ("erlaubnis", "aufenthalt", "verlaengern")),
    ("de", "Frauensprachcafé", ("sprachcafe", "Sprachcafé", "frauen", "FRAUENSPRACHCAFE")),
    ("de", "Sprach-Café am Nachmittag", ("sprachcafe", "sprach-café", "sprach cafe", "nachmit")),
    ("de", "Hilfe bei B1/B2-Prüfungen", ("b1", "B2", "pruefung", "prüfungen")),
    ("de", "Quellenweg: neue Kitaeltern", ("quelle", "neue", "eltern", "Kita")),
    ("de", "Sprach\u00adcafé", ("sprachcafe",)),
    ("de-simple", "Übungs-Gruppe", ("uebungsgruppe", "übungsgruppe", "ubungs gruppe")),
    ("en", "Children’s café & Women's group", ("childrens cafe", "children's", "WOMENS")),
    ("en", "Help with résumé", ("resume", "résumé")),
    # Arabic: vowel signs, hamza, ta marbuta, alif maqsura, tatweel, digits, lam-alef
    ("ar", "دَوْرَةُ لُغَةٍ لِلنِّسَاءِ", ("دورة", "دوره", "للنساء", "دَورة لغة")),
    ("ar", "تعلّم اللغة الألمانية", ("الالمانيه", "الألمانية", "الالمانية", "تعلم")),
    ("ar", "إقامة وأوراق آمنة", ("اقامه", "اوراق", "امنة", "إقامة")),
    ("ar", "مقهى النســـاء", ("مقهي", "مقهى", "النساء")),
    ("ar", "مسؤول شؤون الطلاب", ("مسوول", "مسؤول", "شوون")),
    ("ar", "المجموعة ١٢", ("المجموعه 12", "١٢", "۱۲")),
    # Persian and Dari: kaf, ye, half-space, he with hamza
    ("fa", "کلاس کودکان ایرانی", ("كلاس", "كودكان", "ايراني", "کودکان")),
    ("fa", "می\u200cخواهم یاد بگیرم", ("میخواهم", "ميخواهم", "می\u200cخواهم")),
    ("fa", "دورهٔ زبان فارسی", ("دوره", "فارسي", "دورۀ")),
    ("fa-AF", "آموزش زبان المانی برای خانم‌ها", ("اموزش", "خانمها", "الماني", "خانم‌ها")),
    # Pashto: kinds of ye, gaf
    ("ps", "د ښځو لپاره ژبني کورس", ("ښځو", "ژبنی", "كورس", "ژبنې")),
    ("ps", "ګډون او روغتیایي مرسته", ("گډون", "روغتيايي", "روغتیایی")),
    # Cyrillic: yo, short i, the Ukrainian apostrophe and ghe
    ("ru", "Ещё чёрный чай", ("еще", "черный", "чёрный", "ещё чай")),
    ("ru", "Русский йога-клуб", ("иога", "йога", "русскии", "йогаклуб")),
    ("uk", "Сім’я та здоров'я", ("сім'я", "сімя", "здоровʼя", "здоров’я")),
    ("uk", "Їжа й ґанок", ("іжа", "їжа", "ганок", "ґанок")),
    # Ge'ez: letters that are spoken alike, its own signs between words
    ("ti", "ሓገዝ ንስድራቤት፡ ጸሓፊ", ("ሐገዝ", "ኃገዝ", "ፀሐፊ", "ንስድራቤት", "ጸሃፊ")),
    ("ti", "ኣብ ሠራሕተኛታት ማእከል።", ("አብ", "ሰራሕተኛታት", "ሠራሕተኛታት", "ማዕከል", "ማእከል")),
    ("ti", "ትምህርቲ ቋንቋ ጀርመን", ("ትምሕርቲ", "ትምኅርቲ", "ጀርመን", "ቋንቋ")),
    # Turkish: dotted and dotless i in both cases
    ("tr", "İŞ VE MESLEK", ("iş", "is", "İş", "meslek")),
    ("tr", "Kadınlar için ışık", ("kadinlar", "KADINLAR", "isik", "IŞIK", "ışık", "icin")),
    ("tr", "Çocuk Öğrenme Grubu", ("cocuk", "ogrenme", "öğrenme", "çocuk")),
    # Kurmanji, Somali, French
    ("kmr", "Kursên zimanê û jiyanê", ("kursen", "zimane", "jiyanê", "KURSÊN")),
    ("kmr", "Şêwirmendî ji bo malbatê", ("sewirmendi", "şêwirmendî", "malbate")),
    ("so", "Caawimaad la’aan iyo lo' xoolaad", ("laaan", "la'aan", "lo xoolaad", "caawimaad")),
    ("fr", "L’école où l'œuvre naît à Noël", ("ecole", "l'école", "oeuvre", "œuvre", "noel")),
    ("fr", "Garçons et élèves", ("garcons", "eleves", "élèves")),
]

MISTYPED = [
    ("de", "Sprachkurs", ("sprachkusr", "sprahkurs", "sprrachkurs", "sprechkurs", "psrachkurs")),
    ("de", "Aufenthaltserlaubnis", ("aufentaltserlaubnis", "erlaubnsi", "erlabnis", "aufenhalt")),
    ("de", "Bäckerei", ("beckerei", "baekcerei", "bäckrei")),
    ("de", "Café mit Kuchen", ("kuhcen", "kuchn", "kuxhen", "kuchenn")),
    ("de-simple", "Wohnung suchen", ("wonung", "wohnugn", "whonung")),
    ("en", "Homework help", ("homwork", "hoemwork", "homewrok")),
    ("ar", "المدرسة", ("المدسة", "المردسة", "المدرصة")),
    ("fa", "کودکان", ("کودکن", "کدوکان", "کودگان")),
    ("fa-AF", "آموزش زبان", ("اموزس", "امزش")),
    ("ps", "روغتیا", ("روغیتا", "روغتا")),
    ("ru", "консультация", ("консултация", "консультацыя", "коснультация")),
    ("uk", "допомога", ("допомга", "допмоога", "дапомога")),
    ("ti", "ትምህርቲ", ("ትምህቲ", "ትምርህቲ")),
    ("tr", "danışma", ("danimsa", "dansıma", "danışna")),
    ("kmr", "Şêwirmendî", ("sewirmndi", "sewrimendi")),
    ("so", "caawimaad", ("cawimaad", "caawiamad")),
    ("fr", "logement", ("logment", "loegment", "logemant")),
]
