"""The three short steps of registering by facts (B6). Only the shape of what is typed is judged here."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.signing_in.forms import AS_TYPED
from accounts.usecases import pupil_codes
from accounts.usernames import clean_typed
from schools.text import only_signs

PLAIN = {"autocomplete": "off", **AS_TYPED}


class ChildForm(forms.Form):
    pupil = forms.CharField(
        label=_("Student number or pupil code"),
        max_length=40,
        help_text=_("On the report card, or on a letter from the school."),
        widget=forms.TextInput(attrs=PLAIN),
    )

    def __init__(self, *args: Any, digits: int = 0, **kwargs: Any) -> None:
        """digits: how many every student number of the district has; 0: they differ."""
        super().__init__(*args, **kwargs)
        self.digits = digits
        if digits:
            field = self.fields["pupil"]
            field.help_text = f"{field.help_text} {_shape(digits)}"

    def clean_pupil(self) -> str:
        """Its shape only: whether there is such a pupil, the page must not tell (SECURITY 18)."""
        typed = self.cleaned_data["pupil"]
        signs = only_signs(typed)
        is_number = signs.isascii() and signs.isdigit() and len(signs) == self.digits
        if self.digits and not is_number and len(signs) != pupil_codes.LENGTH:
            raise ValidationError(_("This is neither a student number nor a pupil code."))
        return typed


def _shape(digits: int) -> str:
    text = ngettext(
        "Our student numbers have %(count)d digit, pupil codes %(signs)d letters and digits.",
        "Our student numbers have %(count)d digits, pupil codes %(signs)d letters and digits.",
        digits,
    )
    return text % {"count": digits, "signs": pupil_codes.LENGTH}


class NameForm(forms.Form):
    given_name = forms.CharField(
        label=_("Your first name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "spellcheck": "false"}),
    )
    family_name = forms.CharField(
        label=_("Your last name"),
        max_length=120,
        required=False,
        help_text=_("Leave it empty only if you have one name."),
        widget=forms.TextInput(attrs={"autocomplete": "family-name", "spellcheck": "false"}),
    )


class UsernameForm(forms.Form):
    username = forms.CharField(
        label=_("Username"),
        max_length=40,
        required=False,
        help_text=_(
            "The one you had before, or a new one. Without a username you sign in with your e-mail address."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "username", **AS_TYPED}),
    )

    def clean_username(self) -> str:
        """Its shape only: whether it is free, the page must not tell (SECURITY 18)."""
        name = clean_typed(self.cleaned_data["username"])
        if "@" in name:
            raise ValidationError(
                _("A username has no @. Leave this empty to sign in with your e-mail address.")
            )
        if any(not sign.isalnum() and sign not in ".-_" for sign in name):
            raise ValidationError(_("Use letters, figures, dots, hyphens and underscores only."))
        return name


STEPS: tuple[type[forms.Form], ...] = (ChildForm, NameForm, UsernameForm)


class Walk:
    """The three steps of one registration: what was typed so far travels in the form, nothing is kept.

    `step` counts from 1; `form` is what to show; `carried` are the fields of the other steps.
    """

    def __init__(self, posted: QueryDict, *, digits: int) -> None:
        shown = int(str(posted["step"])) if posted.get("step") in {"1", "2", "3"} else 0
        typed = {name: str(posted[name]) for step in STEPS for name in step.base_fields if name in posted}
        self.facts: dict[str, str] | None = None  # once all is there
        self._steps: tuple[Callable[..., forms.Form], ...] = (partial(ChildForm, digits=digits), *STEPS[1:])
        if "back" in posted and shown > 1:
            self._show(shown - 1, None, typed)
            return
        done = [step(posted) for step in self._steps[:shown]]
        wrong = next((place for place, form in enumerate(done, 1) if not form.is_valid()), None)
        if wrong:
            self._show(wrong, done[wrong - 1], typed)
        elif shown < len(STEPS):
            self._show(shown + 1, None, typed)
        else:
            self._show(shown, done[-1], typed)
            self.facts = {name: value for form in done for name, value in form.cleaned_data.items()}

    def _show(self, step: int, form: forms.Form | None, typed: dict[str, str]) -> None:
        self.step = step
        self.form = form or self._steps[step - 1](initial=typed)
        self.carried = [(name, value) for name, value in typed.items() if name not in self.form.fields]
