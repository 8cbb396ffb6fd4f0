from accounts.models.access_code import AccessCode
from accounts.models.account import Account, AccountStudent, AccountType
from accounts.models.attempt import Attempt
from accounts.models.emulation import Emulation
from accounts.models.login_list import LoginList
from accounts.models.mailed_link import MailedLink
from accounts.models.one_time_password import OneTimePassword
from accounts.models.outbox import OutboxMail
from accounts.models.public_request import PublicRequest
from accounts.models.session import PortalSession
from accounts.models.username import IssuedUsername, UsernameCounter

__all__ = [
    "AccessCode",
    "Account",
    "AccountStudent",
    "AccountType",
    "Attempt",
    "Emulation",
    "IssuedUsername",
    "LoginList",
    "MailedLink",
    "OneTimePassword",
    "OutboxMail",
    "PortalSession",
    "PublicRequest",
    "UsernameCounter",
]
