"""Pupils by the hundred thousand, with names as unevenly spread as real ones; the same in every run."""

import itertools
import random
from io import StringIO

from accounts.staging import written_rows
from schools.tenancy import current_district_id

_FIRST = """
    María José Luis Ana Juan Sofía Liam Emma Noah Olivia Zoë Chloé Renée François Jürgen Björn Søren Łukasz
    Işıl Ngọc Wei Mei Muhammad Fatima Aisha Yusuf Olga Иван Юлия Γιώργος Adébáyọ̀ Siân Órla Jack Grace
"""
_STEMS = """
    Gar Mar Lo Her Ro Smi Jo Wil Bro Da Mül Schnei Ng Tra Le Pe Sán Ko Ali Has Va Pet Kow Nov O’Con Mc
"""
_MIDDLES = "ci ti na ri de lo ma ka be so vi ha ju ro"
_ENDS = "a ez son ski sen dóttir ić th ng er an ley ton o y enko yan oğlu ira wood"


def names(count: int) -> list[tuple[str, str]]:
    """First and last names; the commonest surname is some five hundred times as common as the rarest."""
    surnames = [
        "".join(parts) for parts in itertools.product(_STEMS.split(), _MIDDLES.split(), _ENDS.split())
    ]
    chance = random.Random(7)
    chance.shuffle(surnames)
    weights = [1 / (rank + 8) ** 0.9 for rank in range(len(surnames))]
    lasts = chance.choices(surnames, weights, k=count)
    return list(zip(chance.choices(_FIRST.split(), k=count), lasts, strict=True))


def load_pupils(owner, count: int) -> None:
    """As many pupils in fifty schools, through the owner's COPY."""
    district = current_district_id()
    schools = [(district, f"bench-{number}", f"School {number}", "open") for number in range(50)]
    _copy(owner, "schools_school (district_id, sourced_id, name, status)", schools)
    pupils = [
        (district, f"bench-{place}", f"b{place}", first, last, "", "", "", "")
        for place, (first, last) in enumerate(names(count))
    ]
    columns = (
        "sourced_id, number, given_name, family_name, preferred_given_name, grade, language, search_text"
    )
    _copy(owner, f"roster_student (district_id, {columns})", pupils)
    with owner.cursor() as cursor:
        cursor.execute(
            "INSERT INTO roster_studentschool (district_id, student_id, school_id, is_primary) "
            "SELECT student.district_id, student.id, school.id, true FROM roster_student AS student "
            "JOIN schools_school AS school ON school.district_id = student.district_id "
            "AND school.sourced_id = 'bench-' || student.id %% 50 WHERE student.district_id = %s",
            [district],
        )
        cursor.execute("ANALYZE roster_student, roster_studentschool")  # as an import leaves them
    owner.commit()


def _copy(owner, table: str, rows) -> None:
    with owner.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} FROM STDIN", StringIO(written_rows(rows)))
