"""Where each role begins its day."""

from app.core.access import Role

_STARTS = {
    Role.CLIENT: "home.home",
    Role.MANAGER: "desk.today",
    Role.VOLUNTEER: "network.circle",
    Role.COORDINATOR: "network.network",
    Role.TEAM_LEAD: "team.managers",
    Role.CARRIER_ADMIN: "staff.carrier",
    Role.DPO: "data_protection.requests",
}


def start_endpoint(role: Role) -> str:
    """Name the view that a person in this role sees first; roles without work yet see `me`."""
    return _STARTS.get(role, "home.me")


def first_endpoint(role: Role, *, is_first_visit: bool) -> str:
    """Where somebody comes in by a ceremony: a client's very first visit begins with a walk."""
    return "home.welcome" if is_first_visit and role is Role.CLIENT else start_endpoint(role)
