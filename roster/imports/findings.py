"""What an import can notice: one sentence for every code.

An error keeps the whole file out. A warning is imported without the part it names, or with something the
district should look at. A notice is a deviation that was understood. Every sentence says what happened
and what to do.
"""

import dataclasses
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roster.models import ImportFinding

Severity = ImportFinding.Severity
ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE

Sentence = tuple[Severity, Promise | str]

PACKAGE: dict[str, Sentence] = {
    "not_a_zip": (
        ERROR,
        _("This is neither a ZIP file nor a CSV file. Upload the export as your system made it."),
    ),
    "spreadsheet": (ERROR, _("This is an Excel workbook. Save each sheet as “CSV UTF-8” and upload those.")),
    "too_large": (ERROR, _("The file is larger than %(limit)s MB. Leave out gradebook and resource files.")),
    "package_empty": (
        ERROR,
        _("There is no CSV file in it, not even a manifest.csv. Export the roster again."),
    ),
    "upload_unreadable": (ERROR, _("The upload cannot be opened any more. Please upload the file again.")),
    "upload_wiped": (ERROR, _("The upload was wiped after a day. Please upload the file again.")),
    "zip_damaged": (ERROR, _("The ZIP file is damaged or incomplete. Export it again, or copy it again.")),
    "zip_path": (
        ERROR,
        _("The name of this file points outside the ZIP. Files must lie at its top, without folders."),
    ),
    "zip_link": (ERROR, _("This entry of the ZIP is a link, not a file. Put the file itself into the ZIP.")),
    "zip_encrypted": (ERROR, _("The ZIP file is protected with a password. Upload it without one.")),
    "zip_method": (
        ERROR,
        _("This file is packed in an unusual way. Make the ZIP with the usual method (Deflate)."),
    ),
    "zip_folders": (ERROR, _("The ZIP has files in several folders. Put all CSV files at its top.")),
    "zip_unpacked": (ERROR, _("Unpacked, the files are larger than %(limit)s MB. Nothing was read.")),
    "zip_ratio": (
        ERROR,
        _("The ZIP unpacks to more than %(limit)s times its size, as no roster does. Nothing was read."),
    ),
    "too_many_members": (ERROR, _("There are more than %(limit)s files in it. Keep the roster files only.")),
    "duplicate_member": (ERROR, _("This file is there twice. Keep the right one.")),
    "enclosing_folder": (NOTICE, _("The files lie in the folder “%(folder)s”; they were read from there.")),
    "helper_files_ignored": (NOTICE, _("Files that macOS or Windows add by themselves were ignored.")),
    "not_a_csv_ignored": (NOTICE, _("This file is not a CSV and was ignored.")),
    "format_unknown": (
        ERROR,
        _("We do not know this format. We read OneRoster 1.1 and 1.2, and contacts with a student_number."),
    ),
    "format_sds": (
        ERROR,
        _("These are School Data Sync files, which we do not read yet. Export as OneRoster 1.1 or 1.2."),
    ),
    "format_clever": (
        ERROR,
        _("These are Clever files, which we do not read yet. Export as OneRoster 1.1 or 1.2."),
    ),
    "format_apple": (
        ERROR,
        _("These are Apple School Manager files, which we do not read yet. Export as OneRoster 1.1 or 1.2."),
    ),
}

MANIFEST: dict[str, Sentence] = {
    "manifest_missing": (WARNING, _("There is no manifest.csv. The files were taken as a full export.")),
    "manifest_row": (WARNING, _("This line is not a name and a value; it was ignored.")),
    "manifest_property_unknown": (NOTICE, _("“%(field)s” is no property of OneRoster; it was ignored.")),
    "manifest_property_twice": (WARNING, _("“%(field)s” is there twice; the first was taken.")),
    "manifest_mode": (ERROR, _("“%(value)s” should be absent, bulk or delta. Correct the manifest.")),
    "manifest_version": (
        WARNING,
        _("manifest.version should be 1.0, not “%(value)s”; the file was read all the same."),
    ),
    "version_missing": (WARNING, _("oneroster.version is missing. The version was told from the files.")),
    "version_unknown": (ERROR, _("OneRoster “%(value)s” is not read here. Export as version 1.1 or 1.2.")),
    "version_mixed": (
        WARNING,
        _("It says 1.1, and names files that only 1.2 has. The bundle was read as 1.1."),
    ),
    "declared_but_missing": (
        ERROR,
        _("The manifest says this file is there, but it is not. Export the roster again."),
    ),
    "present_but_undeclared": (
        WARNING,
        _("The manifest does not speak of this file. It was read all the same."),
    ),
    "file_ignored": (NOTICE, _("Grades and resources are not for this portal; the file was not read.")),
    "unknown_file": (
        NOTICE,
        _("Not a file of the roster; it was not read. A contacts CSV is uploaded by itself."),
    ),
    "file_name_spelling": (NOTICE, _("The standard writes “%(expected)s”; the file was read all the same.")),
    "roles_missing": (ERROR, _("Without roles.csv nobody can tell pupils from teachers. Export it too.")),
}

TEXT: dict[str, Sentence] = {
    "file_empty": (ERROR, _("The file is empty. Export it again.")),
    "no_rows": (
        ERROR,
        _("There are no rows. Taken as it is, everybody would be ended. Export it again."),
    ),
    "no_rows_accepted": (WARNING, _("The file has a header but no rows.")),
    "encoding_unknown": (
        ERROR,
        _("This row is not UTF-8, and names could come out wrong. Save the file as “CSV UTF-8”."),
    ),
    "encoding_western": (
        WARNING,
        _("Not UTF-8: read as Windows-1252. Check that the names in this row look right before you apply."),
    ),
    "encoding_utf16": (NOTICE, _("The file is in UTF-16 and was read as such. UTF-8 is the standard.")),
    "line_too_long": (ERROR, _("The line is far too long for a roster. Often a quotation mark is missing.")),
    "cell_too_long": (
        ERROR,
        _("A cell is too long. Shorten it, or look for a quotation mark that is not closed."),
    ),
    "broken_quotes": (
        ERROR,
        _("A quotation mark is not closed or out of place. Rows after it were not read."),
    ),
    "ragged_row": (
        ERROR,
        _("The row has %(found)s cells, the header %(expected)s. Often quotation marks are missing."),
    ),
    "nul_character": (
        ERROR,
        _("The row has a NUL character, which no text may have. Export the file again."),
    ),
    "control_character": (
        ERROR,
        _("The row has a control character. Remove it in the system the export comes from."),
    ),
    "line_break_in_cell": (NOTICE, _("A line break or tab inside a cell was read as a space.")),
    "other_separator": (
        NOTICE,
        _("The columns are not separated by commas; the file was read all the same."),
    ),
    "header_missing": (ERROR, _("The first row should name the columns.")),
    "header_blank": (NOTICE, _("A column without a name was ignored.")),
    "header_order": (
        NOTICE,
        _("The columns stand in another order than in the standard; they were read by name."),
    ),
    "header_spelling": (NOTICE, _("The standard writes “%(expected)s”; the column was read all the same.")),
    "duplicate_header": (ERROR, _("The column “%(field)s” is there twice. Keep the right one.")),
    "column_missing": (ERROR, _("The column “%(field)s” is missing. Nothing can be imported without it.")),
    "column_missing_accepted": (NOTICE, _("The column “%(field)s” is missing; the import does without it.")),
    "column_unknown": (NOTICE, _("The column “%(field)s” is not in the standard; it was ignored.")),
}

CELLS: dict[str, Sentence] = {
    "value_missing": (ERROR, _("The cell is empty. It needs a value.")),
    "value_missing_accepted": (
        NOTICE,
        _("The standard wants a value here; the import does without it."),
    ),
    "id_shape": (ERROR, _("“%(value)s” is no id: up to 255 letters without accents, digits and . - _ / @")),
    "id_shape_accepted": (NOTICE, _("“%(value)s” has signs that newer versions do not allow in an id.")),
    "list_blank_item": (NOTICE, _("The list “%(value)s” has an empty item, which was ignored.")),
    "lists_differ": (WARNING, _("This list and “%(other)s” should have the same number of items.")),
    "boolean_shape": (ERROR, _("“%(value)s” should be true or false.")),
    "boolean_spelling": (
        NOTICE,
        _("“%(value)s” was read as true or false; the standard writes them in lower case."),
    ),
    "date_shape": (ERROR, _("“%(value)s” is not a date like 2026-08-31.")),
    "date_us": (NOTICE, _("“%(value)s” was read as month/day/year; the standard writes 2026-08-31.")),
    "date_with_time": (NOTICE, _("“%(value)s” has a time; only its day was taken.")),
    "date_without_time": (NOTICE, _("“%(value)s” should have a time, such as 2026-08-31T00:00:00.000Z.")),
    "year_shape": (ERROR, _("“%(value)s” is not a year like 2027.")),
    "year_span": (NOTICE, _("“%(value)s” was read as the year in which it ends.")),
    "word_unknown": (ERROR, _("“%(value)s” is not one of: %(known)s.")),
    "word_case": (NOTICE, _("“%(value)s” was read although it is spelled differently: %(expected)s.")),
    "status_in_bulk": (NOTICE, _("A full export leaves this column blank; “%(value)s” was ignored.")),
    "gone_in_bulk": (WARNING, _("The row says “%(value)s”. It is treated as if it were not in the file.")),
    "email_shape": (
        WARNING,
        _("“%(value)s” is no e-mail address. It is kept as recorded; no mail can reach it."),
    ),
    "user_ids_shape": (NOTICE, _("“%(value)s” should look like {type:id}.")),
    "priority_shape": (ERROR, _("“%(value)s” should be a number from 1 to 99.")),
    "language_shape": (ERROR, _("“%(value)s” is not a language code such as en or es.")),
}

TOGETHER: dict[str, Sentence] = {
    "duplicate_id": (
        ERROR,
        _("The id “%(value)s” is already used in row %(first)s. Every record needs its own."),
    ),
    "dangling": (ERROR, _("“%(value)s” is not in %(target)s. Export both files at the same time.")),
    "refers_to_deleted": (
        WARNING,
        _("“%(value)s” is marked as deleted in %(target)s; this row was left out."),
    ),
    "not_a_school": (ERROR, _("“%(value)s” is an org of type %(type)s, not a school.")),
    "number_twice": (
        ERROR,
        _("Student number “%(value)s” is already used in row %(first)s. Nobody could tell the two apart."),
    ),
    "number_taken": (
        ERROR,
        _("Student number “%(value)s” belongs to another pupil (id %(other)s). Correct one in your system."),
    ),
    "no_name": (ERROR, _("There is neither a first nor a last name.")),
    "no_role": (WARNING, _("“%(value)s” has no role, so nobody was imported for it.")),
    "role_unused": (NOTICE, _("People with the role “%(value)s” are not needed here and were left out.")),
    "enrolment_role_unused": (
        NOTICE,
        _("Only pupils and teachers are put into classes; “%(value)s” was left out."),
    ),
    "enrolled_against_role": (
        WARNING,
        _("“%(value)s” has no role as %(role)s, but is one in this class. It is kept, and gives no rights."),
    ),
    "not_enabled": (
        WARNING,
        _("enabledUser is false for “%(value)s”: staff cannot sign in, others are treated as usual."),
    ),
    "agent_not_contact": (
        NOTICE,
        _("“%(value)s” is no parent, guardian or relative of a pupil; the connection was left out."),
    ),
    "contact_without_pupil": (NOTICE, _("“%(value)s” is connected with no pupil, and can see none.")),
    "ends_before_start": (WARNING, _("The end lies before the start.")),
    "primary_org_without_role": (WARNING, _("“%(value)s” is the main org, but there is no role in it.")),
    "profile_of_another": (WARNING, _("The profile “%(value)s” belongs to somebody else.")),
    "primary_role_twice": (WARNING, _("“%(value)s” has more than one primary role in the same org.")),
    "primary_teacher_twice": (WARNING, _("The class “%(value)s” has more than one primary teacher.")),
    "unknown_number": (WARNING, _("No pupil has the student number “%(value)s”; the row was left out.")),
    "all_numbers_unknown": (
        ERROR,
        _("None of these student numbers is known here. Is this file for another district?"),
    ),
    "contact_twice": (
        WARNING,
        _("The same contact of the same pupil is already in row %(first)s; this row was left out."),
    ),
}

PLAN: dict[str, Sentence] = {
    "pupils_missing": (
        WARNING,
        _("%(count)s of %(total)s pupils are not in the file. They keep signing in, marked as missing."),
    ),
    "staff_missing": (
        WARNING,
        _("%(count)s of %(total)s staff are not in the file. They cannot sign in once this is done."),
    ),
    "school_missing": (WARNING, _("The school “%(value)s” is not in the file. Its classes end.")),
    "emails_change": (
        WARNING,
        _("The e-mail address of %(count)s of %(total)s contacts changes. Make sure this is meant."),
    ),
    "no_changes": (NOTICE, _("A manifest alone: nothing has changed.")),
}

SENTENCES: dict[str, Sentence] = {**PACKAGE, **MANIFEST, **TEXT, **CELLS, **TOGETHER, **PLAN}


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    severity: Severity
    code: str
    file: str = ""
    row: int | None = None
    field: str = ""
    params: dict[str, Any] = dataclasses.field(default_factory=dict)
    times: int = 1  # how many rows of the file have the same; `row` is the first

    @property
    def sentence(self) -> str:
        return sentence(self.code, self.params | {"field": self.field})


def sentence(code: str, params: dict[str, Any]) -> str:
    """The words for a code, in the reader's language."""
    return str(SENTENCES[code][1]) % params
