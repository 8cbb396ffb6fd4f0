def run(owner):
    yield from ()
