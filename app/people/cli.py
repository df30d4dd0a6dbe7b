"""flask staff: the first real accounts."""

import click
from flask import current_app
from flask.cli import AppGroup

from app.core import clock
from app.core.access import Role
from app.core.db import transaction
from app.people import invitations
from app.people.invitations import CannotInvite, Invitation
from app.people.reach import IN_AREA, IN_CARRIER

_ROLES = [role.value for role in (*IN_CARRIER, *IN_AREA)]

staff = AppGroup("staff", help="Accounts of staff.")


@staff.command("invite")
@click.option("--role", required=True, type=click.Choice(_ROLES))
@click.option("--carrier", help="Name of the carrier (employer).")
@click.option("--municipality", metavar="AGS", help="Official key of the municipality or district.")
@click.option("--name", help="First and family name.")
@click.option("--phone", help="Office telephone; clients of a manager see it.")
def invite(
    role: str, carrier: str | None, municipality: str | None, name: str | None, phone: str | None
) -> None:
    """Print a link that sets up one device for a new account, once, within an hour."""
    wanted = Invitation(
        role=Role(role), carrier=carrier, municipality=municipality, name=name, phone=phone
    )
    try:
        with transaction():
            secret = invitations.invite(wanted, now=clock.now())
    except CannotInvite as why:
        raise click.ClickException(str(why)) from why
    click.echo(f"{current_app.config['PUBLIC_URL']}/enter#{secret}")
    click.echo("Good for one device, for 60 minutes. Hand it over in person.", err=True)
