"""A broker of one's own for each parallel test process; number 0 is the suite's."""

from portal import environment


def broker_url(worker_id: str) -> str:
    number = 1 + int("".join(filter(str.isdigit, worker_id)) or 0)
    return f"{environment.redis_url('REDIS_URL').partition('?')[0]}?db={number}"
