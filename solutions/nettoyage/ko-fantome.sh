# Tout est parti, sauf celui qui n'avait jamais démarré.
# attendu: conteneurs=failed: guichet-3 (créé, jamais démarré)
# attendu: autres_conteneurs=skipped
docker rm -f -v guichet-1 guichet-2 guichet-caisse
docker network rm guichet guichet-reserve
docker volume rm guichet-billets
