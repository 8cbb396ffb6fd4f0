from django import forms
from django.utils.translation import gettext_lazy as _

from roster.imports.archive import MAX_PACKED


class UploadForm(forms.Form):
    """One file: what is in it is for the check to find out."""

    file = forms.FileField(
        label=_("Roster file"),
        help_text=_(
            "A OneRoster ZIP (1.1 or 1.2), or a contacts CSV with a column student_number; up to 64 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".zip,.csv"}),
        error_messages={
            "required": _("Choose a file of up to 64 MB first."),
            "empty": _("The file is empty. Export it again."),
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_PACKED:
            raise forms.ValidationError(
                _("The file is larger than 64 MB. Leave out gradebook and resource files.")
            )
        return file
