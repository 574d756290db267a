# Un réseau vide ne se voit dans aucun conteneur : il est resté.
# attendu: reseaux=failed: kiosque-reserve
# attendu: autres_reseaux=skipped
docker rm -f -v kiosque-1 kiosque-2 kiosque-3 kiosque-caisse
docker network rm kiosque
docker volume rm kiosque-billets
