"""A contact's e-mail corrected by the office, and the list of all that were, for the office's own system."""

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.address import AddressForm
from accounts.requests import SignedInRequest
from accounts.tables import CorrectedAddressesTable
from accounts.usecases.correct_address import Reason, SameAddress, correct_address
from roster.models import Contact, Student
from roster.queries import of_contact, sharing_mailbox
from schools.capabilities import Capability
from schools.guards import find_or_404, requires
from schools.paging import page_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.HELP_PARENTS)
def correct(request: SignedInRequest, contact_id: int) -> HttpResponse:
    visible = Contact.objects.visible_to(request.scope, Capability.HELP_PARENTS)
    contact = find_or_404(request, visible, contact_id)
    reached = Student.objects.visible_to(request.scope, Capability.HELP_PARENTS)
    children = list(of_contact(reached, contact.pk))
    form = AddressForm(request.POST or None)
    if form.is_valid() and _correct(request, contact, form):
        return redirect("accounts:student", children[0].pk)
    context = {"contact": contact, "children": children, "form": form}
    return render(request, "accounts/correct_address.html", context)


@require_safe
@requires(Capability.HELP_PARENTS)
def corrected(request: SignedInRequest) -> HttpResponse:
    """Corrections that stand: the office's own system still says something else."""
    visible = Contact.objects.visible_to(request.scope, Capability.HELP_PARENTS)
    standing = visible.exclude(corrected_email="").filter(corrected_from=F("email"))
    page = page_of(standing, keys=("sort_name", "pk"), query=request.GET)
    context = {"page": page, "table": CorrectedAddressesTable(page.rows)}
    return render(request, "accounts/corrected_addresses.html", context)


def _correct(request: SignedInRequest, contact: Contact, form: AddressForm) -> bool:
    address = form.cleaned_data["address"]
    try:
        correct_address(
            contact=contact,
            address=address,
            reason=Reason(form.cleaned_data["reason"]),
            actor=request.actor,
            now=timezone.now(),
        )
    except SameAddress:
        form.add_error("address", _("This address is on the record already. Nothing was changed."))
        return False
    messages.success(request, _("Mail to %(name)s goes to the new address from now on.") % {"name": contact})
    others = sharing_mailbox(address, but=contact.pk)
    if others:
        text = ngettext(
            "%(count)d other contact has this mailbox too: one signs in by e-mail, the other by username.",
            "%(count)d other contacts have this mailbox too: one signs in by e-mail, the others by username.",
            others,
        )
        messages.warning(request, text % {"count": others})
    return True
