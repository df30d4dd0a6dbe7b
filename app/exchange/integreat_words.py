"""What Integreat's categories are in our directory, and the German words we add to its offers."""

# icon of a category: topic, kind
SUBJECTS = {
    "advice": ("participation", "advice"),
    "culture": ("participation", "club"),
    "daily_routine": ("livelihood", "other"),
    "education": ("school_education", "course"),
    "finance": ("livelihood", "advice"),
    "gastronomy": ("participation", "cafe"),
    "health": ("health", "other"),
    "house": ("housing", "other"),
    "leisure": ("participation", "club"),
    "media": ("participation", "other"),
    "medical_aid": ("health", "advice"),
    "meeting_point": ("participation", "cafe"),
    "mental_health": ("health", "advice"),
    "mobility": ("participation", "other"),
    "office": ("residence_status", "advice"),
    "other": ("participation", "other"),
    "other_help": ("livelihood", "advice"),
    "service": ("livelihood", "other"),
    "shelter": ("housing", "other"),
    "shopping": ("livelihood", "company"),
    "structure": ("participation", "other"),
}
NO_SUBJECT = SUBJECTS["other"]

# Own words of the offer, so German, like all of it.
BY_APPOINTMENT = "Nur mit Termin."
CLOSED = "Vorübergehend geschlossen."
