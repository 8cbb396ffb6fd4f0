"""The benches by name, each in a fresh clone of the migrated database, in district Alder."""

from collections.abc import Iterator

from django.db import connection

from schools.models import District
from schools.tenancy import use_district
from tests import databases
from tests.bench import class_page, create, lists, mail, register, search, signin, writers
from tests.bench.measure import Figure
from tests.cast import make_districts

BENCHES = {
    "create": create.run,
    "writers": writers.run,
    "class": class_page.run,
    "signin": signin.run,
    "mail": mail.run,
    "register": register.run,
    "lists": lists.run,
    "search": search.run,
}


def figures(names: list[str]) -> Iterator[Figure]:
    template = connection.settings_dict["NAME"]
    for name in names:
        yield from _in_clone_of(template, name)


def _in_clone_of(template: str, name: str) -> Iterator[Figure]:
    database = f"portal_bench_{name}"
    databases.clone(template, database)
    databases.connect_to(database)
    owner = databases.owner_connection(database)
    try:
        make_districts()
        with use_district(District.objects.get(slug="alder").pk):
            yield from BENCHES[name](owner)
    finally:
        owner.close()
        connection.close()
        databases.drop(database)
