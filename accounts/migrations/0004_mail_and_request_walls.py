from django.db import migrations

from schools.walls import APP_ROLE, Wall

ACCOUNT, CONTACT = "accounts_account", "roster_contact"

# As in schools/migrations/0002_walls.py, with what the later packages have waiting. `kind` names the task.
WORK_DUE = f"""
CREATE OR REPLACE FUNCTION work_due(due timestamptz) RETURNS TABLE (district_id bigint, kind text, waiting bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT job.district_id, 'schools.tasks.sweep_jobs', count(*) FROM public.schools_job AS job
    WHERE job.status IN ('queued', 'running') AND (job.lease_until IS NULL OR job.lease_until < due)
    GROUP BY job.district_id
    UNION ALL
    SELECT mail.district_id, 'accounts.tasks.deliver_mail', count(*) FROM public.accounts_outboxmail AS mail
    WHERE mail.status = 'queued' AND mail.due_at <= due AND (mail.lease_until IS NULL OR mail.lease_until < due)
    GROUP BY mail.district_id
    UNION ALL
    SELECT request.district_id, 'accounts.tasks.answer_requests', count(*)
    FROM public.accounts_publicrequest AS request
    WHERE request.answered_at IS NULL AND request.due_at <= due
    GROUP BY request.district_id
$$;
REVOKE ALL ON FUNCTION work_due(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION work_due(timestamptz) TO {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_mail_and_requests"), ("schools", "0002_walls")]

    operations = [
        Wall("OutboxMail", {"account": ACCOUNT, "contact": CONTACT}),
        Wall("PublicRequest", {"account": ACCOUNT, "contact": CONTACT}),
        Wall("MailedLink", {"account": ACCOUNT, "request": "accounts_publicrequest"}),
        migrations.RunSQL(WORK_DUE, migrations.RunSQL.noop),
    ]
