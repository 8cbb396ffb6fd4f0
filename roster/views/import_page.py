"""What the page of one import shows, for each state a run can be in."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roster.imports.findings import sentence
from roster.imports.words import DOING, FORMATS, KINDS
from roster.models import ImportFinding, ImportRun
from roster.tables import FindingsTable
from roster.usecases.upload_roster import APPLY_KIND, CHECK_KIND
from schools import jobs
from schools.models import Job
from schools.paging import page_of

Severity, Status = ImportFinding.Severity, ImportRun.Status

SEVERITIES = (
    (Severity.ERROR, gettext_lazy("Errors"), "bad", ""),
    (Severity.WARNING, gettext_lazy("Warnings"), "warn", ""),
    (Severity.NOTICE, gettext_lazy("Notices"), "off", "information-circle"),
)
STATUS_CHIPS = {
    Status.CHECKING: "wait",
    Status.REFUSED: "bad",
    Status.READY: "wait",
    Status.APPLYING: "wait",
    Status.APPLIED: "ok",
    Status.FAILED: "bad",
}


@dataclass(frozen=True)
class KindRow:
    """One line of the preview: a table of the roster and what happens to it."""

    label: str | Promise
    rows: int
    new: int
    changed: int
    unchanged: int
    ended: int
    samples: str


def working(run: ImportRun) -> bool:
    return run.status in (Status.CHECKING, Status.APPLYING)


def progress_context(run: ImportRun) -> dict[str, Any]:
    """For components/progress.html: the latest job of this run."""
    job = jobs.latest(kinds=[CHECK_KIND, APPLY_KIND], subject_id=run.pk) or Job()
    applying = run.status == Status.APPLYING
    count = _("%(done)s of %(total)s rows") % {
        "done": number_format(job.done, force_grouping=True),
        "total": number_format(job.total, force_grouping=True),
    }
    return {
        "title": _("Applying %(file)s") % {"file": run.file_name}
        if applying
        else _("Checking %(file)s") % {"file": run.file_name},
        "done": job.done,
        "total": job.total,
        "count": count if job.total else "",
        "doing": DOING.get(job.doing, ""),
        "poll_url": reverse("roster:import-progress", args=[run.pk]),
    }


def run_context(run: ImportRun, query: QueryDict) -> dict[str, Any]:
    """For roster/import.html, whatever the state."""
    findings = run.findings.all()
    wanted = query.get("severity", "")
    shown = findings.filter(severity=wanted) if wanted in Severity.values else findings
    page = page_of(shown, keys=("pk",), query=query)
    return {
        "run": run,
        "format": FORMATS.get(run.format, run.format),
        "status_kind": STATUS_CHIPS[Status(run.status)],
        "kinds": list(_kind_rows(run)),
        "filters": _filters(findings, wanted),
        "table": FindingsTable([_told(found) for found in page.rows]),
        "page": page,
        "beyond": list(_beyond(run)),
    }


def _kind_rows(run: ImportRun):
    for name in filter(run.counts.get, KINDS):  # the database keeps no order
        counts = run.counts[name]
        samples = run.samples.get(name, {})
        words = (_("new: %s"), _("changed: %s"), _("ended: %s"))
        told = [
            words[i] % ", ".join(samples[what])
            for i, what in enumerate(("new", "changed", "ended"))
            if samples.get(what)
        ]
        yield KindRow(KINDS[name], **counts, samples=" · ".join(told))


def _filters(findings, wanted: str) -> list[dict[str, Any]]:
    counts = dict(findings.values_list("severity").annotate(Count("pk")).order_by())
    every = {
        "label": _("All"),
        "url": "?",
        "current": wanted not in Severity.values,
        "count": sum(counts.values()),
    }
    some = [
        {
            "label": label,
            "url": f"?severity={severity}",
            "current": wanted == severity,
            "count": counts[severity],
        }
        for severity, label, _kind, _icon in SEVERITIES
        if severity in counts
    ]
    return [every, *some]


def _told(found: ImportFinding) -> dict[str, Any]:
    """A finding as one line: severity in a word, place, sentence in the reader's language."""
    kind, icon = next(
        (kind, icon) for severity, _many, kind, icon in SEVERITIES if severity == found.severity
    )
    return {
        "word": found.get_severity_display(),
        "kind": kind,
        "icon": icon,
        "file": found.file,
        "row": found.row,
        "field": found.field,
        "sentence": sentence(found.code, found.params | {"field": found.field}),
        "more": found.times - 1,
    }


def _beyond(run: ImportRun):
    """Codes of which there are more than are kept: the true number, in the words of the first."""
    kept = dict(run.findings.values_list("code").annotate(Sum("times")).order_by())
    for code, total in run.totals.items():
        if total > kept.get(code, 0):
            found = run.findings.filter(code=code).first()
            if found is not None:
                yield {"total": total, "kept": kept[code], "sentence": _told(found)["sentence"]}
