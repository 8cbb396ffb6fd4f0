"""Which format a package is in. Each format gives `modes`, `lines` and `read(report)`: typed rows."""

from roster.imports.archive import Member, Unreadable
from roster.imports.formats.contacts_csv import ContactList, is_contact_list, open_contact_list
from roster.imports.formats.foreign import refuse_foreign
from roster.imports.formats.oneroster import Bundle, is_oneroster, open_bundle
from roster.imports.report import Report
from roster.imports.text import open_table

Source = Bundle | ContactList


def open_source(members: list[Member], report: Report) -> Source:
    """Raises Unreadable for what is none of ours, with a sentence that says so."""
    if not members:
        raise Unreadable("package_empty", file="manifest.csv")
    refuse_foreign(members)
    if is_oneroster(members):
        return open_bundle(members, report)
    if len(members) == 1:
        if is_contact_list(members[0]):
            return open_contact_list(members[0], report)
        open_table(members[0], report)  # an empty or broken file gets its own sentence first
    raise Unreadable("format_unknown", file=members[0].name)
