"""What is typed on the public pages that answer by mail: its shape only, whose it is nobody is told."""

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts.signing_in.forms import AS_TYPED
from accounts.usernames import clean_typed

EMAIL = {"autocomplete": "email", "inputmode": "email", **AS_TYPED}


class EmailForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs=EMAIL))

    def clean_email(self) -> str:
        return clean_typed(self.cleaned_data["email"])


class ForgotForm(forms.Form):
    login = forms.CharField(
        label=_("Username or e-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", **AS_TYPED}),
    )

    def clean_login(self) -> str:
        """By an @ it is an address, as at sign-in."""
        name = clean_typed(self.cleaned_data["login"])
        if "@" in name:
            validate_email(name)
        return name


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", **AS_TYPED}),
    )
