from accounts.forms.facts import ChildForm, NameForm


class AddChildForm(NameForm, ChildForm):
    """The number or code of the child, and one's own name as the school has it there."""

    field_order = ["pupil", "given_name", "family_name"]
