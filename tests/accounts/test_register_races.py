"""Many at once: one contact gets one account, each request one answer, a chosen name one holder."""

from django.db import transaction
from django.utils import timezone

from accounts import ledger
from accounts.answering.run import answer_due
from accounts.models import Account, AccountStudent, IssuedUsername, OneTimePassword, PublicRequest
from accounts.signing_in import gate
from accounts.usecases.public_requests import ask
from accounts.visitor import Visitor
from schools.tenancy import use_district
from tests.accounts.registering import AT_HOME, kim_of, password_of, registers
from tests.parallel import at_once

FACTS = PublicRequest.Kind.FACTS


def test_four_workers_answer_each_request_once_and_make_one_account(committed_cast):
    alder, now = committed_cast.alder, timezone.now()
    with use_district(alder.district.pk):
        kim = kim_of(alder)
        facts = {"pupil": alder.students["ada"].number, "given_name": "Kim", "family_name": "Lind"}
        for number in range(5):
            visitor = Visitor(ip=None, user_agent="", browser=str(number) * 64)
            ask(kind=FACTS, typed=facts | {"username": ""}, visitor=visitor, language="en", now=now)

    def work(_number):
        with use_district(alder.district.pk):
            return answer_due(now=now)

    looked_at = at_once(4, work)
    assert sum(looked_at) == 5
    with use_district(alder.district.pk):
        assert Account.objects.filter(contact=kim).count() == 1
        assert OneTimePassword.objects.count() == 1
        assert set(PublicRequest.objects.values_list("outcome", flat=True)) == {"mailed"}


def test_entered_in_two_browsers_at_once_the_child_is_linked_once(committed_cast):
    alder = committed_cast.alder
    with use_district(alder.district.pk):
        kim = kim_of(alder)
        password = password_of(registers(alder.students["ada"], kim).account)

    def enter(_number):
        with use_district(alder.district.pk):
            return gate.enter(name=kim.email, password=password, visitor=AT_HOME, now=timezone.now())

    entered = at_once(4, enter)
    assert all(isinstance(account, Account) for account in entered), entered
    with use_district(alder.district.pk):
        assert AccountStudent.objects.linked().filter(account__contact=kim).count() == 1


def test_of_four_who_choose_one_name_one_gets_it(committed_cast):
    alder = committed_cast.alder

    def choose(number):
        with use_district(alder.district.pk), transaction.atomic():
            return ledger.take_chosen("kimmy", account_id=900 + number, former_ids=[], now=timezone.now())

    assert sorted(at_once(4, choose)) == [False, False, False, True]
    with use_district(alder.district.pk):
        assert IssuedUsername.objects.filter(username="kimmy").count() == 1
