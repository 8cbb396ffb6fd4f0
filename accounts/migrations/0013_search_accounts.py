from django.db import migrations

from schools.walls import APP_ROLE, CURRENT

# What the list is sorted and filtered by where the tables themselves know it.
INDEXES = """
CREATE INDEX accounts_by_sign_in ON accounts_account (district_id, (coalesce(current_sign_in_at, '-infinity')), id);
CREATE INDEX attempts_locked ON accounts_attempt (district_id, locked_until) WHERE locked_until IS NOT NULL;
"""

# The planner uses no trigram index behind row-level security, so this one function steps over it. Whose rows it may see is
# decided inside: the district by the connection's setting, the pupils by the reach of who asks. It answers with ids only;
# what the page shows of them is read behind the wall. What is typed, filtered and sorted by chooses among the fixed pieces
# of text below or arrives as a parameter, never as text.
SEARCH = f"""
CREATE FUNCTION search_accounts(
    typed text, of_type text, standing text, sorted text, at timestamptz,
    deleted_since timestamptz,
    everywhere boolean, schools bigint[], classes bigint[], students bigint[],
    place bigint, backwards boolean, size integer,
    OUT total integer, OUT placed boolean, OUT ids bigint[]
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_sort = on AS $$
DECLARE
    counted CONSTANT integer := 5000;
    district bigint := {CURRENT};
    -- Longest first: it finds the fewest. Under three signs there is no trigram, but the beginning of a word.
    patterns text[] := ARRAY(
        SELECT CASE WHEN length(word) < 3 THEN '% ' ELSE '%' END || word || '%'
        FROM regexp_split_to_table(typed, '\\s+') AS part, LATERAL public.folded(part) AS word
        WHERE word <> '' ORDER BY length(word) DESC, word
    );
    keys text[] := CASE ltrim(sorted, '-')
        WHEN 'account' THEN ARRAY['s.account_id']
        WHEN 'sign_in' THEN ARRAY['coalesce(a.current_sign_in_at, ''-infinity'')', 'a.id']
        ELSE ARRAY['s.sort_name', 's.account_id']
    END;
    downwards boolean;
    direction text;
    found text := 's.district_id = $1';
    source text := 'public.accounts_accountsearch AS s';
    by_sign_in boolean := sorted LIKE '%sign_in';
    joined text := CASE WHEN by_sign_in THEN
        ' CROSS JOIN LATERAL (SELECT * FROM public.accounts_account WHERE id = s.account_id OFFSET 0) AS a' ELSE '' END;
    walked text;
    rest text;
BEGIN
    total := 0;
    placed := false;
    ids := '{{}}';
    IF district IS NULL OR (typed <> '' AND patterns = '{{}}') THEN
        RETURN;
    END IF;
    IF of_type <> 'all' THEN
        found := found || ' AND s.type = $3';
    END IF;
    found := found || CASE standing
        WHEN 'test' THEN ' AND s.is_test AND s.deleted_at IS NULL'
        WHEN 'deleted' THEN ' AND s.deleted_at > $8'
        ELSE ' AND NOT s.is_test AND s.deleted_at IS NULL'
    END || CASE standing
        WHEN 'pending' THEN ' AND s.status = ''pending'''
        WHEN 'confirmed' THEN ' AND s.status = ''confirmed'''
        WHEN 'disabled' THEN ' AND s.is_disabled'
        WHEN 'expired' THEN ' AND s.expires_at <= $4'
        WHEN 'locked' THEN ' AND s.account_id IN (
            SELECT substr(key, 3)::bigint FROM public.accounts_attempt
            WHERE district_id = $1 AND locked_until > $4 AND key LIKE ''a:%'')'
        ELSE ''
    END;
    -- Behind what is cheaper to ask of a row.
    found := found || CASE cardinality(patterns)
        WHEN 0 THEN '' WHEN 1 THEN ' AND s.words LIKE $2[1]' ELSE ' AND s.words LIKE $2[1] AND s.words LIKE ALL ($2)'
    END;
    IF NOT everywhere THEN
        found := found || CASE WHEN classes = '{{}}' AND students = '{{}}' THEN ' AND s.school_ids && $5' ELSE '
            AND (s.school_ids && $5 OR s.account_id IN (
                SELECT link.account_id FROM public.accounts_accountstudent AS link
                WHERE link.district_id = $1 AND link.status <> ''removed'' AND link.student_id IN (
                    SELECT student_id FROM public.roster_enrolment
                    WHERE district_id = $1 AND school_class_id = ANY ($6) AND ended_on IS NULL
                    UNION ALL SELECT unnest($7))))' END;
    END IF;
    IF place IS NOT NULL THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE %s AND s.account_id = $9)', source, found)
        INTO placed USING district, patterns, of_type, at, schools, classes, students, deleted_since, place;
    END IF;
    downwards := starts_with(sorted, '-') <> (backwards AND placed);
    direction := CASE WHEN downwards THEN ' DESC' ELSE '' END;
    rest := ' WHERE ' || CASE WHEN placed THEN format(
        '(%1$s) %2$s (SELECT %1$s FROM %3$s%4$s WHERE s.district_id = $1 AND s.account_id = $9)',
        array_to_string(keys, ', '), CASE WHEN downwards THEN '<' ELSE '>' END, source, joined) ELSE 'true' END
        || ' ORDER BY ' || array_to_string(keys, direction || ', ') || direction || ' LIMIT $10';
    -- Matches first, then their order: asked for both at once, the planner may walk the whole list of names.
    EXECUTE format(
        'WITH m AS MATERIALIZED (SELECT s.account_id, s.sort_name FROM %s WHERE %s LIMIT $11 + 1)
         SELECT count(*), CASE WHEN count(*) <= $11 THEN ARRAY(SELECT s.account_id FROM m AS s%s%s) END FROM m',
        source, found, joined, rest)
    INTO total, ids
    USING district, patterns, of_type, at, schools, classes, students, deleted_since, place, size, counted;
    -- The first of so many stand near the beginning of every order, and each has its index: no sorting, until
    -- this function ends.
    IF total > counted THEN
        PERFORM set_config('enable_sort', 'off', true);
        walked := format(CASE WHEN by_sign_in THEN
            '(SELECT * FROM public.accounts_account WHERE district_id = $1) AS a CROSS JOIN LATERAL (
             SELECT * FROM %s WHERE s.account_id = a.id AND %s OFFSET 0) AS s'
            ELSE '(SELECT * FROM %s WHERE %s) AS s' END, source, found);
        EXECUTE 'SELECT ARRAY(SELECT s.account_id FROM ' || walked || rest || ')'
        INTO ids USING district, patterns, of_type, at, schools, classes, students, deleted_since, place, size;
    END IF;
END $$;
REVOKE ALL ON FUNCTION search_accounts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_accounts TO {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_account_search")]

    operations = [
        migrations.RunSQL(INDEXES),
        migrations.RunSQL(SEARCH),
    ]
