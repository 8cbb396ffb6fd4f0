"""The cast of the tests in the database of an installation: `python -m tests.faults.people`, as its operator."""

import os

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()

    from tests.cast import make_cast, make_districts

    make_districts()
    make_cast()
