# Les conteneurs sont partis sans leurs volumes sans nom : celui de kiosque-2 est orphelin.
# attendu: volumes=failed: volume sans nom de kiosque-2
# attendu: autre_volume=skipped
docker rm -f kiosque-1 kiosque-2 kiosque-3 kiosque-caisse
docker network rm kiosque kiosque-reserve
docker volume rm kiosque-billets
