"""Districts full of accounts, by the million: half pupils' own, half parents'; the same in every run."""

from collections.abc import Sequence
from io import StringIO

from accounts.staging import written_rows
from tests.bench.pupils import names

NAMES, SCHOOL = 20_000, 1_000  # different people's names; pupils a school
# Written aside first, as an import writes: a district's rows follow one another.
_LOAD = """
    INSERT INTO schools_school (district_id, sourced_id, name, status)
    SELECT district, 'bench-' || n, 'School ' || n, 'open'
    FROM bench_district, generate_series(0, pupils / {school}) AS n;
    CREATE TEMPORARY TABLE bench_pupil AS
    SELECT nextval('roster_student_id_seq') AS student, nextval('roster_contact_id_seq') AS contact,
           nextval('accounts_account_id_seq') AS own, nextval('accounts_account_id_seq') AS parents,
           district, n, pupil.given, pupil.family, parent.given AS parent_given,
           lower(translate(parent.family, ' ’', '')) || n || '@' ||
               (ARRAY['home.example', 'post.example', 'families.test', 'mail.invalid'])[1 + n % 4] AS email
    FROM bench_district, generate_series(1, pupils) AS n
    JOIN bench_name AS pupil ON pupil.id = n * 7919::bigint % {names}
    JOIN bench_name AS parent ON parent.id = n * 104729::bigint % {names};
    INSERT INTO roster_student (id, district_id, sourced_id, number, given_name, family_name, preferred_given_name,
                                grade, language, search_text)
    SELECT student, district, 'bench-' || n, (100000 + n)::text, given, family, '', '', '', '' FROM bench_pupil;
    INSERT INTO roster_contact (id, district_id, sourced_id, given_name, family_name, email, phone, language)
    SELECT contact, district, 'bench-' || n, parent_given, family, email, '', '' FROM bench_pupil;
    INSERT INTO roster_studentschool (district_id, student_id, school_id, is_primary)
    SELECT district, student, school.id, true FROM bench_pupil
    JOIN schools_school AS school ON school.district_id = district AND sourced_id = 'bench-' || n / {school};
    INSERT INTO accounts_account (id, district_id, password, type, username, email, status, contact_id, primary_student_id,
        must_choose, session_epoch, sign_in_count, current_sign_in_at, created_at, is_test, language, disabled_at, expires_at)
    SELECT own, district, '!', 'student', 'pupil' || n, '', 'confirmed', NULL::bigint, student, n % 3 = 0, 0, 0,
           CASE WHEN n % 2 = 0 THEN now() - n * interval '1 minute' END, now(), false, '',
           CASE WHEN n % 500 = 0 THEN now() END, CASE WHEN n % 700 = 0 THEN now() END FROM bench_pupil
    UNION ALL
    SELECT parents, district, '!', 'parent', '', email, CASE WHEN n % 100 = 0 THEN 'pending' ELSE 'confirmed' END, contact,
           student, false, 0, 0, CASE WHEN n % 3 = 0 THEN now() - n * interval '1 minute' END, now(), n % 900 = 0, '',
           NULL, NULL FROM bench_pupil;
    INSERT INTO accounts_accountstudent (district_id, account_id, student_id, role, created_at)
    SELECT district, own, student, 'self', now() FROM bench_pupil
    UNION ALL SELECT district, parents, student, 'guardian', now() FROM bench_pupil;
    SELECT refresh_account_search(district_id, array_agg(id ORDER BY id)) FROM accounts_account GROUP BY district_id;
    DROP TABLE bench_pupil, bench_name, bench_district;
"""
LOADED = (
    "roster_student",
    "roster_contact",
    "roster_studentschool",
    "accounts_account",
    "accounts_accountstudent",
)


def load_accounts(owner, sizes: Sequence[tuple[int, int]]) -> None:
    """`sizes`: a district's id and how many accounts it is to have. All in one transaction of the owner's."""
    with owner.cursor() as cursor:
        _lighten(cursor)
        cursor.execute("CREATE TEMPORARY TABLE bench_name (id int, given text, family text)")
        people = [(place, *name) for place, name in enumerate(names(NAMES))]
        cursor.copy_expert("COPY bench_name FROM STDIN", StringIO(written_rows(people)))
        cursor.execute("CREATE TEMPORARY TABLE bench_district (district bigint, pupils int)")
        pupils = [(district, count // 2) for district, count in sizes]
        cursor.copy_expert("COPY bench_district FROM STDIN", StringIO(written_rows(pupils)))
        cursor.execute("ANALYZE bench_name, bench_district")
        cursor.execute(_LOAD.format(school=SCHOOL, names=NAMES))
        for table in LOADED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute(
            "CREATE INDEX account_search_words ON accounts_accountsearch USING gin (words gin_trgm_ops, school_ids)"
        )
    owner.commit()
    with owner.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(LOADED)}, accounts_accountsearch")
    owner.commit()


def _lighten(cursor) -> None:
    """What checks or indexes row by row: done once at the end, or left out where the rows are known to be right."""
    for table in LOADED:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass", [table]
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    cursor.execute("DROP INDEX account_search_words")
