"""Settings: what cannot work is said in a sentence, and nothing starts."""

import pytest

from app.config import Unusable, read_settings

POSTGRES = "postgresql://app@db.example.org/schrittweise"


def read(**names: str) -> object:
    return read_settings({f"SCHRITTWEISE_{name}": value for name, value in names.items()})


def test_without_an_owner_the_application_is_it() -> None:
    settings = read_settings({"SCHRITTWEISE_DATABASE_URL": POSTGRES})
    assert settings.owner_database_url == settings.database_url
    assert settings.database_url.startswith("postgresql+psycopg://app@")


def test_the_owner_comes_to_the_same_database() -> None:
    owner = POSTGRES.replace("app@", "owner@")
    settings = read_settings(
        {"SCHRITTWEISE_DATABASE_URL": POSTGRES, "SCHRITTWEISE_OWNER_DATABASE_URL": owner}
    )
    assert settings.owner_database_url.startswith("postgresql+psycopg://owner@")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must begin with"),
        ({"DATABASE_URL": "postgresql://x:y:z@:a/b"}, "DATABASE_URL cannot be read"),
        (
            {"DATABASE_URL": POSTGRES, "OWNER_DATABASE_URL": "postgresql://o@h/other"},
            "must name the same database",
        ),
        (
            {"DATABASE_URL": POSTGRES, "OWNER_DATABASE_URL": "sqlite:///schrittweise"},
            "must name the same database",
        ),
        ({"OWNER_DATABASE_URL": "owner"}, "OWNER_DATABASE_URL must begin with"),
        ({"PUBLIC_URL": "http://example.org"}, "PUBLIC_URL must be https"),
        ({"PUBLIC_URL": "https://example.org/path"}, "PUBLIC_URL must be https"),
        ({"DEMO": "yes"}, "DEMO must be 0 or 1"),
        ({"PROXY_HOPS": "-1"}, "PROXY_HOPS must be a whole number"),
    ],
)
def test_an_unusable_setting_is_named(names: dict[str, str], said: str) -> None:
    with pytest.raises(Unusable, match=said):
        read(**names)
