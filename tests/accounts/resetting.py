"""Parents to be reset, in tests: who they are, the button, and what became of them."""

from accounts.models import AccountStudent
from tests import factories as make

RESET = "/manage/parents/reset"


def parent_of(*children, last: str = "Okafor", username: str = "kokafor"):
    contact = make.make_contact(children[0], "Kim", last)
    account = make.make_parent_account(contact, children[0], username)
    for child in children[1:]:
        make.make_contact_of(contact, child)
        make.link_child(account, child)
    return account


def links(account, *children) -> list[int]:
    mine = AccountStudent.objects.filter(account=account)
    return [link.pk for link in (mine.filter(student__in=children) if children else mine).order_by("pk")]


def statuses(account) -> list[str]:
    return list(
        AccountStudent.objects.filter(account=account).order_by("pk").values_list("status", flat=True)
    )


def confirmed(client, ids, **more):
    return client.post(RESET, {"parents": ids, "confirmed": "yes", **more})
