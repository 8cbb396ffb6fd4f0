"""A request with somebody signed in, told to whoever reads or checks the code."""

from accounts.models import Account
from accounts.sessions import SessionStore
from schools.requests import PortalRequest


class SignedInRequest(PortalRequest):
    """Never made: only the name of what a view behind sign-in is given."""

    account: Account
    session: SessionStore
