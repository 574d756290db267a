# guichet-3 a changé de nom : il est toujours là.
# attendu: conteneurs=failed: vieux-guichet (créé, jamais démarré), qui s'appelait guichet-3
# attendu: autres_conteneurs=skipped
docker rename guichet-3 vieux-guichet
docker rm -f -v guichet-1 guichet-2 guichet-caisse
docker network rm guichet guichet-reserve
docker volume rm guichet-billets
