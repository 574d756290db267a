# Arrêtés, et non enlevés : les réseaux partent, les conteneurs et leurs volumes restent.
# attendu: conteneurs=failed: guichet-1 (arrêté)
# attendu: volumes=failed: guichet-billets
# attendu: autres_conteneurs=skipped
# attendu: autre_volume=skipped
docker stop guichet-1 guichet-caisse
docker network rm guichet guichet-reserve
docker volume rm guichet-billets
