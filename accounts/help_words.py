"""A request's outcome in plain words for the office, and what mends it (X16)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import PublicRequest
from accounts.registering.help_desk import Case

Kind, Outcome = PublicRequest.Kind, PublicRequest.Outcome
_SENTENCES = {
    Outcome.WAITING: gettext_lazy(
        "Nobody has looked at it yet. After several tries a request waits for up to an hour."
    ),
    Outcome.MAILED: gettext_lazy("It matched, and a mail has gone to the address on record."),
    Outcome.NO_MATCH: gettext_lazy("No record matches what was typed. No mail was sent."),
    Outcome.NEAR: gettext_lazy("The name is close to a record, but not the same. No mail was sent."),
    Outcome.AMBIGUOUS: gettext_lazy("Two people on the record have this name. No mail was sent."),
    Outcome.NO_ADDRESS: gettext_lazy("It matches, but there is no e-mail address to write to."),
    Outcome.STALE_ADDRESS: gettext_lazy(
        "It matches, but the address is new on the record, or mails to it come back. No mail was sent."
    ),
    Outcome.RESTRICTED: gettext_lazy("It matches somebody who may not have access. No mail was sent."),
    Outcome.UNLINKED: gettext_lazy("The school had taken this child off the account. No mail was sent."),
    Outcome.CLOSED: gettext_lazy("The school is not open to parents yet. No mail was sent."),
    Outcome.NOT_ALLOWED: gettext_lazy("The account is switched off or has expired. No mail was sent."),
}
_ADVICE = {
    Outcome.WAITING: gettext_lazy("Say below who it is, and the mail goes out now."),
    Outcome.MAILED: gettext_lazy(
        "Ask them to look in the spam folder, and whether the address below is theirs."
    ),
    Outcome.NO_MATCH: gettext_lazy(
        "Make sure who is calling. If it is one of these people, say so: the mail goes to the "
        "address on record."
    ),
    Outcome.NEAR: gettext_lazy(
        "Make sure who is calling. If it is one of these people, say so: the mail goes to the "
        "address on record."
    ),
    Outcome.AMBIGUOUS: gettext_lazy(
        "Make sure which of them is calling, by the address for example, and say so."
    ),
    Outcome.NO_ADDRESS: gettext_lazy("Put the e-mail address on the pupil's page, then say below who it is."),
    Outcome.STALE_ADDRESS: gettext_lazy(
        "Ask for their e-mail address. If it is the one below, say who it is; if not, correct it on "
        "the pupil's page first."
    ),
    Outcome.RESTRICTED: gettext_lazy(
        "The school's leadership decides about this. From here nothing can be sent."
    ),
    Outcome.UNLINKED: gettext_lazy(
        "If the school has decided that the child may come back, say below who it is."
    ),
    Outcome.CLOSED: gettext_lazy(
        "A school admin opens the school to parents; from then on they can register."
    ),
    Outcome.NOT_ALLOWED: gettext_lazy("A school admin can switch the account on again."),
}
_MAILED_TO_WHAT_WAS_TYPED = (
    gettext_lazy("A mail has gone to the address that was typed."),
    gettext_lazy(
        "Ask them to look in the spam folder. If they see no child once they are in, find the child: the "
        "pupil's page says which address is on record, and corrects it."
    ),
)
# Who gave no pupil's number has no people below: sentence and advice are about an account.
_WITHOUT_A_PUPIL = {
    (Kind.EMAIL, Outcome.MAILED): _MAILED_TO_WHAT_WAS_TYPED,
    (Kind.RESEND, Outcome.MAILED): _MAILED_TO_WHAT_WAS_TYPED,
    (Kind.FORGOT, Outcome.NO_MATCH): (
        gettext_lazy("Nobody signs in with what was typed. No password was mailed."),
        gettext_lazy(
            "Find the child: the pupil's page says how each parent signs in, and which address is on record."
        ),
    ),
    (Kind.FORGOT, Outcome.NO_ADDRESS): (
        gettext_lazy("There is such a login, but no e-mail address to write to."),
        gettext_lazy(
            "Find the pupil. A pupil's own login is reset there; a parent needs an e-mail address on record."
        ),
    ),
}


def sentence_for(request: PublicRequest) -> str:
    """What became of it."""
    kind, outcome = Kind(request.kind), Outcome(request.outcome)
    own, _advice = _WITHOUT_A_PUPIL.get((kind, outcome), ("", ""))
    return str(own or _SENTENCES[outcome])


def advice_for(case: Case) -> str:
    """What to do now."""
    if case.is_over:
        return _("It is older than 14 days: what was typed has been destroyed. Ask them to try once more.")
    if "pupil" in case.typed and case.student is None:
        return _("No pupil has this number or code. Ask for the one on the report card; then they try again.")
    kind, outcome = Kind(case.request.kind), Outcome(case.request.outcome)
    _sentence, own = _WITHOUT_A_PUPIL.get((kind, outcome), ("", ""))
    return str(own or _ADVICE[outcome])
