"""The second wall between districts: row-level security, and foreign keys that include the district.

Migrations put one `Wall` on every table that holds a district's rows. Foreign-key checks bypass
row-level security, so a plain key could point into another district: ours carry `district_id` too.
"""

from django.db import models
from django.db.migrations.operations.base import Operation

APP_ROLE = "portal_app"
CURRENT = "(SELECT nullif(current_setting('app.district', true), '')::bigint)"


def of_district(table: str) -> models.UniqueConstraint:
    """The constraint that composite foreign keys to `table` need."""
    return models.UniqueConstraint(fields=["district", "id"], name=f"{table}_of_district")


class Wall(Operation):
    """Let the web and worker role see only the current district's rows of one table.

    model: name of the model. references: field -> table it points to, each made a foreign key on
    (district_id, field_id). grants: what the role may do at all.
    """

    reversible = True

    def __init__(
        self,
        model: str,
        references: dict[str, str] | None = None,
        grants: str = "SELECT, INSERT, UPDATE, DELETE",
    ) -> None:
        self.model, self.references, self.grants = model, references or {}, grants

    def state_forwards(self, app_label, state):
        """Django's picture of the models does not change."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        model = to_state.apps.get_model(app_label, self.model)
        for statement in [*wall_sql(model._meta.db_table, grants=self.grants), *self._foreign_keys(model)]:
            schema_editor.execute(statement)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """The table goes with the migration that made it, and the wall with the table."""

    def describe(self):
        return f"Wall around {self.model}"

    def _foreign_keys(self, model) -> list[str]:
        table = model._meta.db_table
        keys = [_foreign_key(table, f"{field}_id", other) for field, other in self.references.items()]
        # A row that always points to a row of its district needs no second check of the district itself.
        if all(model._meta.get_field(field).null for field in self.references):
            keys.append(
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_district" '
                "FOREIGN KEY (district_id) REFERENCES schools_district (id)"
            )
        return keys


def _foreign_key(table: str, column: str, other: str) -> str:
    return (
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{column}_same_district" '
        f'FOREIGN KEY (district_id, "{column}") REFERENCES "{other}" (district_id, id)'
    )


def wall_sql(table: str, *, grants: str, rule: str = f"district_id = {CURRENT}") -> list[str]:
    """The statements that put the wall on one table; `rule` says which rows are the current district's."""
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'CREATE POLICY "{table}_wall" ON "{table}" TO {APP_ROLE} USING ({rule}) WITH CHECK ({rule})',
        f'REVOKE ALL ON "{table}" FROM {APP_ROLE}',
        f'GRANT {grants} ON "{table}" TO {APP_ROLE}',
        f'GRANT USAGE ON SEQUENCE "{table}_id_seq" TO {APP_ROLE}',
    ]
