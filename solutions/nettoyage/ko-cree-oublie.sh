# La liste ordinaire ne montre que ce qui tourne : l'arrêté et le créé sont restés, et le volume sans nom avec eux.
# attendu: conteneurs=failed: kiosque-3 (créé, jamais démarré)
# attendu: volumes=failed: volume sans nom de kiosque-2
# attendu: autres_conteneurs=skipped
# attendu: autre_volume=skipped
docker rm -f -v kiosque-1 kiosque-caisse
docker network rm kiosque kiosque-reserve
docker volume rm kiosque-billets
