from django.db import models

from schools.models.base import DistrictManager, DistrictOwned, DistrictQuerySet
from schools.walls import of_district


class JobQuerySet(DistrictQuerySet):
    def unfinished(self):
        return self.filter(status__in=[Job.Status.QUEUED, Job.Status.RUNNING])


class Job(DistrictOwned):
    """Work that takes longer than a page may: run by Celery, watched by its owner, resumed when killed.

    A worker holds a lease while it works; a job whose lease ran out is taken up again by the sweep.
    `done` counts committed rows only.
    """

    class Status(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()  # id of what the work is about, e.g. the ImportRun
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    doing = models.CharField(max_length=40, blank=True)  # a code; the page has the words
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_by_id = models.BigIntegerField(null=True, blank=True)  # account; empty: a command
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = DistrictManager.of(JobQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "kind", "subject_id"],
                condition=models.Q(status__in=["queued", "running"]),
                name="job_one_at_a_time_per_subject",
            ),
            of_district("job"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}: {self.status}"
