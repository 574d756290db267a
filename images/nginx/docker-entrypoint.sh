#!/bin/sh
# Comme l'image officielle : les scripts de /docker-entrypoint.d s'exécutent avant nginx.
set -e
if [ "$1" = nginx ] && [ -d /docker-entrypoint.d ]; then
    for script in /docker-entrypoint.d/*.sh; do
        if [ -x "$script" ]; then "$script"; elif [ -f "$script" ]; then . "$script"; fi
    done
fi
# Sans IPv6 dans le noyau, « listen [::]:80 » empêcherait nginx de démarrer.
if [ "$1" = nginx ] && [ ! -e /proc/net/if_inet6 ] && [ -w /etc/nginx/conf.d/default.conf ]; then
    sed -i '/listen  \[::\]:80;/d' /etc/nginx/conf.d/default.conf
fi
exec "$@"
