#!/bin/sh
# Starts Valkey: cache and Celery's broker. All of it may be lost, so nothing is kept on disk.
set -eu
: "${VALKEY_PASSWORD:?}"
exec valkey-server - "$@" <<CONF
save ""
appendonly no
maxmemory 256mb
# Cached values expire and may go; queues do not expire and stay.
maxmemory-policy volatile-lru
protected-mode no
user default off
user portal on >$VALKEY_PASSWORD ~* &* +@all -@admin -@dangerous
CONF
