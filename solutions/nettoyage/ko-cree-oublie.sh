# La liste ordinaire ne montre que ce qui tourne : l'arrêté et le créé sont restés, et le volume sans nom avec eux.
# attendu: conteneurs=failed: guichet-3 (créé, jamais démarré)
# attendu: volumes=failed: volume sans nom de guichet-2
# attendu: autres_conteneurs=skipped
# attendu: autre_volume=skipped
docker rm -f -v guichet-1 guichet-caisse
docker network rm guichet guichet-reserve
docker volume rm guichet-billets
