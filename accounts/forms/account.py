from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account


class AccountForm(forms.Form):
    """An account is good until the end of a day, where the district is."""

    expires_on = forms.DateField(
        label=_("Last day"),
        required=False,
        validators=[MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))],
        help_text=_("From the next day on, signing in says that the account has expired. Empty: never."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    is_test = forms.BooleanField(
        label=_("Test account"),
        required=False,
        help_text=_("Gets no mail, and is left out of the list unless it is asked for."),
    )

    @classmethod
    def of(cls, account: Account, data: Any = None) -> "AccountForm":
        ends = account.expires_at
        last = timezone.localdate(ends - timedelta(microseconds=1)) if ends else None
        return cls(data, initial={"expires_on": last, "is_test": account.is_test})

    def expires_at(self) -> datetime | None:
        last: date | None = self.cleaned_data["expires_on"]
        if last is None:
            return None
        return timezone.make_aware(datetime.combine(last + timedelta(days=1), datetime.min.time()))
