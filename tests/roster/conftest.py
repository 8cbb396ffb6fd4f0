import pytest

from schools.models import District
from schools.tenancy import use_district


@pytest.fixture
def cedar(db):
    """A district where nobody is yet: to import into."""
    with use_district(District.objects.get(slug="cedar").pk):
        yield
