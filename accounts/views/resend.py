"""A button on the pages of accounts: the verification mail again (C11)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Account
from accounts.requests import SignedInRequest
from accounts.signing_in.adapter import next_page
from accounts.usecases.resend_verification import NoAddress, NotPending, resend_verification
from schools.capabilities import Capability
from schools.guards import find_or_404, requires


@require_POST
@requires(Capability.HELP_PARENTS, Capability.ADMINISTER_ACCOUNTS)
def resend(request: SignedInRequest, account_id: int) -> HttpResponse:
    """Leads back to `next`, a page of ours."""
    helped = Account.objects.visible_to(request.scope, Capability.HELP_PARENTS)
    administered = Account.objects.visible_to(request.scope, Capability.ADMINISTER_ACCOUNTS)
    account = find_or_404(request, helped | administered, account_id)
    try:
        resend_verification(account=account, actor=request.actor, now=timezone.now())
    except NotPending:
        messages.warning(request, _("This account is verified already. No mail was sent."))
    except NoAddress:
        messages.warning(
            request,
            _("This account has no e-mail address: no mail was sent. Its owner registers again, by facts."),
        )
    else:
        messages.success(request, _("The verification mail goes out again. The earlier one no longer works."))
    return redirect(next_page(request) or "home")
