# Arrêtés, et non enlevés : les réseaux partent, les conteneurs et leurs volumes restent.
# attendu: conteneurs=failed: kiosque-1 (arrêté)
# attendu: volumes=failed: kiosque-billets
# attendu: autres_conteneurs=skipped
# attendu: autre_volume=skipped
docker stop kiosque-1 kiosque-caisse
docker network rm kiosque kiosque-reserve
docker volume rm kiosque-billets
