"""My account → Add a child (C18)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.child import AddChildForm
from accounts.models import AccountType, PublicRequest
from accounts.requests import SignedInRequest
from accounts.usecases.add_child import add_at_once
from accounts.views.asked import to_asked
from schools.guards import deny


@require_http_methods(["GET", "HEAD", "POST"])
def add_child(request: SignedInRequest) -> HttpResponse:
    account, now = request.account, timezone.now()
    if account.type != AccountType.PARENT:
        deny(request)
        raise PermissionDenied
    digits = request.district.student_number_digits
    form = AddChildForm(request.POST or None, initial=_own_name(request), digits=digits)
    if form.is_valid():
        child = add_at_once(account=account, pupil=form.cleaned_data["pupil"], now=now)
        if child:
            messages.success(request, _("%(child)s is on your account now.") % {"child": child})
            return redirect("home")
        # Answered out of sight, like any public request: who guesses learns nothing.
        typed = {**form.cleaned_data, "username": "", "account": str(account.pk)}
        return to_asked(request, kind=PublicRequest.Kind.CHILD, typed=typed)
    return render(request, "accounts/add_child.html", {"form": form})


def _own_name(request: SignedInRequest) -> dict[str, str]:
    contact = request.account.contact
    return {"given_name": contact.given_name, "family_name": contact.family_name} if contact else {}
