# Tout est parti, sauf celui qui n'avait jamais démarré.
# attendu: conteneurs=failed: kiosque-3 (créé, jamais démarré)
# attendu: autres_conteneurs=skipped
docker rm -f -v kiosque-1 kiosque-2 kiosque-caisse
docker network rm kiosque kiosque-reserve
docker volume rm kiosque-billets
