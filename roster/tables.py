"""The lists of this app: which columns they have. Their rows stand in templates/roster/rows/."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from schools.tables import NumberColumn, RowTable


class ImportsTable(RowTable):
    row_template = "roster/rows/import.html"
    caption = _("Imports, the newest first")

    file = tables.Column(_("File"))
    state = tables.Column(_("State"))
    uploaded = tables.Column(_("Uploaded"))
    applied = tables.Column(_("Applied"))


class FindingsTable(RowTable):
    row_template = "roster/rows/finding.html"
    caption = _("Findings, errors first")

    severity = tables.Column(_("Severity"))
    sentence = tables.Column(_("What happened"))
    file = tables.Column(_("File"))
    row = NumberColumn(_("Row"))
    column = tables.Column(_("Column"))
