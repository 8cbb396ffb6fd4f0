"""The demo loads from nothing, through the importer and the use cases, and people can sign in."""

from django.utils import timezone

from accounts.login_states import State, login_states
from portal.demo.load import load
from portal.demo.visitors import visitors
from roster.models import Student
from schools.middleware import forget_hosts
from schools.models import District, DistrictHost
from schools.tenancy import use_district
from tests.databases import owner_connection
from tests.people import browser


def test_the_demo_has_logins_in_every_state_and_everybody_of_the_table_gets_in(committed_db):
    with owner_connection(committed_db) as owner, owner.cursor() as cursor:
        cursor.execute("UPDATE schools_district SET slug = 'old-' || slug")
        cursor.execute("UPDATE schools_districthost SET host = 'old-' || host")
    owner.close()
    forget_hosts()
    load(timezone.now())
    riverbend = District.objects.get(slug="riverbend")
    assert DistrictHost.objects.filter(host="riverbend.localhost", district=riverbend).exists()
    with use_district(riverbend.pk):
        pupils = list(Student.objects.values_list("pk", flat=True))
        states = {state.state for state in login_states(pupils, now=timezone.now()).values()}
    assert len(pupils) == 900
    assert states == set(State)
    for visitor in visitors():
        if visitor.district.startswith(("riverbend", "lakeside")):
            client = browser_at(visitor.district.partition(":")[0])
            answer = client.post("/sign-in", {"login": visitor.login, "password": visitor.password})
            assert answer.status_code == 302, visitor.person
    forget_hosts()


def browser_at(host: str):
    return browser(type("Place", (), {"host": host}))
