"""Walking a list page by page meets every row once, in order, both ways."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from schools.models import School
from schools.paging import page_of
from schools.tenancy import use_district
from tests import factories as make


@pytest.fixture
def sixty(cast):
    """Sixty schools, many of one name: the id decides between them."""
    with use_district(cast.alder.district.pk):
        School.objects.bulk_create(
            School(sourced_id=f"paged-{number}", name=f"School {number % 7}") for number in range(60)
        )
        yield School.objects.filter(sourced_id__startswith="paged-")


def walk(rows, keys, url, direction):
    pages = []
    while True:
        page = page_of(rows, keys=keys, query=QueryDict(url.lstrip("?")))
        pages.append([row.pk for row in page.rows])
        url = getattr(page, f"{direction}_url")
        if not url:
            return pages, page


@pytest.mark.parametrize("keys", [("name", "pk"), ("-name", "pk"), ("-pk",), ("name", "-pk")])
def test_every_row_once_and_in_order(sixty, keys):
    wanted = list(sixty.order_by(*keys).values_list("pk", flat=True))
    pages, last = walk(sixty, keys, "?q=a&after=", "next")
    assert [len(page) for page in pages] == [25, 25, 10]
    assert [pk for page in pages for pk in page] == wanted
    assert "q=a" in last.previous_url
    back, first = walk(sixty, keys, last.previous_url, "previous")
    assert back == [pages[1], pages[0]]
    assert not first.previous_url


@pytest.mark.parametrize("cursor", ["0", "x", "²", "-1", "9" * 30, "1; DROP TABLE"])
def test_a_cursor_that_is_no_row_begins_anew(sixty, cursor):
    page = page_of(sixty, keys=("name", "pk"), query=QueryDict(urlencode({"after": cursor})))
    assert page.rows == list(sixty.order_by("name", "pk")[:25])
    assert not page.previous_url


def test_a_foreign_row_is_no_cursor(sixty, cast):
    with use_district(cast.birch.district.pk):
        foreign = make.make_school("School 3")
    page = page_of(sixty, keys=("name", "pk"), query=QueryDict(f"after={foreign.pk}"))
    assert not page.previous_url
