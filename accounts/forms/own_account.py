"""Changing the own password or e-mail address: the current password comes with either (SECURITY 23)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.mailbox import EMAIL, EmailForm
from accounts.models import Account
from accounts.passwords import LONGEST
from accounts.signing_in.forms import AS_TYPED, ChoosePasswordForm


def _current_password() -> forms.CharField:
    return forms.CharField(
        label=_("Current password"),
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", **AS_TYPED}),
    )


class ChangePasswordForm(ChoosePasswordForm):
    current = _current_password()
    field_order = ["current", "password"]


class ChangeEmailForm(EmailForm):
    email = forms.EmailField(
        label=_("New e-mail address"), max_length=254, widget=forms.EmailInput(attrs=EMAIL)
    )
    current = _current_password()

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_email(self) -> str:
        email = super().clean_email()
        if email == self.account.email:
            raise ValidationError(_("That is the address you have already. Nothing was changed."))
        return email
