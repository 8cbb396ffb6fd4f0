#!/bin/sh
# Run once while the image is built: translations compiled, static files collected, Python compiled.
# Settings want every variable; these are made up, reach nobody and stay in no layer.
set -eu
random() { python -c "import base64, secrets; print(base64.urlsafe_b64encode(secrets.token_bytes($1)).decode())"; }

python -m portal.messages compile
PORTAL_DOMAIN=build.invalid SECRET_KEY="$(random 60)" PORTAL_KEYS="$(random 32)" \
    DATABASE_URL=postgres://portal_app@build.invalid/portal REDIS_URL=redis://build.invalid \
    EMAIL_URL=smtp://build.invalid python manage.py collectstatic --no-input --verbosity 0
python -m compileall -q .
