"""Somebody of the staff: where they work, what they may do there, and changing that (C12)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms.roles import ExtrasForm, GiveRoleForm
from accounts.requests import SignedInRequest
from accounts.staff_access import colleagues, staff_within
from accounts.usecases.change_roles import (
    Admin,
    FromRoster,
    OutOfReach,
    end_role,
    give_role,
    is_from_roster,
    set_extras,
)
from schools.capabilities import GRANTS, Capability, Role
from schools.guards import deny, find_or_404, requires
from schools.models import StaffAssignment, StaffMember


@require_safe
@requires(Capability.VIEW_STAFF)
def staff_member(request: SignedInRequest, staff_id: int) -> HttpResponse:
    return _page(request, _found(request, Capability.VIEW_STAFF, staff_id))


@require_POST
@requires(Capability.MANAGE_STAFF)
def give(request: SignedInRequest, staff_id: int) -> HttpResponse:
    """Another role, in a school or in the whole district."""
    staff = _found(request, Capability.MANAGE_STAFF, staff_id)
    form = GiveRoleForm(request.POST, scope=request.scope)
    if not form.is_valid():
        return _page(request, staff, form=form)
    try:
        changed = give_role(
            staff=staff,
            role=Role(form.cleaned_data["role"]),
            school=form.cleaned_data["school"],
            admin=_admin(request),
            now=timezone.now(),
        )
    except OutOfReach as refusal:
        raise _not_found(request, staff_id) from refusal
    return _done(request, staff, changed=changed)


@require_POST
@requires(Capability.MANAGE_STAFF)
def extras(request: SignedInRequest, staff_id: int, role_id: int) -> HttpResponse:
    """What is also allowed with one of the roles."""
    staff = _found(request, Capability.MANAGE_STAFF, staff_id)
    assignment = _assignment(request, staff, role_id)
    try:
        changed = set_extras(
            assignment=assignment,
            extras=request.POST.getlist("extras"),
            admin=_admin(request),
            now=timezone.now(),
        )
    except OutOfReach as refusal:
        raise _not_found(request, staff_id) from refusal
    return _done(request, staff, changed=changed)


@require_POST
@requires(Capability.MANAGE_STAFF)
def end(request: SignedInRequest, staff_id: int, role_id: int) -> HttpResponse:
    staff = _found(request, Capability.MANAGE_STAFF, staff_id)
    assignment = _assignment(request, staff, role_id)
    try:
        end_role(assignment=assignment, admin=_admin(request), now=timezone.now())
    except OutOfReach as refusal:
        raise _not_found(request, staff_id) from refusal
    except FromRoster:
        messages.warning(request, _("The roster gave this role. It ends there, with the next import."))
        return redirect("accounts:staff-member", staff_id)
    return _done(request, staff, changed=True)


def _page(request: SignedInRequest, staff: StaffMember, **more: Any) -> HttpResponse:
    (colleague,) = colleagues([staff], reader=request.account, scope=request.scope, now=timezone.now())
    may_change = request.scope.can(Capability.MANAGE_STAFF) and colleague.barrier is None
    context = {
        "colleague": colleague,
        "crumbs": [{"label": _("Staff"), "url": reverse("accounts:staff")}],
        "roles": [_role(request, assignment) for assignment in staff.assignments.all()],
        "may_manage": request.scope.can(Capability.MANAGE_STAFF),
        "may_change": may_change,
        "form": GiveRoleForm(scope=request.scope) if may_change else None,
    }
    return render(request, "accounts/staff_member.html", context | more)


def _role(request: SignedInRequest, assignment: StaffAssignment) -> dict[str, Any]:
    more = assignment.capabilities - GRANTS[assignment.role]
    return {
        "assignment": assignment,
        "more": [capability.label for capability in Capability if capability in more],
        "form": ExtrasForm(assignment=assignment, scope=request.scope, auto_id=f"id_{assignment.pk}_%s"),
        "from_roster": is_from_roster(assignment),
    }


def _found(request: SignedInRequest, capability: Capability, staff_id: int) -> StaffMember:
    within = staff_within(request.scope, capability, today=timezone.localdate())
    return find_or_404(request, within, staff_id)


def _assignment(request: SignedInRequest, staff: StaffMember, role_id: int) -> StaffAssignment:
    found = [row for row in staff.assignments.all() if row.pk == role_id]
    if not found:
        raise _not_found(request, role_id)
    return found[0]


def _admin(request: SignedInRequest) -> Admin:
    return Admin(request.account, request.scope, request.actor)


def _not_found(request: SignedInRequest, object_id: int) -> Http404:
    deny(request, object_id)
    return Http404()


def _done(request: SignedInRequest, staff: StaffMember, *, changed: bool) -> HttpResponse:
    if changed:
        text = _(
            "Changed. %(name)s has to sign in again; a one-time password that was not used yet has ended."
        )
        messages.success(request, text % {"name": staff})
    else:
        messages.info(request, _("It was so already. Nothing was changed."))
    return redirect("accounts:staff-member", staff.pk)
