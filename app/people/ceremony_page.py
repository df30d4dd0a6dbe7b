"""What each page of the ceremony does with a request, whoever lets whom in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, current_app, g, redirect, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import transaction
from app.core.htmx import done, show, wants_fragment
from app.people import ceremony, enrolment
from app.people.ceremony import Screen
from app.people.forms import NumberForm


@dataclass(frozen=True, kw_only=True)
class CeremonyPage:
    """A page on which a person's device is let in, with the views around it."""

    person_id: int
    template: str
    fragment: str  # the ceremony alone
    phone: str  # the address of the page itself
    names: Mapping[str, Any] = field(default_factory=dict)  # what the template wants besides
    narrowed: Callable[[Screen], Screen] = lambda screen: screen

    def _seen(self) -> dict[str, Any]:
        """What the page is drawn from."""
        screen = ceremony.screen_of(self.person_id, seen_by=g.viewer, now=clock.now())
        return {**self.names, "screen": self.narrowed(screen)}

    def shown(self, *, qr: str = "", status: int = 200) -> ResponseReturnValue:
        """The page, or the ceremony alone; `qr` exists only in the answer that issued the code."""
        return show(self.template, fragment=self.fragment, status=status, **self._seen(), qr=qr)

    def with_code(self, secret: str) -> ResponseReturnValue:
        """Show a new code. Its secret is kept nowhere, so this answer alone can draw it."""
        return self.shown(qr=ceremony.drawn(current_app.config["PUBLIC_URL"], secret))

    def polled(self) -> ResponseReturnValue:
        """Answer the waiting screen: nothing while nothing changed, so that the code stays."""
        if not wants_fragment():
            return redirect(self.phone, 303)
        seen = self._seen()
        if request.args.get("seen") == seen["screen"].mark:
            return Response(status=204)
        return show(self.template, fragment=self.fragment, **seen, qr="")

    def match(self) -> ResponseReturnValue:
        """The number that the device shows was tapped."""
        form = NumberForm.read()
        if not form.validate():
            return self.shown(status=422)
        return self.step(enrolment.match, number=form.number.data)

    def step(self, verb: Any, **more: Any) -> ResponseReturnValue:
        """Do one verb of the ceremony and show where it stands now."""
        now = clock.now()
        with transaction():
            held = enrolment.get_of_issuer(self.person_id, issued_by=g.viewer, now=now)
            verb(held, by=g.viewer, now=now, **more)
        return self.shown() if wants_fragment() else redirect(self.phone, 303)

    def changed(self, said: str) -> ResponseReturnValue:
        """Say what was done besides, and show where it stands now."""
        return done(self.phone, self.fragment, said=said, **self._seen(), qr="")
