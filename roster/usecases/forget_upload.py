"""Once a file is applied, or lay about for a day, what it said of people goes: retention, SECURITY 3.2."""

from collections.abc import Collection

from django.db import connection

from roster.models import ImportRun, UploadChunk
from schools.tenancy import current_district_id

TYPED = ["value", "found", "known", "other", "first"]  # what findings quote from the file
_BLANK = """
    UPDATE roster_importfinding SET params = (
        SELECT coalesce(jsonb_object_agg(key, CASE WHEN key = ANY(%s) THEN '"…"' ELSE value END), '{}')
        FROM jsonb_each(params)
    ) WHERE district_id = %s AND run_id = ANY(%s)
"""


def forget_upload(run_ids: Collection[int]) -> None:
    """Wipe the file, the samples of the preview and what the findings quote; counts and codes stay."""
    UploadChunk.objects.filter(run__in=run_ids).delete()
    ImportRun.objects.filter(pk__in=run_ids).update(samples={})
    with connection.cursor() as cursor:
        cursor.execute(_BLANK, [TYPED, current_district_id(), list(run_ids)])
