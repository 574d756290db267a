#!/bin/bash
# Comme l'image officielle : des options seules vont à redis-server, qui ne tourne pas en root.
set -euo pipefail
if [ "${1:0:1}" = - ] || [ "${1%.conf}" != "$1" ]; then set -- redis-server "$@"; fi
[ "$1" = redis-server ] || exec "$@"

if [ "$(id -u)" = 0 ]; then
    chown -R redis: /data
    exec setpriv --reuid=redis --regid=redis --init-groups "$0" "$@"
fi
# L'image officielle est compilée avec le mode protégé éteint : le conteneur est la protection.
[[ " $* " == *protected-mode* ]] || set -- "$@" --protected-mode no
exec "$@"
