"""What became of the mails of a person, for the office: a chip each (X10). Never what was in them."""

from collections.abc import Collection
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Account, OutboxMail
from accounts.wording import Chip, day

NEWEST = 20
_KINDS = {
    "mailed_password": gettext_lazy("One-time password"),
    "password_link": gettext_lazy("Password link"),
    "you_have_an_account": gettext_lazy("Reminder of an existing account"),
    "no_such_account": gettext_lazy("No account for this address"),
    "verify_address": gettext_lazy("Verification mail"),
    "child_link": gettext_lazy("Question about a child"),
    "email_change_confirm": gettext_lazy("Confirmation of a new address"),
    "email_changed_old": gettext_lazy("News that the address was changed"),
    "email_changed_new": gettext_lazy("News that the address was changed"),
    "password_changed": gettext_lazy("News that the password was changed"),
    "login_was_reset": gettext_lazy("Reset, register again"),
    "address_corrected": gettext_lazy("News that the school corrected the address"),
    "child_removed": gettext_lazy("News that a child was removed"),
    "child_restored": gettext_lazy("News that a child is back"),
    "account_deleted": gettext_lazy("News that the account was deleted"),
    "account_restored": gettext_lazy("News that the account is back"),
}
_WORDS = {
    OutboxMail.Status.QUEUED: ("wait", gettext_lazy("Mail is waiting")),
    OutboxMail.Status.SENT: ("ok", gettext_lazy("Mail sent")),
    OutboxMail.Status.REFUSED: ("bad", gettext_lazy("Mail came back")),
    OutboxMail.Status.DEAD: ("bad", gettext_lazy("Mail could not be sent")),
}


def latest_by_contact(contact_ids: Collection[int]) -> dict[int, Chip]:
    """The state of the last mail to each of these contacts, in one statement; who got none is not in it."""
    mails = OutboxMail.objects.filter(contact__in=contact_ids).defer("sealed")
    newest = mails.order_by("contact", "-created_at", "-pk").distinct("contact")
    return {mail.contact_id: chip_of(mail) for mail in newest}


def mails_of(account: Account) -> list[tuple[str | Promise, datetime, Chip]]:
    """What each mail was, since when it is what it is, and what that is; newest first."""
    mails = OutboxMail.objects.filter(account=account).defer("sealed").order_by("-created_at", "-pk")
    return [(word_of(mail), mail.ended_at or mail.due_at, chip_of(mail)) for mail in mails[:NEWEST]]


def chip_of(mail: OutboxMail) -> Chip:
    kind, word = _WORDS[OutboxMail.Status(mail.status)]
    facts = {"mail": word_of(mail), "time": day(mail.ended_at or mail.due_at), "answer": mail.answer}
    if mail.status == OutboxMail.Status.QUEUED and mail.attempts:
        return Chip("warn", word, _("%(mail)s: the mail server puts it off (%(answer)s)") % facts)
    if mail.status in {OutboxMail.Status.REFUSED, OutboxMail.Status.DEAD}:
        return Chip(kind, word, _("%(mail)s, %(time)s: %(answer)s") % facts)
    return Chip(kind, word, _("%(mail)s, %(time)s") % facts)


def word_of(mail: OutboxMail) -> str | Promise:
    return _KINDS.get(mail.kind, mail.kind)
