"""The verification mail again (C11); to an account that is verified already, what it needs instead."""

from collections.abc import Mapping
from datetime import datetime

from accounts.answering import forgot
from accounts.answering.answer import Answer
from accounts.models import PublicRequest


def answer(request: PublicRequest, typed: Mapping[str, str], *, now: datetime) -> Answer:
    return forgot.answer(request, {"login": typed["email"]}, now=now)
