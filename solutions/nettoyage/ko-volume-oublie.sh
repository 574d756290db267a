# Un volume nommé ne part pas avec ses conteneurs, même si on enlève aussi « leurs » volumes.
# attendu: volumes=failed: il reste guichet-billets
# attendu: autre_volume=skipped
docker rm -f -v guichet-1 guichet-2 guichet-3 guichet-caisse
docker network rm guichet guichet-reserve
