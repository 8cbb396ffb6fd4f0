from django import forms
from django.utils.translation import gettext_lazy as _

from schools.district_options import OPTIONS
from schools.models import District


class DistrictOptionsForm(forms.Form):
    """Reads and writes the columns of OPTIONS, never the model as a whole (SECURITY 38)."""

    users_change_password = forms.BooleanField(
        label=_("Parents and pupils may change their own password"),
        help_text=_("Otherwise they ask the school, or use “Forgot your password?”."),
        required=False,
    )
    users_change_email = forms.BooleanField(
        label=_("Parents may change their own e-mail address"),
        help_text=_("The new address is confirmed by mail first, and the old one is told, with a way back."),
        required=False,
    )
    deleting_is_separate = forms.BooleanField(
        label=_("Deleting portal accounts is a right of its own"),
        help_text=_("Otherwise whoever may administer portal accounts may delete them too."),
        required=False,
    )

    @staticmethod
    def values_of(district: District) -> dict[str, bool]:
        return {name: getattr(district, name) for name in OPTIONS}
