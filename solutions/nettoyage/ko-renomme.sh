# kiosque-3 a changé de nom : il est toujours là.
# attendu: conteneurs=failed: vieux-kiosque (créé, jamais démarré), qui s'appelait kiosque-3
# attendu: autres_conteneurs=skipped
docker rename kiosque-3 vieux-kiosque
docker rm -f -v kiosque-1 kiosque-2 kiosque-caisse
docker network rm kiosque kiosque-reserve
docker volume rm kiosque-billets
