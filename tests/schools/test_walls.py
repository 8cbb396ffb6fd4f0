"""The schema itself is walked: no tenant table without its wall, no key that crosses districts."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from schools.models import District, DistrictOwned
from schools.tenancy import use_district

# Tables without a wall, each with its reason.
OPEN = {
    "schools_district": "names and addresses of districts are public: the finder lists them",
    "schools_districthost": "a host has to be looked up before its district is known",
    "django_migrations": "the state of the schema; nobody's data",
    "django_content_type": "Django's list of models; the role has no grant on it",
    "auth_permission": "unused: the product has its own capabilities; no grant",
    "auth_group": "unused; no grant",
    "auth_group_permissions": "unused; no grant",
}
# Unique keys that do not begin with the district, each with its reason.
GLOBAL_KEYS = {
    "account_emailaddress": "allauth's copy; its rows belong to an account",
    "account_emailconfirmation": "allauth's; random keys",
}


def rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def tables() -> set[str]:
    return {
        name
        for (name,) in rows(
            "SELECT relname FROM pg_class WHERE relkind IN ('r','p') AND relnamespace = 'public'::regnamespace"
        )
    }


@pytest.mark.django_db
def test_every_table_but_a_reasoned_list_has_a_wall():
    walled = {
        name
        for (name,) in rows(
            "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relrowsecurity AND p.polcmd = '*'"
        )
    }
    assert tables() - walled == set(OPEN)


@pytest.mark.django_db
def test_every_unique_key_begins_with_the_district():
    keys = rows(
        "SELECT t.relname, i.relname, a.attname FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid "
        "JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0] "
        "WHERE x.indisunique AND NOT x.indisprimary AND t.relnamespace = 'public'::regnamespace"
    )
    crossing = [
        key for table, key, first in keys if first != "district_id" and table not in OPEN | GLOBAL_KEYS
    ]
    assert crossing == []


@pytest.mark.django_db
def test_every_foreign_key_between_districts_rows_carries_the_district():
    owned = {model._meta.db_table for model in apps.get_models() if issubclass(model, DistrictOwned)}
    keys = rows(
        "SELECT t.relname, o.relname, (SELECT array_agg(a.attname::text) FROM pg_attribute a "
        "WHERE a.attrelid = t.oid AND a.attnum = ANY (c.conkey)) FROM pg_constraint c "
        "JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class o ON o.oid = c.confrelid WHERE c.contype = 'f'"
    )
    crossing = [
        (t, o) for t, o, columns in keys if t in owned and o in owned and "district_id" not in columns
    ]
    assert crossing == []


@pytest.mark.django_db
def test_every_link_between_districts_rows_is_a_foreign_key_of_the_database():
    keys = {
        (t, column)
        for t, columns in rows(
            "SELECT t.relname, (SELECT array_agg(a.attname::text) FROM pg_attribute a WHERE a.attrelid = t.oid "
            "AND a.attnum = ANY (c.conkey)) FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid WHERE c.contype = 'f'"
        )
        for column in columns
    }
    missing = [
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        if issubclass(model, DistrictOwned)
        for field in model._meta.fields
        if field.is_relation and (model._meta.db_table, field.column) not in keys
    ]
    assert missing == []


@pytest.mark.django_db
def test_the_web_logs_in_as_a_role_that_owns_nothing_and_cannot_step_out():
    ((role, is_super, bypass),) = rows(
        "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    assert (role, is_super, bypass) == ("portal_app", False, False)
    assert (
        rows(
            "SELECT 1 FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = 'portal_app'"
        )
        == []
    )
    assert (
        rows(
            "SELECT 1 FROM pg_class WHERE relowner = 'portal_app'::regrole AND relnamespace = 'public'::regnamespace"
        )
        == []
    )


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["schools_auditevent"])
def test_the_audit_table_takes_new_rows_only(table):
    grants = {
        grant
        for (grant,) in rows(
            f"SELECT privilege_type FROM information_schema.role_table_grants WHERE table_name = '{table}' AND grantee = 'portal_app'"
        )
    }
    assert grants == {"SELECT", "INSERT"}


@pytest.mark.django_db
def test_districts_are_made_by_the_owner_only():
    grants = {
        grant
        for (grant,) in rows(
            "SELECT privilege_type FROM information_schema.role_table_grants WHERE table_name = 'schools_district' AND grantee = 'portal_app'"
        )
    }
    assert grants == {"SELECT"}
    columns = rows(
        "SELECT column_name FROM information_schema.role_column_grants WHERE table_name = 'schools_district' "
        "AND grantee = 'portal_app' AND privilege_type = 'UPDATE'"
    )
    assert {name for (name,) in columns} == {
        "users_change_password",
        "users_change_email",
        "deleting_is_separate",
        "student_number_digits",
    }
    assert District.objects.count() == 4


@pytest.mark.django_db
def test_a_district_writes_the_options_of_its_own_row_and_nothing_else():
    alder, birch = District.objects.get(slug="alder"), District.objects.get(slug="birch")
    with use_district(alder.pk):
        assert District.objects.filter(pk=alder.pk).update(users_change_email=False) == 1
        assert District.objects.filter(pk=birch.pk).update(users_change_email=False) == 0
        for column in ("name", "slug", "kind"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                District.objects.filter(pk=alder.pk).update(**{column: "x"})
    assert District.objects.update(users_change_email=False) == 0
