"""What an import knows of a table that it fills: above all how the wanted rows follow from the staged ones.

`wanted` selects the key and the values; ids of rows made earlier in the same import are found by join, and
are NULL in a preview that has not made them. What differs is changed, what is not there is added, and
where the source is complete ("bulk") what is there and not wanted ends.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One table of the roster.

    files: where its rows come from, the first one always; only if all that are there are bulk does a
    missing row end.
    mine: which existing rows (t) this source may change at all. running: which of them have not ended.
    Empty: rows of this kind never end. end: what ending sets. gone: the rows that a delta ends, and end_gone
    what it sets, where it differs. first: values of new rows only. also: what a change (w) of a row (t) sets
    besides the values. before: done before each slice of `todo`.
    label: words for a sample in the preview, empty for none.
    """

    name: str
    table: str
    key: tuple[str, ...]
    values: tuple[str, ...]
    files: tuple[str, ...]
    wanted: str
    mine: str = "true"
    running: str = "t.ended_on IS NULL"
    end: str = "ended_on = %(today)s"
    gone: str = ""
    end_gone: str = ""
    first: tuple[tuple[str, str], ...] = ()
    also: tuple[tuple[str, str], ...] = ()
    before: str = ""
    label: str = ""


def in_district(table: str, alias: str, sourced_id: str) -> str:
    """Join the row of a table that a source's id names, if there is one yet."""
    same = f"{alias}.district_id = %(district)s AND {alias}.sourced_id = {sourced_id}"
    return f"LEFT JOIN {table} {alias} ON {same}"


def known(alias: str, want: str, sourced_id: str) -> str:
    """It is there already, or this import is about to make it."""
    return f"({alias}.id IS NOT NULL OR EXISTS (SELECT 1 FROM {want} w WHERE w.sourced_id = {sourced_id}))"


def going(table: str) -> str:
    """The rows that a delta marks as deleted; `table` is the staged one."""
    return f"t.sourced_id IN (SELECT sourced_id FROM {table} WHERE NOT active)"


# A new address decides who may register as somebody's parent: when it replaced another is kept. What the
# office had corrected is over as soon as the roster says something else.
NEW_ADDRESS = (
    (
        "email_changed_at",
        """CASE WHEN t.email <> w.email AND t.address NOT IN ('', w.email) THEN %(now)s::timestamptz
            ELSE t.email_changed_at END""",
    ),
    ("corrected_email", "CASE WHEN t.email = w.email THEN t.corrected_email ELSE '' END"),
    ("corrected_from", "CASE WHEN t.email = w.email THEN t.corrected_from ELSE '' END"),
)
# Roles and memberships count until the day they end; the register fills in starts well ahead.
NOT_OVER = "coalesce({}.ends_on, 'infinity') > %(today)s"
NAME = "trim(w.given_name || ' ' || w.family_name)"
# Schools that rows may belong to: those of this file, and those of earlier ones.
SCHOOLS_KNOWN = """(SELECT sourced_id FROM want_schools UNION
    SELECT sourced_id FROM schools_school WHERE district_id = %(district)s AND ended_on IS NULL)"""
# People of one sort: `FROM in_person p {IS} 'staff'`.
IS = "JOIN in_kind k ON k.person = p.sourced_id AND k.kind ="
