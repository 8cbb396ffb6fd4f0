from importlib import import_module

from django.db import migrations

# What finds an account for somebody who does not reach all of its pupils: its owner's own words, and those of the pupils
# reached. Otherwise the number and name of a pupil whom the page only counts could be found out sign by sign.
WORDS = """
CREATE FUNCTION account_words_within(account bigint, schools bigint[], classes bigint[], students bigint[]) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT ' ' || public.folded(concat_ws(
        ' ', held.username, held.email, contact.given_name, contact.family_name, nullif(contact.address, held.email),
        (SELECT string_agg(concat_ws(
             ' ', student.number, student.given_name, student.family_name, student.preferred_given_name
         ), ' ')
         FROM public.accounts_accountstudent AS link
         JOIN public.roster_student AS student ON student.id = link.student_id
         WHERE link.account_id = held.id AND (link.status <> 'removed' OR link.role = 'self') AND (
             link.student_id = ANY (students)
             OR EXISTS (SELECT FROM public.roster_studentschool AS here
                 WHERE here.student_id = link.student_id AND here.ended_on IS NULL AND here.school_id = ANY (schools))
             OR EXISTS (SELECT FROM public.roster_enrolment AS seat
                 WHERE seat.student_id = link.student_id AND seat.ended_on IS NULL AND seat.school_class_id = ANY (classes))
         ))
    ))
    FROM public.accounts_account AS held
    LEFT JOIN public.roster_contact AS contact ON contact.id = held.contact_id
    WHERE held.id = account
$$;
REVOKE ALL ON FUNCTION account_words_within FROM PUBLIC;
"""
PLACE = "    IF place IS NOT NULL THEN\n"
# Asked of those only that have a pupil at a school beyond.
WITHIN = """    IF NOT everywhere AND patterns <> '{}' THEN
        found := found || ' AND (s.school_ids <@ $5
            OR public.account_words_within(s.account_id, $5, $6, $7) LIKE ALL ($2))';
    END IF;
"""
BEFORE = import_module("accounts.migrations.0013_search_accounts").SEARCH.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0017_one_look_a_session")]

    operations = [
        migrations.RunSQL(WORDS),
        migrations.RunSQL(BEFORE.replace(PLACE, WITHIN + PLACE)),
    ]
