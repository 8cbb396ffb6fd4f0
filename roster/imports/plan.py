"""What an import would do to each table: rows wanted, rows to write, rows to end. Reads only.

The same tables of work serve the preview, which stops here, and `apply`, which goes on to write them.
"""

from dataclasses import dataclass, field
from typing import Any

from roster.imports.kinds import Kind
from roster.imports.report import Report
from roster.imports.staging import fetch, run

SAMPLES = 5


@dataclass(slots=True)
class Plan:
    """counts: kind -> {rows, new, changed, unchanged, ended}. samples: kind -> {new, changed, ended}."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    samples: dict[str, dict[str, list[str]]] = field(default_factory=dict)


def work_out(kind: Kind, modes: dict[str, str], params: dict[str, Any], plan: Plan) -> bool:
    """Make want_, todo_ and end_<kind>, and enter their counts into the plan.

    True where the source is complete, so that what it does not have ends.
    """
    given = kind.files[0] in modes
    name = kind.name
    run(f"CREATE TEMP TABLE want_{name} AS {kind.wanted}" + ("" if given else " LIMIT 0"), params)
    run(f"ANALYZE want_{name}")
    run(_todo(kind), params)
    bulk = all(modes[file] == "bulk" for file in kind.files if file in modes)
    run(_end(kind, given=given, bulk=bulk), params)
    plan.counts[name] = _counts(name)
    if kind.label:
        plan.samples[name] = _samples(kind)
    return bulk


def _same_key(kind: Kind) -> str:
    return " AND ".join(
        ["t.district_id = %(district)s", *(f"t.{column} = w.{column}" for column in kind.key)]
    )


def _todo(kind: Kind) -> str:
    ours = ", ".join(f"t.{column}" for column in kind.values)
    wanted = ", ".join(f"w.{column}" for column in kind.values)
    return f"""
        CREATE TEMP TABLE todo_{kind.name} AS
        SELECT row_number() OVER ()::int AS n, t.id AS target, w.*
        FROM want_{kind.name} w LEFT JOIN {kind.table} t ON {_same_key(kind)}
        WHERE t.id IS NULL OR ({kind.mine} AND ({ours}) IS DISTINCT FROM ({wanted}))"""


def _end(kind: Kind, *, given: bool, bulk: bool) -> str:
    """Ids to end: what a full source no longer has, or what a delta marks as deleted."""
    if not given or not kind.running:
        which = "false"
    elif bulk:
        wanted = f"SELECT 1 FROM want_{kind.name} w WHERE {_same_key(kind)}"
        which = f"{kind.mine} AND {kind.running} AND NOT EXISTS ({wanted})"
    else:
        which = f"{kind.mine} AND {kind.running} AND {kind.gone}" if kind.gone else "false"
    return f"""
        CREATE TEMP TABLE end_{kind.name} AS
        SELECT row_number() OVER ()::int AS n, t.id AS target
        FROM {kind.table} t WHERE t.district_id = %(district)s AND ({which})"""


def _counts(name: str) -> dict[str, int]:
    found = fetch(
        f"""SELECT (SELECT count(*) FROM want_{name}) AS rows,
                   count(*) FILTER (WHERE target IS NULL) AS new,
                   count(*) FILTER (WHERE target IS NOT NULL) AS changed,
                   (SELECT count(*) FROM end_{name}) AS ended
            FROM todo_{name}"""
    )[0]
    return {**found, "unchanged": found["rows"] - found["new"] - found["changed"]}


def _samples(kind: Kind) -> dict[str, list[str]]:
    of_target = kind.label.replace("w.", "t.")
    queries = {
        "new": f"SELECT {kind.label} AS label FROM todo_{kind.name} w WHERE target IS NULL",
        "changed": f"SELECT {kind.label} AS label FROM todo_{kind.name} w WHERE target IS NOT NULL",
        "ended": f"SELECT {of_target} AS label FROM end_{kind.name} e JOIN {kind.table} t ON t.id = e.target",
    }
    return {
        what: [row["label"] for row in fetch(f"{sql} ORDER BY label LIMIT {SAMPLES}")]
        for what, sql in queries.items()
    }


def warn(plan: Plan, report: Report, params: dict[str, Any]) -> None:
    """What the district should look at before it applies: people or schools that go, many new addresses."""
    for name, code in (("students", "pupils_missing"), ("staff", "staff_missing")):
        if ended := plan.counts.get(name, {}).get("ended"):
            total = ended + plan.counts[name]["changed"] + plan.counts[name]["unchanged"]
            report.add(code, count=ended, total=total)
    if plan.counts.get("schools", {}).get("ended"):
        sql = "SELECT t.name FROM end_schools e JOIN schools_school t ON t.id = e.target ORDER BY t.name"
        for school in fetch(sql):
            report.add("school_missing", value=school["name"])
    if "contacts" in plan.counts:
        _warn_of_new_addresses(plan, report)


def _warn_of_new_addresses(plan: Plan, report: Report) -> None:
    """A new address decides who may register as somebody's parent: more than one in ten is worth a look."""
    sql = """SELECT count(*) AS n FROM todo_contacts w JOIN roster_contact t ON t.id = w.target
             WHERE t.email <> '' AND t.email <> w.email"""
    count, total = fetch(sql)[0]["n"], plan.counts["contacts"]["rows"]
    if count * 10 > total:
        report.add("emails_change", count=count, total=total)
