"""Our name towards push services: the key file, the signature, its life."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from app import create_app
from app.config import read_settings
from app.notices.vapid import KeyMissing, contact_of, load, signer
from tests.push_stubs.service import claims_of

ORIGIN = "https://fcm.googleapis.com"
NOW = 1_800_000_000.0


def test_the_key_is_made_once_for_development(tmp_path: Path) -> None:
    path = tmp_path / "instance" / "vapid.pem"
    made, read = load(path, may_create=True), load(path, may_create=True)
    assert made.private_pem() == read.private_pem()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["vapid.pem"]


def test_production_does_not_start_without_it(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("0" * 64)
    settings = read_settings(
        {
            "SCHRITTWEISE_DATABASE_URL": f"sqlite:///{tmp_path}/x.db",
            "SCHRITTWEISE_PUBLIC_URL": "https://example.org",
            "SCHRITTWEISE_KEY_FILE": str(tmp_path / "key"),
            "SCHRITTWEISE_VAPID_KEY_FILE": str(tmp_path / "vapid.pem"),
        }
    )
    with pytest.raises(KeyMissing, match=r"vapid\.pem"):
        create_app(settings)
    assert not (tmp_path / "vapid.pem").exists()


@pytest.mark.parametrize("kind", ["text", "rsa", "p384"])
def test_another_kind_of_key_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "vapid.pem"
    if kind == "text":
        path.write_text("not a key")
    else:
        key = (
            rsa.generate_private_key(public_exponent=65537, key_size=2048)
            if kind == "rsa"
            else ec.generate_private_key(ec.SECP384R1())
        )
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    with pytest.raises(KeyMissing):
        load(path, may_create=True)


def test_one_signature_per_service_and_slot_lives_less_than_twelve_hours(tmp_path: Path) -> None:
    vapid = load(tmp_path / "vapid.pem", may_create=True)
    sign = signer(vapid, contact_of("https://schrittweise.example.org"))
    point = vapid.public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    for second in range(0, 24 * 3600, 600):
        now = NOW + second
        claims = claims_of(sign(ORIGIN, now), audience=ORIGIN, key=point, now=now)
        assert 5 * 3600 < claims["exp"] - now <= 12 * 3600
        assert claims["sub"] == "https://schrittweise.example.org"
    assert sign(ORIGIN, NOW) is sign(ORIGIN, NOW + 1)
    assert sign(ORIGIN, NOW) != sign("https://web.push.apple.com", NOW)
