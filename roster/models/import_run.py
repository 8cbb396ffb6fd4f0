from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.models import DistrictManager, DistrictOwned, DistrictQuerySet
from schools.walls import of_district


class ImportRunQuerySet(DistrictQuerySet):
    def visible_to(self, scope, capability):
        """An import concerns every school: only who reaches the whole district sees one."""
        return self if scope.reach(capability).everything else self.none()


class ImportRun(DistrictOwned):
    """One roster file on its way in: uploaded, checked, shown, applied."""

    class Status(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        REFUSED = "refused", _("Refused")  # has errors; nothing was written
        READY = "ready", _("Ready to apply")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        FAILED = "failed", _("Stopped")

    file_name = models.CharField(max_length=255)
    format = models.CharField(max_length=30, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CHECKING)
    counts = models.JSONField(default=dict)  # kind -> {rows, new, changed, unchanged, ended}
    samples = models.JSONField(
        default=dict
    )  # kind -> {new, changed, ended}: a few names; emptied once applied
    totals = models.JSONField(default=dict)  # code of a finding -> how often, also beyond the findings kept
    created_by_id = models.BigIntegerField(null=True, blank=True)  # account; empty: a command
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = DistrictManager.of(ImportRunQuerySet)

    class Meta:
        constraints = [
            of_district("import_run"),
            models.UniqueConstraint(
                fields=["district"], condition=models.Q(status="applying"), name="import_one_applying"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name}: {self.status}"

    @property
    def writes(self) -> int:
        """How many rows it changes, adds or ends, as its check has counted."""
        return sum(c["new"] + c["changed"] + c["ended"] for c in self.counts.values())


class UploadChunk(DistrictOwned):
    """A sealed piece of an uploaded file: web and worker share no disk. Wiped once applied."""

    run = models.ForeignKey(ImportRun, models.CASCADE, db_constraint=False, related_name="chunks")
    position = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "run", "position"], name="chunk_once_per_position")
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.position}"


class ImportFinding(DistrictOwned):
    """Something an import noticed: where, and the code whose sentence `roster.imports.findings` holds."""

    class Severity(models.TextChoices):
        ERROR = "error", _("Error")
        WARNING = "warning", _("Warning")
        NOTICE = "notice", _("Notice")

    run = models.ForeignKey(ImportRun, models.CASCADE, db_constraint=False, related_name="findings")
    severity = models.CharField(max_length=8, choices=Severity.choices)
    code = models.CharField(max_length=40)
    file = models.CharField(max_length=120, blank=True)
    row = models.PositiveIntegerField(null=True, blank=True)  # line of the file; the header is 1
    field = models.CharField(max_length=120, blank=True)
    params = models.JSONField(default=dict)
    times = models.PositiveIntegerField(default=1)  # rows with the same; `row` is the first

    class Meta:
        indexes = [models.Index(fields=["district", "run", "severity", "id"], name="findings_of_run")]

    def __str__(self) -> str:
        return f"{self.severity} {self.code} {self.file}:{self.row}"
