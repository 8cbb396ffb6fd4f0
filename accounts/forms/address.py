from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.usecases.correct_address import Reason


class AddressForm(forms.Form):
    """Another address for a contact, and how the office knows."""

    address = forms.EmailField(
        label=_("Correct e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": _("Write one address, like name@example.org.")},
    )
    reason = forms.ChoiceField(
        label=_("How do you know?"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        help_text=_("Whoever reads the mailbox on record can register as this parent."),
        error_messages={"required": _("Choose how you know: it is kept with the correction.")},
    )

    def clean_address(self) -> str:
        return self.cleaned_data["address"].lower()
