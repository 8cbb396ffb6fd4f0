"""What must hold, all of it: `script/bench` measures, these lines judge, nothing else does.

Ratios of two sides measured in one run, CPU time unless the line says wall.
"""

import operator
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    sign: str
    bound: float

    def met_by(self, value: float) -> bool:
        return {"<=": operator.le, ">=": operator.ge}[self.sign](value, self.bound)

    def __str__(self) -> str:
        return f"{self.sign}{self.bound:g}"


def at_least(bound: float) -> Target:
    return Target(">=", bound)


def at_most(bound: float) -> Target:
    return Target("<=", bound)


TARGETS = {
    # 100,000 pupils' logins, against COPY of the same finished rows by the owner: part of its rate.
    "create.copy": at_least(0.55),
    # A login of 100,000 against a login of 1,000.
    "create.linear": at_most(1.3),
    # Times quicker than an account at a time with its password hashed by the project's Argon2id.
    "create.create_user": at_least(200),
    # 8 parallel creators on one pool of surnames, against one.
    "writers.rate": at_least(0.8),  # wall
    "writers.duplicates": at_most(0),
    "writers.deadlocks": at_most(0),
    "writers.failures": at_most(0),
    # Password sign-in: the part of its CPU that is its own Argon2id verify.
    "signin.hash": at_least(0.60),
    # With a hash that costs nothing, against login() of a stock project with cached sessions.
    "signin.password": at_most(2),
    # One-time password to the choose page, against a password with a hash that costs nothing.
    "signin.one_time": at_most(1.5),
    "signin.one_time.hashes": at_most(0),
    # The parent's form, posted, against the empty form page; whether it matches or not shows in nothing.
    "register.post": at_most(2),
    "register.statements": at_most(5),
    "register.growth": at_most(0),
    # A class from its page, 1, 30 and 60 pupils.
    "class.create.statements": at_most(16),
    "class.create.growth": at_most(0),
    "class.create.hashes": at_most(0),
    "class.reset.statements": at_most(16),
    "class.reset.growth": at_most(0),
    "class.reset.hashes": at_most(0),
    # 20,000 mails of the outbox sent by two workers, against bare smtplib on kept connections: workers' CPU.
    "mail.cpu": at_most(1.5),
    # A page of a list against a plain template of the same 25 rows.
    "lists.classes": at_most(1.6),
    "lists.pupils": at_most(1.6),
    "lists.staff": at_most(1.6),
    "lists.accounts": at_most(1.6),
    "lists.parents": at_most(1.6),
    "lists.audit": at_most(1.6),
    "lists.growth": at_most(0),  # statements
    # 1,000,000 accounts, 100,000 of them the admin's district; 200 questions to its list.
    "search.load": at_most(120),  # seconds
    # The page against the same page where there are 10,000 accounts, and where the district is alone.
    "search.page": at_most(2.5),
    "search.alone": at_most(1.5),
    # The slowest of the questions in the database, against one account read by its key.
    "search.slowest": at_most(200),
    "search.statements": at_most(12),
    "search.growth": at_most(0),  # statements
}
