from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

from schools.text import NameOrder
from schools.walls import CURRENT

# One row for each account of a parent or pupil: what it is searched, filtered and sorted by. In a table of its own, so that
# signing in and resetting never touch its indexes; a part for each district, so that no other makes a search slower.
# Nobody has a right on it but its owner: it is written by triggers and read by one function (0013_search_accounts).
TABLE = """
CREATE TABLE accounts_accountsearch (
    district_id bigint NOT NULL,
    account_id bigint NOT NULL,
    type varchar(8) NOT NULL,
    status varchar(10) NOT NULL,
    is_test boolean NOT NULL,
    is_disabled boolean NOT NULL,
    deleted_at timestamptz,
    expires_at timestamptz,
    sort_name text NOT NULL,
    words text NOT NULL,
    school_ids bigint[] NOT NULL,
    PRIMARY KEY (district_id, account_id)
) PARTITION BY LIST (district_id);
CREATE INDEX account_search_words ON accounts_accountsearch USING gin (words gin_trgm_ops, school_ids);
CREATE INDEX account_search_names ON accounts_accountsearch (district_id, sort_name, account_id);
CREATE INDEX account_search_unusual ON accounts_accountsearch (district_id, account_id)
    WHERE status = 'pending' OR is_test OR is_disabled OR deleted_at IS NOT NULL OR expires_at IS NOT NULL;
"""

# Whoever makes a district makes its part with it, and needs to know nothing of accounts.
PARTS = f"""
CREATE FUNCTION add_account_search_part(district bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE part text := format('accounts_accountsearch_%s', district);
BEGIN
    -- Made aside and attached: nobody who works in another district waits.
    EXECUTE format('CREATE TABLE public.%I (LIKE public.accounts_accountsearch INCLUDING ALL)', part);
    PERFORM public.wall_account_search(part);
    EXECUTE format('ALTER TABLE public.accounts_accountsearch ATTACH PARTITION public.%I FOR VALUES IN (%s)', part, district);
END $$;

CREATE FUNCTION wall_account_search(part text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', part);
    EXECUTE format($rule$CREATE POLICY %I ON public.%I USING (district_id = {CURRENT})$rule$, part || '_wall', part);
END $$;

CREATE FUNCTION account_search_of_new_district() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.add_account_search_part(NEW.id);
    RETURN NULL;
END $$;

SELECT wall_account_search('accounts_accountsearch');
SELECT add_account_search_part(id) FROM schools_district;
CREATE TRIGGER account_search_part AFTER INSERT ON schools_district
    FOR EACH ROW EXECUTE FUNCTION account_search_of_new_district();
"""

# As schools.text.fold: lower case without accents and punctuation, the words one space apart.
FOLDED = r"""
CREATE FUNCTION folded(typed text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(
        regexp_replace(
            normalize(casefold(typed COLLATE pg_catalog.pg_unicode_fast), NFKD), '[\u0300-\u036f''’ʼ`´]', '', 'g'
        ), '[^[:alnum:]]+', ' ', 'g'))
$$;
"""

# The parent's own names and address, the names and numbers of the pupils: all that somebody may know of an account. And
# the schools of the pupils: who may find it. A child that the school took off the account tells
# neither, also when the account is deleted; a pupil whose own login is deleted does, for as long as it can come back.
# OFFSET 0: each is looked up by its key alone, whatever the planner believes of tables that were written in this very
# moment; a key never leads into another district.
REFRESH = f"""
CREATE FUNCTION refresh_account_search(district bigint, ids bigint[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.accounts_accountsearch AS held
    SELECT account.district_id, account.id, account.type, account.status, account.is_test,
           account.disabled_at IS NOT NULL, account.deleted_at, account.expires_at,
           coalesce(
               {NameOrder.template % {"expressions": "contact.family_name || ' ' || contact.given_name"}},
               pupils.sort_name, nullif(account.username, ''), account.email
           ),
           ' ' || public.folded(concat_ws(
               ' ', account.username, account.email, contact.given_name, contact.family_name,
               nullif(contact.address, account.email), pupils.words
           )),
           ARRAY(
               SELECT DISTINCT here.school_id
               FROM (SELECT * FROM public.accounts_accountstudent WHERE account_id = account.id OFFSET 0) AS link
               CROSS JOIN LATERAL (
                   SELECT * FROM public.roster_studentschool WHERE student_id = link.student_id OFFSET 0
               ) AS here
               WHERE (link.status <> 'removed' OR link.role = 'self') AND here.ended_on IS NULL
               ORDER BY 1
           )
    FROM unnest(ids) AS asked (id)
    CROSS JOIN LATERAL (
        SELECT * FROM public.accounts_account WHERE accounts_account.id = asked.id OFFSET 0
    ) AS account
    LEFT JOIN LATERAL (
        SELECT * FROM public.roster_contact WHERE roster_contact.id = account.contact_id OFFSET 0
    ) AS contact ON true
    LEFT JOIN LATERAL (
        SELECT min(student.sort_name) FILTER (WHERE link.role = 'self') AS sort_name,
               string_agg(concat_ws(
                   ' ', student.number, student.given_name, student.family_name, student.preferred_given_name
               ), ' ') AS words
        FROM (SELECT * FROM public.accounts_accountstudent WHERE account_id = account.id OFFSET 0) AS link
        CROSS JOIN LATERAL (
            SELECT * FROM public.roster_student WHERE roster_student.id = link.student_id OFFSET 0
        ) AS student
        WHERE link.status <> 'removed' OR link.role = 'self'
    ) AS pupils ON true
    WHERE account.district_id = district AND account.type <> 'staff'
    ON CONFLICT (district_id, account_id) DO UPDATE SET
        type = excluded.type, status = excluded.status, is_test = excluded.is_test,
        is_disabled = excluded.is_disabled, deleted_at = excluded.deleted_at, expires_at = excluded.expires_at,
        sort_name = excluded.sort_name, words = excluded.words, school_ids = excluded.school_ids
    WHERE held IS DISTINCT FROM excluded
$$;
REVOKE ALL ON FUNCTION refresh_account_search(bigint, bigint[]) FROM PUBLIC;
"""

# A use case that forgets to say so cannot make the search wrong: the tables themselves say what was written. Of many rows
# written at once (a year's logins) there is one call; where a row is touched often and its words seldom (signing in, the
# nightly import) the row is asked whether they differ.
UPKEEP = """
CREATE FUNCTION account_search_of_accounts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Those that got their pupils in the same statement are known by the links.
    PERFORM public.refresh_account_search(district_id, array_agg(id)) FROM fresh
    WHERE NOT EXISTS (SELECT FROM public.accounts_accountstudent AS link WHERE link.account_id = fresh.id OFFSET 0)
    GROUP BY district_id;
    RETURN NULL;
END $$;
CREATE FUNCTION account_search_of_account() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refresh_account_search(NEW.district_id, ARRAY[NEW.id]);
    RETURN NULL;
END $$;
CREATE FUNCTION account_search_of_gone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM public.accounts_accountsearch AS held USING gone
    WHERE held.district_id = gone.district_id AND held.account_id = gone.id;
    RETURN NULL;
END $$;
CREATE FUNCTION account_search_of_links() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refresh_account_search(district_id, array_agg(DISTINCT account_id)) FROM touched
    GROUP BY district_id;
    RETURN NULL;
END $$;
CREATE FUNCTION account_search_of_schools() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refresh_account_search(touched.district_id, array_agg(DISTINCT link.account_id))
    FROM touched CROSS JOIN LATERAL (
        SELECT account_id FROM public.accounts_accountstudent WHERE student_id = touched.student_id OFFSET 0
    ) AS link GROUP BY touched.district_id;
    RETURN NULL;
END $$;
CREATE FUNCTION account_search_of_student() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refresh_account_search(NEW.district_id, array_agg(link.account_id))
    FROM public.accounts_accountstudent AS link
    WHERE link.student_id = NEW.id;
    RETURN NULL;
END $$;
CREATE FUNCTION account_search_of_contact() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refresh_account_search(NEW.district_id, array_agg(account.id))
    FROM public.accounts_account AS account WHERE account.contact_id = NEW.id;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION account_search_of_accounts(), account_search_of_account(), account_search_of_gone(),
    account_search_of_links(), account_search_of_schools(), account_search_of_student(), account_search_of_contact()
    FROM PUBLIC;

CREATE TRIGGER account_search_insert AFTER INSERT ON accounts_account
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION account_search_of_accounts();
CREATE TRIGGER account_search_update AFTER UPDATE ON accounts_account FOR EACH ROW WHEN (
    (OLD.type, OLD.username, OLD.email, OLD.status, OLD.contact_id, OLD.is_test,
     OLD.disabled_at IS NULL, OLD.deleted_at, OLD.expires_at)
    IS DISTINCT FROM
    (NEW.type, NEW.username, NEW.email, NEW.status, NEW.contact_id, NEW.is_test,
     NEW.disabled_at IS NULL, NEW.deleted_at, NEW.expires_at)
) EXECUTE FUNCTION account_search_of_account();
CREATE TRIGGER account_search_delete AFTER DELETE ON accounts_account
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION account_search_of_gone();
CREATE TRIGGER account_search_insert AFTER INSERT ON accounts_accountstudent
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION account_search_of_links();
CREATE TRIGGER account_search_update AFTER UPDATE ON accounts_accountstudent
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION account_search_of_links();
CREATE TRIGGER account_search_delete AFTER DELETE ON accounts_accountstudent
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION account_search_of_links();
CREATE TRIGGER account_search_insert AFTER INSERT ON roster_studentschool
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION account_search_of_schools();
CREATE TRIGGER account_search_update AFTER UPDATE ON roster_studentschool
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION account_search_of_schools();
CREATE TRIGGER account_search_delete AFTER DELETE ON roster_studentschool
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION account_search_of_schools();
CREATE TRIGGER account_search_update AFTER UPDATE ON roster_student FOR EACH ROW WHEN (
    (OLD.number, OLD.given_name, OLD.family_name, OLD.preferred_given_name)
    IS DISTINCT FROM (NEW.number, NEW.given_name, NEW.family_name, NEW.preferred_given_name)
) EXECUTE FUNCTION account_search_of_student();
CREATE TRIGGER account_search_update AFTER UPDATE ON roster_contact FOR EACH ROW WHEN (
    (OLD.given_name, OLD.family_name, OLD.address) IS DISTINCT FROM (NEW.given_name, NEW.family_name, NEW.address)
) EXECUTE FUNCTION account_search_of_contact();

SELECT refresh_account_search(district_id, array_agg(id)) FROM accounts_account GROUP BY district_id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_children_by_request"),
        ("roster", "0005_corrected_addresses"),
        ("schools", "0005_sort_by_name"),
    ]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(TABLE),
        migrations.RunSQL(PARTS),
        migrations.RunSQL(FOLDED),
        migrations.RunSQL(REFRESH),
        migrations.RunSQL(UPKEEP),
    ]
