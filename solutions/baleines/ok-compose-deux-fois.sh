# Le même fichier, deux projets : le service s'appelle redis des deux côtés, et Compose fait un réseau par projet.
set -e
cat > /tmp/baleines.yaml <<'FICHIER'
services:
  compteur:
    image: dockerlab/compteur
    container_name: ${COMPOSE_PROJECT_NAME}
    pull_policy: never
    ports: ["127.0.0.1:${PORT}:8080"]
  redis:
    image: redis
    container_name: ${COMPOSE_PROJECT_NAME}-redis
    pull_policy: never
FICHIER
PORT=8004 docker compose -f /tmp/baleines.yaml -p baleines-nord up -d
PORT=8005 docker compose -f /tmp/baleines.yaml -p baleines-sud up -d
