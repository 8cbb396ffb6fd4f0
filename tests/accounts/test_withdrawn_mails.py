"""A mail that still waits when the school ends what it holds does not leave; another's in the same mail does."""

import pytest
from django.utils import timezone

from accounts.models import Account, OutboxMail
from accounts.usecases.correct_address import Reason, correct_address
from accounts.usecases.delete_account import delete_account, restore_account
from accounts.usecases.reset_parents import reset_parents
from roster.models import Contact
from schools.audit import SYSTEM
from schools.models import School
from tests.accounts.links import forgets
from tests.accounts.registering import kim_of, registers
from tests.accounts.test_add_child import WORK, adds
from tests.factories import make_contact, make_parent_account
from tests.people import browser, sign_in


@pytest.fixture
def parent(alder) -> Account:
    School.objects.update(status=School.Status.OPEN)
    return alder.accounts["parent"]


def waiting() -> list[str]:
    return list(OutboxMail.objects.filter(status="queued").order_by("pk").values_list("kind", flat=True))


@pytest.mark.requirement("C10")
def test_a_deleted_accounts_password_link(alder, parent):
    """Nor does it count: whose account is back is mailed at once."""
    forgets(browser(alder), alder, parent.email)
    assert waiting() == ["password_link"]
    delete_account(account=parent, actor=SYSTEM, now=timezone.now())
    assert waiting() == ["account_deleted"]
    restore_account(account=parent, actor=SYSTEM, now=timezone.now())
    forgets(browser(alder), alder, parent.email)
    assert waiting() == ["account_deleted", "account_restored", "password_link"]
    assert OutboxMail.objects.get(kind="password_link").due_at <= timezone.now()


@pytest.mark.requirement("B4", "B7")
def test_a_mailed_password_that_a_reset_ends(alder, parent):
    kim = kim_of(alder)
    request = registers(alder.students["ada"], kim)
    assert waiting() == ["mailed_password"]
    links = list(Account.objects.get(pk=request.account_id).students.all())
    reset_parents(links=links, actor=SYSTEM, now=timezone.now())
    assert waiting() == ["login_was_reset"]


@pytest.mark.requirement("C18", "B7")
def test_what_would_go_to_an_address_that_the_office_has_corrected(alder, parent):
    """A question about a child, with names, in a mailbox that the office knows to be somebody else's."""
    work = make_contact(alder.students["ben"], "Pat", "Lind", email=WORK)
    adds(sign_in(alder, "plind"), alder.students["ben"])
    forgets(browser(alder), alder, parent.email)
    assert sorted(waiting()) == ["child_link", "password_link"]
    correct_address(
        contact=work, address="right@work.example", reason=Reason.SPELLING, actor=SYSTEM, now=timezone.now()
    )
    assert sorted(waiting()) == ["address_corrected", "password_link"]


@pytest.mark.requirement("C3")
def test_a_link_of_somebody_else_in_the_same_mail_leaves(alder, parent):
    second = make_contact(alder.students["ada_4b"], "Kim", "Lind")
    other = make_parent_account(second, alder.students["ada_4b"], "klind")
    Account.objects.filter(pk=other.pk).update(email="")
    Contact.objects.filter(pk=second.pk).update(email=parent.email)
    forgets(browser(alder), alder, parent.email)
    assert OutboxMail.objects.get().account_id == other.pk  # the first by username; both are in it
    delete_account(account=other, actor=SYSTEM, now=timezone.now())
    assert set(waiting()) == {"password_link", "account_deleted"}
