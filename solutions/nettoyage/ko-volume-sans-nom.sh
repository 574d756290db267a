# Les conteneurs sont partis sans leurs volumes sans nom : celui de guichet-2 est orphelin.
# attendu: volumes=failed: volume sans nom de guichet-2
# attendu: autre_volume=skipped
docker rm -f guichet-1 guichet-2 guichet-3 guichet-caisse
docker network rm guichet guichet-reserve
docker volume rm guichet-billets
