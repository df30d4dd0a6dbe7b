"""Who lives in the demo town. All people are invented; places and their keys are real."""

from dataclasses import dataclass, field

from app.caseload.office_hours import Line
from app.core.access import Role

DISTRICT = ("08119", "Rems-Murr-Kreis")
# AGS, name, latitude, longitude of the main postcode (GeoNames).
TOWNS = (
    ("08119079", "Waiblingen", 48.8285, 9.3131),
    ("08119067", "Schorndorf", 48.8054, 9.5272),
    ("08119020", "Fellbach", 48.8086, 9.2792),
)


@dataclass(frozen=True, kw_only=True)
class DemoCarrier:
    """An employer of managers and the towns it works for."""

    name: str
    kind: str
    legal_regime: str
    contact: str
    dpo_contact: str
    towns: tuple[str, ...]


CARRIERS = (
    DemoCarrier(
        name="Wegweiser Rems e. V.",
        kind="independent",
        legal_regime="gdpr_private",
        contact="Wegweiser Rems e. V. (erfunden), Marktgasse 4, 71332 Waiblingen, 07151 555 0100",
        dpo_contact="datenschutz@wegweiser-rems.example",
        towns=("08119079", "08119020"),
    ),
    DemoCarrier(
        name="Stadt Schorndorf (Demo)",
        kind="city",
        legal_regime="gdpr_public",
        contact="Stadt Schorndorf (Demo), Marktplatz 1, 73614 Schorndorf, 07181 555 0200",
        dpo_contact="datenschutz@schorndorf.example",
        towns=("08119067",),
    ),
)


@dataclass(frozen=True, kw_only=True)
class DemoStaff:
    """Somebody who works for a carrier or in an area."""

    name: str
    role: Role
    carrier: str | None = None
    area: str | None = None
    languages: tuple[str, ...] = ("de",)
    phone: str = ""
    room: str = ""
    open_hours: tuple[Line, ...] = ()
    also: tuple[Role, ...] = ()  # further roles: she changes between them

    @property
    def call_name(self) -> str:
        """How the person is called: by first name, or as Frau and Herr."""
        is_formal = self.name.startswith(("Frau ", "Herr "))
        return self.name if is_formal else self.name.split()[0]


OWN, OTHER = CARRIERS[0].name, CARRIERS[1].name
JANA = DemoStaff(
    name="Jana König",
    role=Role.MANAGER,
    carrier=OWN,
    languages=("de", "en"),
    phone="+4971515550112",
    room="12-B",
    open_hours=(Line(first=0, last=3, opens="09:00", closes="16:00"),),
)
DENIZ = DemoStaff(
    name="Deniz Arslan",
    role=Role.MANAGER,
    carrier=OWN,
    languages=("de", "tr", "en"),
    phone="+4971515550113",
    room="12-C",
    open_hours=(Line(first=1, last=4, opens="09:00", closes="15:00"),),
    also=(Role.TEAM_LEAD,),
)
BRANDT = DemoStaff(
    name="Karl Brandt",
    role=Role.MANAGER,
    carrier=OTHER,
    languages=("de", "fr"),
    phone="+4971815550221",
    room="3.04",
    open_hours=(Line(first=0, last=4, opens="08:00", closes="12:00"),),
)
VOGT = DemoStaff(name="Frau Vogt", role=Role.CARRIER_ADMIN, carrier=OWN)
KELLER = DemoStaff(name="Frau Keller", role=Role.TEAM_LEAD, carrier=OWN)
STAFF = (
    JANA,
    DENIZ,
    BRANDT,
    DemoStaff(name="Gerhard Brenner", role=Role.VOLUNTEER, area="08119079"),
    DemoStaff(name="Aylin Demir", role=Role.COORDINATOR, area="08119"),
    KELLER,
    VOGT,
    DemoStaff(name="Herr Adler", role=Role.DPO, carrier=OWN),
    DemoStaff(name="Frau Lenz", role=Role.TEAM_LEAD, carrier=OTHER),
)


@dataclass(frozen=True, kw_only=True)
class DemoClient:
    """A client of the cast; the rest of the town is drawn from the name lists below."""

    given_name: str
    family_name: str
    language: str
    manager: DemoStaff
    town: str
    birth_year: int
    reading: str = "some"
    household: str | None = None
    done: tuple[str, ...] = ()  # template keys
    now: tuple[str, ...] = ()
    phone: str | None = None
    interpreter_need: bool = False
    bring: tuple[str, ...] = field(default=("identity", "letter"))


CAST = (
    DemoClient(
        given_name="Selam",
        family_name="Kidane",
        language="ti",
        manager=JANA,
        town="08119079",
        birth_year=1995,
        reading="some",
        interpreter_need=True,
        phone="+4915755501001",
        done=(
            "reg_address",
            "bank",
            "jobcenter_apply",
            "health_ins",
            "doctor",
            "kindergeld",
            "course_right",
        ),
        now=("course_reg", "course_test", "kita", "course_fee", "club"),
        bring=("identity", "jobcenter_letter", "school_report"),
    ),
    DemoClient(
        given_name="Ahmad",
        family_name="Ali",
        language="ar",
        manager=JANA,
        town="08119079",
        birth_year=1984,
        reading="fluent",
        household="Familie Ali",
        phone="+4915755501002",
        done=("reg_address", "bank", "jobcenter_apply", "course_dtz"),
        now=("job_search", "cv", "recog_advice", "flat_search", "driving"),
        bring=("cv", "certificates"),
    ),
    DemoClient(
        given_name="Rojin",
        family_name="Ali",
        language="kmr",
        manager=JANA,
        town="08119079",
        birth_year=1990,
        reading="none",
        household="Familie Ali",
        interpreter_need=True,
        done=("reg_address", "health_ins"),
        now=("course_right", "course_test", "doctor", "club"),
    ),
    DemoClient(
        given_name="Oksana",
        family_name="Melnyk",
        language="uk",
        manager=JANA,
        town="08119020",
        birth_year=1988,
        reading="fluent",
        phone="+4915755501003",
        done=("reg_address", "bank", "jobcenter_apply", "course_right", "course_reg"),
        now=("recog_advice", "recog_apply", "bsk", "title_renew", "school"),
        bring=("certificates", "translations"),
    ),
    DemoClient(
        given_name="Farid",
        family_name="Rahimi",
        language="fa-AF",
        manager=JANA,
        town="08119079",
        birth_year=2001,
        done=("reg_address", "bank", "course_right", "course_test"),
        now=("course_reg", "apprenticeship", "cv", "wohnsitz"),
    ),
    DemoClient(
        given_name="Yonas",
        family_name="Tesfay",
        language="ti",
        manager=BRANDT,
        town="08119067",
        birth_year=1999,
        done=("reg_address", "bank"),
        now=("course_right", "apprenticeship", "wbs"),
    ),
)

# Given and family names by language, for everybody else; the counts follow the share of
# people in Baden-Württemberg at the end of 2023.
NAMES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "uk": (
        ("Iryna", "Olena", "Nataliia", "Andrii", "Kateryna", "Viktor", "Svitlana", "Yuliia"),
        ("Shevchenko", "Bondar", "Kovalenko", "Tkachenko", "Moroz", "Lysenko"),
    ),
    "ar": (
        ("Mahmoud", "Fatima", "Khaled", "Noor", "Yusuf", "Amal", "Hassan"),
        ("Haddad", "Khalil", "Nasser", "Darwish", "Sabbagh"),
    ),
    "fa-AF": (("Zahra", "Hamid", "Mina", "Jawad"), ("Ahmadi", "Noori", "Haidari")),
    "tr": (("Elif", "Murat", "Zeynep", "Emre"), ("Yılmaz", "Aydın", "Çelik")),
    "kmr": (("Berîvan", "Azad", "Hêlîn"), ("Demir", "Şêxo")),
    "ti": (("Miriam", "Tekle", "Senait", "Filmon"), ("Haile", "Gebremedhin", "Abraha")),
    "fa": (("Sara", "Reza"), ("Karimi", "Moradi")),
    "ps": (("Gulalai", "Zmarai"), ("Stanekzai", "Wardak")),
    "so": (("Hodan", "Abdi"), ("Warsame", "Nur")),
    "fr": (("Aïssatou", "Kofi"), ("Diallo", "Mensah")),
    "ru": (("Marina",), ("Petrenko",)),
    "en": (("Blessing",), ("Okoro",)),
}
SHARES: tuple[str, ...] = (
    ("uk",) * 8 + ("ar",) * 7 + ("fa-AF",) * 4 + ("tr",) * 4 + ("ti",) * 3 + ("kmr",) * 3
)
SHARES += ("fa",) * 2 + ("ps",) * 2 + ("so",) * 2 + ("fr",) * 2 + ("ru", "en")

# Ways that plans of the other people follow: template keys in the order of doing.
WAYS: tuple[tuple[str, ...], ...] = (
    ("reg_address", "bank", "jobcenter_apply", "health_ins", "course_right", "course_reg"),
    ("course_right", "course_test", "course_reg", "course_dtz", "bsk", "job_search"),
    ("kindergeld", "kita", "school", "school_kit", "doctor", "club"),
    ("recog_advice", "recog_apply", "cv", "job_search", "driving"),
    ("wohnsitz", "wbs", "flat_search", "flat_contract", "utilities"),
    ("title_renew", "jobcenter_extend", "citizenship", "volunteer_self"),
    ("apprenticeship", "cv", "course_dtz", "driving", "club"),
)
