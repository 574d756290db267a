#!/bin/bash
# Comme l'image officielle : prépare les données la première fois, puis devient PostgreSQL, sans être root.
set -euo pipefail
[ "${1:0:1}" = - ] && set -- postgres "$@"
[ "$1" = postgres ] || exec "$@"

# Chaque variable peut venir d'un fichier (POSTGRES_PASSWORD_FILE…) : un secret de Compose en est un.
for name in POSTGRES_USER POSTGRES_PASSWORD POSTGRES_DB; do
    file=${name}_FILE
    if [ -n "${!file:-}" ]; then export "$name=$(< "${!file}")"; unset "$file"; fi
done

if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA"
    chown -R postgres: "$PGDATA" /var/run/postgresql
    chmod 700 "$PGDATA"
    exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    user=${POSTGRES_USER:-postgres} database=${POSTGRES_DB:-${POSTGRES_USER:-postgres}}
    method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
    if [ -z "${POSTGRES_PASSWORD:-}" ] && [ "$method" != trust ]; then
        echo "Error: Database is uninitialized and superuser password is not specified." >&2
        echo "       POSTGRES_PASSWORD n'est pas donné, et une base sans mot de passe ne démarre pas." >&2
        exit 1
    fi
    password=$(mktemp)
    printf '%s\n' "${POSTGRES_PASSWORD:-}" > "$password"
    if [ -n "${POSTGRES_PASSWORD:-}" ]; then set_password=(--pwfile="$password"); else set_password=(); fi
    initdb --username="$user" "${set_password[@]}" --no-sync --no-instructions --auth-local=trust ${POSTGRES_INITDB_ARGS:-} > /dev/null
    rm -f "$password"
    printf 'host all all all %s\n' "$method" >> "$PGDATA/pg_hba.conf"
    if [ "$database" != postgres ]; then
        printf 'CREATE DATABASE "%s";\n' "${database//\"/\"\"}" | postgres --single -j postgres > /dev/null
    fi
    if [ -n "$(ls -A /docker-entrypoint-initdb.d)" ]; then
        pg_ctl --wait -o "-c listen_addresses=''" start
        for file in /docker-entrypoint-initdb.d/*; do
            case $file in
                *.sh) bash "$file" ;;
                *.sql) psql --set ON_ERROR_STOP=1 --username "$user" --dbname "$database" --file "$file" ;;
            esac
        done
        pg_ctl --wait stop
    fi
fi
# L'image officielle écoute sur toutes les adresses ; une option donnée après celle-ci l'emporte.
shift
exec postgres -c listen_addresses='*' "$@"
