"""The portal as it is. A connection stays: its backend's time is read from beginning to end."""

from portal.settings import *  # noqa: F403
from portal.settings import DATABASES

DATABASES["default"]["CONN_MAX_AGE"] = None
