# Par Compose, sur le réseau qui existe déjà, après avoir enlevé l'ancien.
set -e
docker rm -f mur-archives
docker compose -f - up -d <<'FIN'
name: trou-dans-le-mur
services:
  archives:
    image: nginx
    container_name: mur-archives
    pull_policy: never
    networks: [reserve]
    ports: ["127.0.0.1:8006:80"]
networks:
  reserve:
    name: reserve-mur
    external: true
FIN
