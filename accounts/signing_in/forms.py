from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Account, AccountType
from accounts.passwords import LONGEST, weaknesses

AS_TYPED = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


class SignInForm(forms.Form):
    login = forms.CharField(
        label=_("Username or e-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", **AS_TYPED}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", **AS_TYPED}),
    )


class ChoosePasswordForm(forms.Form):
    """One field: it can be shown while typing, so nobody has to type it twice."""

    password = forms.CharField(label=_("New password"), strip=False, widget=forms.PasswordInput)

    def __init__(
        self, *args: Any, account: Account, floor: int, one_time_password: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.account, self.floor, self.one_time_password = account, floor, one_time_password
        field = self.fields["password"]
        field.help_text = ngettext(
            "At least %(count)d character. Several words make a good one.",
            "At least %(count)d characters. Several words make a good one.",
            floor,
        ) % {"count": floor}
        field.widget.attrs = {"autocomplete": "new-password", **AS_TYPED}
        if account.type == AccountType.STUDENT:
            field.widget.attrs["data-shown"] = True

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        found = weaknesses(
            password,
            floor=self.floor,
            username=self.account.username,
            one_time_password=self.one_time_password,
        )
        if found:
            raise ValidationError(found)
        return password
