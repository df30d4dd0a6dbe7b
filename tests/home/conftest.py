"""What tests of the first page and of what belongs to nobody's plan need to say."""

from collections.abc import Callable

from flask.testing import FlaskClient

from tests.cast import Member
from tests.pages import Page

SignIn = Callable[[Member], FlaskClient]
GetPage = Callable[..., Page]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
