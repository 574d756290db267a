# Un volume nommé ne part pas avec ses conteneurs, même si on enlève aussi « leurs » volumes.
# attendu: volumes=failed: il reste kiosque-billets
# attendu: autre_volume=skipped
docker rm -f -v kiosque-1 kiosque-2 kiosque-3 kiosque-caisse
docker network rm kiosque kiosque-reserve
