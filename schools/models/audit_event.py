from django.db import models

from schools.models.base import DistrictManager, DistrictOwned, DistrictQuerySet


class AppendOnlyError(TypeError):
    """A written audit row was to be changed or deleted."""


class AuditEventQuerySet(DistrictQuerySet):
    def _refuse(self, *args, **kwargs):
        raise AppendOnlyError("audit rows are written once")

    update = delete = bulk_update = _refuse

    def visible_to(self, scope, capability):
        reach = scope.reach(capability)
        return self if reach.everything else self.filter(school_id__in=reach.school_ids)


class AuditEvent(DistrictOwned):
    """One thing somebody did or was refused. Ids, verbs and counts only: names are joined when read.

    No foreign keys but the district: the log never stops a row from being deleted, nor goes with it.
    Grants and a trigger refuse every change, TRUNCATE included.
    """

    at = models.DateTimeField()
    verb = models.CharField(max_length=40)
    actor_id = models.BigIntegerField(null=True)  # account; empty: the installation itself
    emulated_id = models.BigIntegerField(null=True)  # account whose pages the actor was seeing
    school_id = models.BigIntegerField(null=True)
    object_kind = models.CharField(max_length=30, blank=True)
    object_id = models.BigIntegerField(null=True)
    count = models.PositiveIntegerField(null=True)
    details = models.JSONField(default=dict)
    # Set for denials only: one row a minute per actor, route and object.
    once_key = models.CharField(max_length=200, null=True)  # noqa: DJ001 - unique where present

    objects = DistrictManager.of(AuditEventQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "once_key"], name="audit_denial_once_a_minute")
        ]
        indexes = [
            models.Index(fields=["district", "-id"], name="audit_newest"),
            models.Index(fields=["district", "actor_id", "-id"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError("audit rows are written once")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError("audit rows are written once")
