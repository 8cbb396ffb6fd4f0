from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.staff_access import extras_to_give
from schools.capabilities import Capability, Role
from schools.models import School, StaffAssignment
from schools.scope import Scope

ROLES = [("", _("Choose a role")), *((role.value, role.label) for role in Role if role != Role.OPERATOR)]
DISTRICT = "district"  # the whole of it, instead of a school's id


class GiveRoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = School.objects.visible_to(scope, Capability.MANAGE_STAFF).filter(ended_on=None)
        self.schools = {str(school.pk): school for school in schools.order_by("name", "pk")}
        everywhere = scope.reach(Capability.MANAGE_STAFF).everything
        self.fields["school"] = forms.ChoiceField(
            label=_("Where"),
            choices=[
                ("", _("Choose where")),
                *self.schools.items(),
                *([(DISTRICT, _("The whole district"))] if everywhere else []),
            ],
        )

    def clean(self) -> dict[str, Any]:
        """`school`: a School, or None for the whole district."""
        found = super().clean() or {}
        if self.errors:
            return found
        role, school = found["role"], self.schools.get(found["school"])
        if role == Role.TEACHER and school is None:
            raise ValidationError(_("A teacher teaches in a school: choose which."))
        if role == Role.DISTRICT_ADMIN and school:
            raise ValidationError(_("A district admin is one in the whole district, not in one school."))
        return found | {"school": school}


class ExtrasForm(forms.Form):
    """The extra capabilities of one assignment, as far as the reader may give or take them."""

    def __init__(self, *args: Any, assignment: StaffAssignment, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = extras_to_give(scope, assignment)
        self.fields["extras"] = forms.MultipleChoiceField(
            label=_("Also allowed"),
            required=False,
            initial=assignment.extra_capabilities,
            choices=[(extra.value, extra.label) for extra in offered],
            widget=forms.CheckboxSelectMultiple,
        )
