"""`python -m portal.messages compile`"""

import sys

from portal.messages import compile_all

if __name__ == "__main__":
    if sys.argv[1:] != ["compile"]:
        sys.exit("usage: python -m portal.messages compile")
    compile_all()
