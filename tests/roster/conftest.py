import pytest

from schools.models import District
from schools.tenancy import use_district


@pytest.fixture
def alder(db):
    """An empty district to import into."""
    with use_district(District.objects.get(slug="alder").pk):
        yield
