"""The contacts on a pupil's record, as the office sees them: the address, and the state of a login."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.login_states import LoginState, parent_login_states
from accounts.mail.states import latest_by_contact
from accounts.models import Account, AccountStudent, AccountType
from accounts.wording import Chip, parent_chip
from roster.models import Contact, Student, StudentContact


@dataclass(frozen=True, slots=True)
class ContactRow:
    connection: StudentContact
    account: Account | None
    link_status: str  # empty: the account has no link to this pupil
    login: LoginState | None
    mail: Chip | None  # what became of the last mail

    @property
    def contact(self) -> Contact:
        return self.connection.contact

    @property
    def can_be_resent(self) -> bool:
        """The login waits for its address to be verified (C11)."""
        account = self.account
        return account is not None and account.status == Account.Status.PENDING and account.email != ""

    @property
    def chip(self) -> Chip | None:
        """Of the login; none without one."""
        if self.account is None or self.login is None:
            return None
        return parent_chip(self.account, self.link_status, self.login)


def contact_rows(student: Student, *, now: datetime) -> list[ContactRow]:
    """In the record's order; five statements for any number."""
    connections = StudentContact.objects.filter(student=student, ended_on=None).select_related("contact")
    ordered = list(connections.order_by("priority", "pk"))
    accounts = _accounts_of([connection.contact_id for connection in ordered])
    ids = [account.pk for account in accounts.values()]
    links = AccountStudent.objects.not_removed().filter(account__in=ids, student=student)
    statuses = dict(links.values_list("account_id", "status"))
    logins = parent_login_states(ids, now=now)
    mails = latest_by_contact([connection.contact_id for connection in ordered])
    rows = []
    for connection in ordered:
        account = accounts.get(connection.contact_id)
        key = account.pk if account else 0
        mail = mails.get(connection.contact_id)
        rows.append(ContactRow(connection, account, statuses.get(key, ""), logins.get(key), mail))
    return rows


def _accounts_of(contact_ids: Iterable[int]) -> dict[int, Account]:
    """Of two accounts of one contact the older."""
    accounts = Account.objects.not_deleted().filter(contact__in=list(contact_ids), type=AccountType.PARENT)
    return {account.contact_id: account for account in accounts.order_by("-pk") if account.contact_id}
