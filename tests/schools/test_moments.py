from datetime import UTC, datetime, timedelta

import pytest

from schools.templatetags.moments import relative_to

NOW = datetime(2026, 9, 14, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(seconds=-20), "just now"),
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=-5), "5 minutes ago"),
        (timedelta(hours=-2, minutes=-50), "2 hours ago"),
        (timedelta(days=3, hours=5), "in 3 days"),
        (timedelta(days=-40), "Aug. 5, 2026"),
    ],
)
def test_moments_are_said_as_people_say_them(distance, words):
    assert relative_to(NOW + distance, NOW).replace("\xa0", " ") == words
